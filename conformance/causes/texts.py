"""Reads the texts of kubelet, container runtimes, API server, scheduler and cloud providers into causes.

No API carries these causes as codes: the kubelet hands on the runtime's words, and the runtime the
registry's. Where each wording comes from stands beside it. Quoted names are cut out first, so that an image
called `not-found` or a tag `403` decides nothing.
"""

from __future__ import annotations

import re

from conformance.causes.table import Cause, cause

_Readings = tuple[tuple[re.Pattern[str], str], ...]


def _readings(*rows: tuple[str, str]) -> _Readings:
    return tuple((re.compile(pattern, re.IGNORECASE), identifier) for pattern, identifier in rows)


_QUOTED = re.compile(r'\\?"[^"]*\\?"')
_URL = re.compile(r"https?://\S+?(?=:?\s|$)")

# First match wins. A status or a network error comes before "not found", which ends messages of other
# causes too ("x509: … not found"); "may require authorization" comes before "does not exist", for a
# registry that hides private repositories says both.
_PULL = _readings(
    (
        r"invalid reference format|couldn't parse image (reference|name)|InvalidImageName",
        "image-name-invalid",
    ),
    (r"not present with pull policy of Never|ErrImageNeverPull", "image-never-pulled"),
    # Docker Hub's and every registry's 429; containerd: "unexpected status from GET request to …: 429 Too
    # Many Requests"
    (r"429 Too Many Requests|toomanyrequests|pull rate limit", "pull-throttled"),
    # containerd: "failed to authorize: failed to fetch oauth token: unexpected status …: 401 Unauthorized",
    # "pulling from host … failed with status code [manifests …]: 403 Forbidden"; dockerd: "pull access
    # denied for …, repository does not exist or may require 'docker login'"; cri-o: "unauthorized:
    # authentication required"
    (
        r"40[13] (Unauthorized|Forbidden)|insufficient_scope|pull access denied|authentication required"
        r"|no basic auth credentials|requested access to the resource is denied|denied: |unauthorized: "
        r"|failed to authorize: .*40[13]",
        "pull-refused",
    ),
    (r": 5\d\d [A-Z]|unexpected HTTP status: 5\d\d|\bregistry is unavailable", "pull-registry-error"),
    # Go's net: "dial tcp …: connect: connection refused", "lookup …: no such host"
    (
        r"dial tcp|connection refused|connection reset|no such host|no route to host|network is unreachable"
        r"|i/o timeout|handshake timeout|deadline exceeded|DeadlineExceeded|Client\.Timeout|unexpected EOF"
        r"|: EOF|x509:|tls: ",
        "pull-unreachable",
    ),
    # the node's own store: "failed to prepare extraction snapshot …: … does not exist: not found"
    # and "failed to extract layer …: … content digest …: not found"
    (
        r"extraction snapshot|failed to (extract|unpack)|content (store|digest)|no space left on device",
        "pull-failed",
    ),
    # containerd: "failed to resolve reference …: …: not found"; dockerd and cri-o: "manifest unknown"
    (
        r"manifest unknown|MANIFEST_UNKNOWN|name unknown|404 Not Found|: not found\b"
        r"|code = NotFound|repository .*not found|no match for platform|no matching manifest for",
        "image-not-found",
    ),
)

# k8s.io/apiserver v0.36.3: plugin/resourcequota/controller.go, webhook/errors/statuserror.go,
# util/webhook/error.go, plugin/policy/validating/dispatcher.go; k8s.io/pod-security-admission v0.36.3:
# admission/admission.go.
_CREATE = _readings(
    (r"exceeded quota|failed quota", "quota-exceeded"),
    (r"violates PodSecurity", "pod-security-refused"),
    (r"failed calling webhook", "webhook-failed"),
    (r"denied the request|denied request|violates .*polic|(maximum|minimum) .* usage per", "policy-refused"),
    # gatekeeper, GKE Autopilot's warden and the like name themselves in the refusal
    (r"gatekeeper|warden|autopilot|binary authorization|kyverno", "policy-refused"),
)

