"""The environment that a container's first process was started with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.capability import Capability
from conformance.errors import MissingCapability
from conformance.inside.command import run_inside

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

ENVIRON = "/proc/1/environ"


def environment_of(
    api: ApiClient, namespace: str, pod: str, container: str, timeout: float
) -> dict[str, str]:
    """Return the environment of the container's first process, as `/proc/1/environ` has it.

    That is what the program got, where a command run beside it might get something else. `timeout` is in
    seconds. Raises MissingCapability where the image has no `cat`, or the file may not be read; else as
    `run_inside` does.
    """
    output = run_inside(api, namespace, pod, container, ["cat", ENVIRON], timeout)
    if output.exit_code:
        raise MissingCapability(
            Capability.PROCESS_ENVIRONMENT,
            f"{ENVIRON} in container {container} of pod {pod} cannot be read: {output.stderr.strip()}",
        )
    return parse_environment(output.stdout)


def parse_environment(text: str) -> dict[str, str]:
    """Return the variables of a NUL-separated environment; of a doubled name the first, as getenv does."""
    found: dict[str, str] = {}
    for entry in text.split("\0"):
        name, equals, value = entry.partition("=")
        if equals:
            found.setdefault(name, value)
    return found
