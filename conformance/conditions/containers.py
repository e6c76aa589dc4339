"""What keeps a container from running, read from its state and the kubelet's events."""

from __future__ import annotations

from conformance.causes import cause, classify_pull, classify_start_failure
from conformance.conditions.rung import BrokenRung, Rung
from conformance.observed import ContainerView, PodView, Snapshot, Termination

# Waiting reasons of k8s.io/kubernetes v1.36.3: pkg/kubelet/images/types.go,
# kuberuntime/kuberuntime_container.go, container/sync_result.go, k8s.io/cri-api/pkg/errors/errors.go.
_PULL_REASONS = (
    "ErrImagePull",
    "ImagePullBackOff",
    "InvalidImageName",
    "ErrImageNeverPull",
    "ImageInspectError",
    "RegistryUnavailable",
    "SignatureValidationFailed",
)
_WAITING = {
    "CreateContainerConfigError": "configuration-missing",
    "CreateContainerError": "container-not-created",
    "PreCreateHookError": "container-not-created",
    "PreStartHookError": "container-not-created",
    "PostStartHookError": "crash-loop",
}
_NO_SUCH_COMMAND = ("StartError", "ContainerCannotRun")
"""Reasons of a termination whose process never began: the runtime found no such program or may not run it."""


def trouble_of(container: ContainerView, pod: PodView, snapshot: Snapshot) -> BrokenRung | None:
    """Return what keeps `container` from running; None while nothing is seen but the usual way up."""
    about = f"pod {pod.name}: container {container.name}"
    if container.waiting_reason in _PULL_REASONS:
        return _pull_trouble(container, pod, snapshot)
    end = container.last_end
    if container.waiting_reason == "RunContainerError":
        return _not_startable(about, container.waiting_message)
    if end and end.reason in _NO_SUCH_COMMAND and container.state != "running":
        return _not_startable(about, end.message)
    if name := _WAITING.get(container.waiting_reason):
        return BrokenRung(Rung.STARTED, f"{about}: {_said(name, container.waiting_message)}", name)
    if end and container.state != "running":
        return BrokenRung(Rung.STARTED, f"{about} {_end_words(container, end)}", end_cause(end))
    return None


def _not_startable(about: str, message: str) -> BrokenRung:
    name = classify_start_failure(message).identifier
    return BrokenRung(Rung.STARTED, f"{about}: {_said(name, message)}", name)


def _pull_trouble(container: ContainerView, pod: PodView, snapshot: Snapshot) -> BrokenRung:
    found = classify_pull(f"{container.waiting_reason}: {container.waiting_message}")
    message = container.waiting_message
    if found.identifier == "pull-failed":
        # kubelets before 1.32 say no more than "Back-off pulling image" here; the reason stands in their
        # event
        for event in reversed(snapshot.events_about(pod.uid, reason="Failed")):
            if container.image in event.message and event.message.startswith("Failed to pull image"):
                found, message = classify_pull(event.message), event.message
                break
    why = f"pod {pod.name}: {found.words}: {container.image}"
    # the table's words say it all where the registry's answer is final
    if found.identifier not in ("image-not-found", "image-name-invalid"):
        why += f" ({_short(message)})"
    return BrokenRung(Rung.IMAGE_PULLED, why, found.identifier)


def _end_words(container: ContainerView, end: Termination) -> str:
    name = end_cause(end)
    words = "ended" if name == "crash-loop" and not container.restarts else cause(name).words
    times = {0: "", 1: ", 1 restart"}.get(container.restarts, f", {container.restarts} restarts")
    # what the program left as its last words, where the pod's termination message policy keeps them
    last_words = f": {_short(end.message.strip().splitlines()[-1])}" if end.message.strip() else ""
    return f"{words} ({end}{times}){last_words}"


def end_cause(end: Termination) -> str:
    """Return the cause of a container's end, as the table of causes names it."""
    return "out-of-memory" if end.reason == "OOMKilled" else "crash-loop"


def _said(identifier: str, message: str) -> str:
    words = cause(identifier).words
    return f"{words} ({_short(message)})" if message else words


def _short(message: str) -> str:
    """Return the message as part of one line; the evidence has the whole of it."""
    line = " ".join(message.split())
    return line if len(line) <= 300 else f"{line[:297]}..."