# Nodes that no product is meant for: whether they would have room says nothing. Schedulers before 1.34 name
# the taint.
_CONTROL_PLANE = re.compile(r"\d+ node\(s\) had untolerated taint \{node-role\.kubernetes\.io/[^}]*\}")
# k8s.io/kubernetes v1.36.3, pkg/scheduler/framework/plugins: the ErrReason constants.
_UNSCHEDULABLE = _readings(
    (r"Insufficient |Too many pods|Preemption is not helpful.*Insufficient", "unschedulable"),
    (r"taint|were unschedulable|unknown conditions|no nodes available|max volume count", "unschedulable"),
    (
        r"didn't match Pod's node affinity|didn't match pod (affinity|anti-affinity|topology)",
        "unschedulable-by-manifest",
    ),
    (r"didn't have free ports|didn't match the requested node name", "unschedulable-by-manifest"),
    (r'persistentvolumeclaim "?[^"]*"? ?not found', "unschedulable-by-manifest"),
)

# clone() gives EAGAIN beyond a limit of processes
_NO_PROCESS = ("resource temporarily unavailable", "no-process")
# Where that befalls runc's own first steps inside the new control group, it only sees that they ended
# (libcontainer/process_linux.go). With too little memory for them it says the same: a container's manifest
# may ask for that, a sandbox's cannot.
_SANDBOX = _readings(
    _NO_PROCESS, (r"can't get final child's PID from pipe|read init-p: connection reset", "no-process")
)

# runc and crun, through containerd's "failed to create shim task: OCI runtime create failed: …"
_START = _readings(
    (r"OOM-killed|memory limit too low", "out-of-memory"),
    _NO_PROCESS,
    (r"cannot allocate memory|no space left|too many open files", "node-exhausted"),
    # "unable to apply cgroup configuration: … open /sys/fs/cgroup/…/cgroup.procs: no such file or directory";
    # "error mounting "/var/lib/kubelet/…" to rootfs at …: no such file or directory"
    (r"cgroup", "runtime-failed"),
    (r"error mounting .*(no such file|permission denied|stale|input/output)", "volume-not-mounted"),
    (
        r"executable file( .*)? not found|no such file or directory|permission denied|exec format error",
        "command-wrong",
    ),
)

# googleapi and aws errors inside "Error syncing load balancer: failed to ensure load balancer: …"
_LOAD_BALANCER = _readings(
    (r"unsupported load.?balancer class|class .*(is )?not supported", "load-balancer-class-unsupported"),
    # Error 400 as well: what the provider is still at work on, or has not let go of yet
    (r"resourceNotReady|resourceInUse|is not ready|in-use|being used by", "load-balancer-refused"),
    (
        r"unsupported protocol|mixed protocol|invalid (source range|annotation|value)",
        "load-balancer-invalid",
    ),
)


def _first(readings: _Readings, text: str, otherwise: str) -> Cause:
    return cause(next((name for pattern, name in readings if pattern.search(text)), otherwise))


def _without_names(message: str) -> str:
    """Return `message` without quoted names and addresses, which may hold any word or number."""
    return _URL.sub("URL", _QUOTED.sub('""', message))


def classify_pull(message: str) -> Cause:
    """Return the cause that the kubelet's message of a failed image pull tells of; `pull-failed` where
    unread.

    `message` is a container's waiting message (reasons ErrImagePull, ImagePullBackOff, InvalidImageName …)
    or the text of its `Failed` event.
    """
    return _first(_PULL, _without_names(message), "pull-failed")


def classify_create_failure(message: str) -> Cause:
    """Return the cause of a refused creation, told by an event, a ReplicaFailure condition or a 403."""
    return _first(_CREATE, message, "creation-failed")


def classify_unschedulable(message: str) -> Cause:
    """Return the cause that the scheduler's message tells of (condition PodScheduled, reason Unschedulable).

    Of several reasons for several nodes, a lack of room wins: with room there, the pod would run. Nodes of
    the control plane count for nothing where they are told.
    """
    return _first(_UNSCHEDULABLE, _CONTROL_PLANE.sub("", message), "unschedulable")


def classify_sandbox_failure(message: str) -> Cause:
    """Return why a pod's sandbox could not be made (event FailedCreatePodSandBox); `sandbox-failed` where
    unread.
    """
    return _first(_SANDBOX, message, "sandbox-failed")


def classify_start_failure(message: str) -> Cause:
    """Return why the runtime could not start a container's process; `container-not-created` where unread."""
    return _first(_START, message, "container-not-created")


def classify_load_balancer_failure(message: str) -> Cause:
    """Return the cause in a `SyncLoadBalancerFailed` event; the provider's refusal where unread."""
    return _first(_LOAD_BALANCER, message, "load-balancer-refused")
