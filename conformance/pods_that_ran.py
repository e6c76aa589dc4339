"""Every pod that ran in a stack of the run, and the images it ran, as its status has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.observed import PodView, Snapshot
from conformance.provenance import ImageSeen, PodSeen

KEPT_OF_A_STATUS = ("name", "image", "imageID", "containerID", "restartCount")
"""Of each container: which image ran, and which run of it; no message, which may quote a log."""
Seen = Mapping[tuple[str, frozenset[str]], PodView]
"""Pods by their uid and the images that they ran."""


@dataclass
class PodsThatRan:
    """Grows by each look at a namespace; a pod that has gone meanwhile is found in the watch's history.

    A container that was restarted in place with another image has both of them in its pod's rows.
    """

    _seen: dict[tuple[str, frozenset[str]], PodView] = field(default_factory=dict)

    def look(self, snapshot: Snapshot) -> None:
        """Keep every pod that has run an image, in the newest version of it that arrived."""
        arrived = (change.view for change in snapshot.history)
        for pod in (*arrived, *snapshot.pods.values()):
            if isinstance(pod, PodView) and (images := frozenset(_image_ids(pod))):
                self._seen[pod.uid, images] = pod

    @property
    def seen(self) -> Seen:
        """All that ran until now."""
        return self._seen

    def add(self, seen: Seen) -> None:
        """Keep what somebody else has seen."""
        self._seen.update(seen)

    def images(self) -> list[ImageSeen]:
        """Return each container's image and digest with the pods that ran it, a row for each digest."""
        rows: dict[tuple[str, str, str], dict[PodSeen, None]] = {}
        for pod in self._seen.values():
            seen = PodSeen(pod.namespace, pod.name, pod.uid)
            for container in (*pod.init_containers, *pod.containers):
                if digest := container.image_id.rpartition("@")[2]:
                    rows.setdefault((container.name, container.image, digest), {})[seen] = None
        return [ImageSeen(name, image, digest, tuple(pods)) for (name, image, digest), pods in rows.items()]

    def statuses(self) -> dict[str, Any]:
        """Return what the API server said of each pod's images, as JSON for a file of its own."""
        return {"pods": [_status(pod) for pod in self._seen.values()]}


def _image_ids(pod: PodView) -> Iterator[str]:
    for container in (*pod.init_containers, *pod.containers):
        if container.image_id:
            yield f"{container.name}={container.image_id}"


def _status(pod: PodView) -> dict[str, Any]:
    status = pod.raw.get("status") or {}
    of_containers = {
        part: [{key: one[key] for key in KEPT_OF_A_STATUS if key in one} for one in status.get(part) or ()]
        for part in ("initContainerStatuses", "containerStatuses")
    }
    return {
        "namespace": pod.namespace,
        "name": pod.name,
        "uid": pod.uid,
        "created": pod.created.isoformat() if pod.created else None,
        "node": pod.node,
        "phase": pod.phase,
        **{part: found for part, found in of_containers.items() if found},
    }
