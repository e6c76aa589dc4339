"""Gives the volumes of a box that stays up anew, empty, once their claims are gone: its holder does.

Nobody else would. Upstream keeps what a static volume holds until a person has looked after it, and a box
that serves run after run would have no volume left for a claim.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from threading import Thread
from typing import Any

import urllib3

from conformance.clusters.kubebox.apiserver import COLLECTIONS
from conformance.clusters.kubebox.following import connections_as, follow_objects
from conformance.clusters.kubebox.layout import BoxFolder
from conformance.clusters.kubebox.volumes import OPEN_TO_ALL

CHANGED = frozenset({"MODIFIED"})
ANEW_S = 30
"""All are looked at again after that: what was still mounted may not be any more."""
DONE = frozenset({200, 404, 409})
"""Freed; it is gone; it has changed since it was looked at, and will be looked at again."""
BINDING_NOTE = "pv.kubernetes.io/bound-by-controller"
"""Upstream's note that it has chosen the claim, which it takes off too where it gives one up."""
MOUNTED = ("pods/*", "*/pods/*")
"""Where a kubelet has the folders of a pod: that of the one node, and of each of several."""


def give_anew_for_ever(folder: BoxFolder, server: str) -> None:
    """Begin, in a thread that ends with this process."""
    connections = connections_as("admin", folder.certificates)
    Thread(target=give_anew, args=(folder, server, connections), name="volumes anew", daemon=True).start()


def give_anew(folder: BoxFolder, server: str, connections: urllib3.PoolManager) -> None:
    """Empty and free each volume of the box that has lost its claim, until killed."""
    collection = server + COLLECTIONS["PersistentVolume"]
    for volume in follow_objects(collection, connections, CHANGED, ANEW_S):
        if not has_lost_its_claim(volume, folder) or is_mounted(volume, folder):
            continue
        name = volume["metadata"]["name"]
        try:
            empty(_folder_behind(volume, folder))
            answer = connections.request(
                "PATCH",
                f"{collection}/{name}",
                json=without_claim(volume),
                headers={"Content-Type": "application/merge-patch+json"},
            )
        except (urllib3.exceptions.HTTPError, OSError) as error:
            print(f"{name} is not given anew yet: {error}", flush=True)
            continue
        if answer.status not in DONE:
            print(f"{name} is not given anew: {answer.status} {answer.data!r}", flush=True)


def has_lost_its_claim(volume: dict[str, Any], folder: BoxFolder) -> bool:
    """Return whether a volume is one of the box's own, and the claim that it still names is gone.

    Without a claim it is on its way already: it may be another's by the time that it says so.
    """
    spec = volume["spec"]
    ours = spec.get("local", {}).get("path") == str(_folder_behind(volume, folder))
    return ours and "claimRef" in spec and volume["status"].get("phase") == "Released"


def is_mounted(volume: dict[str, Any], folder: BoxFolder) -> bool:
    """Return whether a kubelet has it for a pod: one that was deleted by force may write for a while."""
    mount = f"volumes/kubernetes.io~local-volume/{volume['metadata']['name']}"
    return any(True for where in MOUNTED for _ in folder.kubelet.glob(f"{where}/{mount}"))


def empty(folder: Path) -> None:
    """Take everything out of a volume's folder, and make it as it was when the box was new."""
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    # kubelet has given it to the group that the pod asked for (fsGroup)
    os.chown(folder, os.geteuid(), os.getegid())
    folder.chmod(OPEN_TO_ALL)


def without_claim(volume: dict[str, Any]) -> dict[str, Any]:
    """Return the patch after which any claim may have it; refused where it has changed meanwhile."""
    return {
        "metadata": {
            "resourceVersion": volume["metadata"]["resourceVersion"],
            "annotations": {BINDING_NOTE: None},
        },
        "spec": {"claimRef": None},
    }


def _folder_behind(volume: dict[str, Any], folder: BoxFolder) -> Path:
    return folder.volumes / str(volume["metadata"]["name"])
