"""The images that ran, with their digests, as the pods' status has them; pure."""

from __future__ import annotations

from conformance.observed import Snapshot
from conformance.record import ImageSeen
from conformance.stack import StackNames


def images_seen(snapshot: Snapshot, names: StackNames) -> list[ImageSeen]:
    """Return each container's image and digest over the pods of the stack, a row for each digest."""
    controller = snapshot.controller(names.controller)
    pods = list(snapshot.pods_of(controller.uid)) if controller else []
    database = snapshot.pod(names.database_pod)
    rows: dict[tuple[str, str, str], list[str]] = {}
    for pod in ([database] if database else []) + pods:
        for container in pod.containers:
            digest = container.image_id.rpartition("@")[2]
            rows.setdefault((container.name, container.image, digest), []).append(pod.name)
    return [
        ImageSeen(name, image, digest, tuple(pods)) for (name, image, digest), pods in rows.items() if digest
    ]
