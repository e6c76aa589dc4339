"""Runs a command in a container, as `kubectl exec` does: output, errors and exit code, within a bound."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.api_patience import again_after
from conformance.api_requests import RequestRefused
from conformance.api_streams import ERROR, STDERR, STDOUT, channels_until_closed, opened
from conformance.capability import Capability
from conformance.errors import (
    ClusterUnreachable,
    ConformanceError,
    EnvironmentFault,
    MissingCapability,
    PromiseBroken,
)
from conformance.rights.lacking import skipped_without

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

NO_SUCH_PROGRAM = re.compile(
    r'executable file .*not found|exec: "[^"]*": .*no such file or directory', re.IGNORECASE
)
"""runc's and crun's words for a program that the image lacks; a socket or namespace may be lacking too."""
NO_SUCH_CONTAINER = re.compile(
    r'container not found|is not valid for pod|is not running|pods "[^"]*" not found'
)
"""The words of kubelet and API server for a container or pod that is not there, or does not run."""


class BrokeOff(EnvironmentFault):
    """The stream of a command ended, and nobody said how the command did."""


@dataclass(frozen=True)
class Output:
    """What a command wrote and how it ended."""

    stdout: str
    stderr: str
    exit_code: int
    seconds: float


def run_inside(
    api: ApiClient,
    namespace: str,
    pod: str,
    container: str,
    command: Sequence[str],
    timeout: float,
) -> Output:
    """Run `command`, which may run twice, in a container; return its output and exit code, whatever that is.

    It runs again where the stream to it breaks off, as when the API server is restarted. Otherwise as
    `run_inside_once`.
    """
    again = again_after(BrokeOff, ClusterUnreachable)
    return again(run_inside_once, api, namespace, pod, container, command, timeout)


def run_inside_once(
    api: ApiClient,
    namespace: str,
    pod: str,
    container: str,
    command: Sequence[str],
    timeout: float,
) -> Output:
    """Run `command` in a container and return what it wrote and its exit code, whatever that is.

    The command has no standard input and no terminal. `timeout` is in seconds, for all of it. Raises
    MissingCapability without the right to and where the image lacks the program, PromiseBroken where the
    container is not there or does not run, EnvironmentFault where the API server or the kubelet fails, or the
    command has not ended in time.
    """
    what = f"{command[0]} in container {container} of pod {pod}"
    path = f"/api/v1/namespaces/{namespace}/pods/{pod}/exec"
    query = [
        ("container", container),
        ("stdout", "true"),
        ("stderr", "true"),
        *(("command", word) for word in command),
    ]
    started = time.monotonic()
    try:
        with skipped_without(Capability.EXEC), opened(api, path, query, timeout) as socket:
            channels, ended = channels_until_closed(socket, started + timeout)
    except RequestRefused as refused:
        raise not_started(what, refused.words) from refused
    seconds = time.monotonic() - started
    if not ended:
        raise EnvironmentFault(f"{what} has not ended after {timeout:g} s", "look at the node's load")
    stdout, stderr, status = (channels[one].decode("utf-8", "replace") for one in (STDOUT, STDERR, ERROR))
    return Output(stdout, stderr, exit_code(status, what), seconds)


def exit_code(status: str, what: str) -> int:
    """Return the exit code in the Status object that ends an exec; raises where nothing was started."""
    if not status:
        raise BrokeOff(f"{what} broke off", "look at the node and the API server")
    content: dict[str, Any] = json.loads(status)
    if content.get("status") == "Success":
        return 0
    causes = content.get("details", {}).get("causes", [])
    codes = [int(cause["message"]) for cause in causes if cause.get("reason") == "ExitCode"]
    if codes:
        return codes[0]
    raise not_started(what, str(content.get("message", status)))


def not_started(what: str, words: str) -> ConformanceError:
    """Return the error for a command that the container runtime could not start, told by its words."""
    if NO_SUCH_PROGRAM.search(words):
        return MissingCapability(Capability.EXEC_TOOLS, f"the image lacks {what}: {words}")
    if NO_SUCH_CONTAINER.search(words):
        return PromiseBroken(f"{what}: there is no such container that runs ({words})")
    return EnvironmentFault(f"{what} was not started: {words}", "look at the node")
