"""Reads out of a running container which packages its image holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.errors import PromiseBroken
from conformance.image_contents import Contents, contents_in
from conformance.inside.command import run_inside

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

# What Debian itself brings for its own Python is dpkg's.
PIP = (
    "find", "/", "-xdev", "(", "-path", "/proc", "-o", "-path", "/usr/lib/python3", ")", "-prune",
    "-o", "-type", "d", "-name", "*.dist-info", "-print",
)  # fmt: skip
DPKG = ("dpkg-query", "--show", "--showformat", "${Package} ${Version}\n")
LOOK_S = 30.0
"""To look at every folder of a container; half a second on a quiet machine."""


def image_contents(api: ApiClient, namespace: str, pod: str, container: str) -> Contents:
    """Return the packages of a running container.

    Raises MissingCapability where the image has no `find` or no `dpkg-query`, and what `run_inside` raises.
    """
    lists = []
    for command in (PIP, DPKG):
        output = run_inside(api, namespace, pod, container, command, LOOK_S)
        # find says 1 for a folder that the container's user may not read, such as another user's home
        if output.exit_code != 0 and not (command is PIP and output.exit_code == 1):
            raise PromiseBroken(
                f"`{command[0]}` in container {container} of pod {pod} ended with {output.exit_code}",
                detail=output.stderr,
            )
        lists.append(output.stdout)
    return contents_in(*lists)
