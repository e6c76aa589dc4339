"""Ends the main process of a container from inside, as a crash or an operator would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.capability import Capability
from conformance.errors import MissingCapability
from conformance.inside import run_inside_once

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

# Process 1 of a container takes only signals that it has a handler for, and SIGKILL never from inside. An
# init does not always pass on what it is sent: all that it looks after is killed, and it ends with that. The
# signal goes out when this shell has gone: a container's end would break its exec off.
SCRIPT = """\
kill -0 1 || exit 1
case "$(cat /proc/1/comm)" in
  pause) echo "it is the pod's, not the container's" >&2; exit 2 ;;
  tini|dumb-init|docker-init|catatonit|s6-svscan|sh|bash|dash|ash|busybox) signal=KILL; to=-1 ;;
  *) signal=TERM; to=1 ;;
esac
(sleep 0.2 || sleep 1; kill -$signal $to) </dev/null >/dev/null 2>&1 &
echo "SIG$signal to $to"
"""


@dataclass(frozen=True)
class Ended:
    """A main process that was told to end, or killed; whether it did is for others to see."""

    pod: str
    uid: str
    container: str
    how: str
    """`SIGTERM to 1`, or `SIGKILL to -1` where an init is process 1: all processes but the init."""


def end_main_process(
    api: ApiClient, namespace: str, pod: str, uid: str, container: str, *, timeout: float
) -> Ended:
    """End the main process of a container and return at once.

    `uid` is the pod's and only written down; `timeout` is in seconds. Raises MissingCapability where the
    image has no shell or does not let its process 1 be signalled, otherwise as `run_inside_once` does.
    """
    output = run_inside_once(api, namespace, pod, container, ["sh", "-c", SCRIPT], timeout)
    if output.exit_code:
        words = output.stderr.strip() or f"exit code {output.exit_code}"
        raise MissingCapability(
            Capability.PROCESS_SIGNALS,
            f"process 1 of container {container} in pod {pod} takes no signal: {words}",
        )
    return Ended(pod, uid, container, output.stdout.strip())
