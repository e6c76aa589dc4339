"""Which of containerd's snapshotters works on the file system of an image store."""

from __future__ import annotations

from conformance.clusters.kubebox.parts import Parts
from conformance.clusters.kubebox.store import Store
from conformance.errors import SetUpFailed

LAYERS = ("lower", "upper", "work", "merged")


def snapshotter_for(store: Store, parts: Parts) -> str:
    """Return `overlayfs` where the store's file system can carry one, else `native`, which copies.

    Tried out once a store, with a mount that only exists in the box.
    """
    if not store.snapshotter:
        store.remember_snapshotter("overlayfs" if _overlay_works(store, parts) else "native")
    return store.snapshotter


def _overlay_works(store: Store, parts: Parts) -> bool:
    probe = store.folder / "probe"
    for layer in LAYERS:
        (probe / layer).mkdir(parents=True, exist_ok=True)
    options = f"lowerdir={probe / 'lower'},upperdir={probe / 'upper'},workdir={probe / 'work'}"
    merged = str(probe / "merged")
    try:
        parts.run(["mount", "-t", "overlay", "-o", options, "overlay", merged])
        parts.run(["umount", merged])
    except SetUpFailed:
        return False
    return True
