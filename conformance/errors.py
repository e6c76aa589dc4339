"""What can go wrong, as a tree; each leaf knows the exit code it ends a run with.

ConformanceError
├── BadInput                4   typed wrongly: option, file, context, YAML
├── PromiseBroken           1   the product did not do what a sentence says
├── EnvironmentFault        6   the environment failed before the promise could be judged
│   ├── ClusterUnreachable      no answer from the API server
│   ├── CredentialsRefused      the API server answered 401 or 403
│   │   └── RightMissing            it knows who asks, and does not let them
│   ├── CredentialPluginFailed  the kubeconfig's plugin gave no credential to show
│   └── SetUpFailed             a cluster, an image or a tool could not be made ready
├── MissingCapability       -   this cluster or image lacks what the promise needs: a skip with its reason
├── NotBegun                -   the run cannot afford another scenario: a skip with its reason
├── Interrupted             2   SIGINT or SIGTERM
└── InternalError           3   a defect of the suite itself
"""

from __future__ import annotations

from typing import ClassVar

from conformance.capability import Capability
from conformance.exit_codes import ExitCode


class ConformanceError(Exception):
    """Any failure that the suite foresees: what is wrong, and what to do about it.

    `message` names the thing in one line; `remedy` is one line too, and may be empty.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.INTERNAL_ERROR

    def __init__(self, message: str, remedy: str = "") -> None:
        """Hold the message and its remedy; `str()` gives both in one line."""
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        """One line: the message, then the remedy."""
        return f"{self.message}: {self.remedy}" if self.remedy else self.message


class BadInput(ConformanceError):
    """Somebody typed something wrong; nothing has been deployed."""

    exit_code = ExitCode.BAD_INPUT


class PromiseBroken(ConformanceError):
    """A promise is broken; `detail` holds the lines below the first one.

    `cause` is the identifier of the row of `conformance.causes` that decided it, where one did.
    """

    exit_code = ExitCode.BROKEN

    def __init__(self, message: str, detail: str = "", cause: str = "") -> None:
        """Hold the first line of the failure and what stands below it."""
        super().__init__(message)
        self.detail = detail
        self.cause = cause


class EnvironmentFault(ConformanceError):
    """The environment failed before the promise could be judged: unknown, never green."""

    exit_code = ExitCode.UNKNOWN

    def __init__(self, message: str, remedy: str = "", detail: str = "", cause: str = "") -> None:
        """Hold the first line of the fault, its remedy and what stands below it."""
        super().__init__(message, remedy)
        self.detail = detail
        self.cause = cause


class NoWayToPod(EnvironmentFault):
    """The cluster gave no way to a pod's port: the API server or the kubelet failed, and nobody was asked."""

    def __init__(self, url: str, why: str) -> None:
        """Hold the address that leads to the pod, and the cluster's own words."""
        row = "no-way-to-pod"
        super().__init__(f"no way to {url}: {why}", "look at the API server and the pod's node", cause=row)


class ClusterUnreachable(EnvironmentFault):
    """The API server does not answer."""


class CredentialsRefused(EnvironmentFault):
    """The API server answered 401 or 403."""


class RightMissing(CredentialsRefused):
    """The API server knows who asks, and its authorizer does not let them (403)."""


class CredentialPluginFailed(EnvironmentFault):
    """The credential plugin that the kubeconfig names gave nothing that could be shown to the API server."""


class SetUpFailed(EnvironmentFault):
    """A cluster, an image or a tool could not be made ready."""


class MissingCapability(ConformanceError):
    """The cluster or the image lacks what the promise needs; the message begins with the capability."""

    exit_code = ExitCode.PARTIAL

    def __init__(self, capability: Capability, reason: str) -> None:
        """Hold the name that `--accept-missing` takes, and how one sees that it is missing."""
        super().__init__(f"{capability}: {reason}")
        self.capability = capability
        self.reason = reason


class NotBegun(ConformanceError):
    """A scenario was not begun: there is no time left for it, or no room to write its report."""

    exit_code = ExitCode.PARTIAL


class Interrupted(ConformanceError):
    """SIGINT or SIGTERM ended the run."""

    exit_code = ExitCode.INTERRUPTED


class InternalError(ConformanceError):
    """A defect of the suite itself."""

    exit_code = ExitCode.INTERNAL_ERROR
