"""Changes of a set of manifests in one line each: `put("controller.spec.replicas", 2)`.

A path begins with a property of `ManifestObjects` and goes down through keys and positions.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

from conformance.manifests.objects import Content
from sabotage.manifest_objects import ManifestObjects

Change = Callable[[ManifestObjects], None]
WRAPPERS = Path(__file__).with_name("wrappers")
MOUNTED = "/sabotage"
"""Where a container finds its wrapper."""
PYTHON = "/opt/keystone/bin/python"
"""The interpreter of the keystone image that has Keystone's libraries."""


def unchanged(_: ManifestObjects) -> None:
    """Leave the set as it is."""


def several(*changes: Change) -> Change:
    """Make all `changes`, in their order."""

    def change(objects: ManifestObjects) -> None:
        for each in changes:
            each(objects)

    return change


def put(path: str, value: Any) -> Change:
    """Set what `path` names; mappings on the way that are not there are made."""

    def change(objects: ManifestObjects) -> None:
        holder, key = _holder(objects, path, make=True)
        holder[key] = copy.deepcopy(value)

    return change


def drop(path: str) -> Change:
    """Remove what `path` names; KeyError or IndexError where it is not there."""

    def change(objects: ManifestObjects) -> None:
        holder, key = _holder(objects, path, make=False)
        del holder[key]

    return change


def append(path: str, *values: Any) -> Change:
    """Add `values` at the end of the list that `path` names, an empty one where there is none."""

    def change(objects: ManifestObjects) -> None:
        holder, key = _holder(objects, path, make=True)
        holder[key] = [*(holder.get(key) or []), *copy.deepcopy(values)]

    return change


def env(container: str, name: str, value: str) -> Change:
    """Set a variable of a container: `keystone`, `memcached` or `mariadb`."""

    def change(objects: ManifestObjects) -> None:
        found: Content = getattr(objects, container)
        others = [entry for entry in found.get("env") or [] if entry["name"] != name]
        found["env"] = [*others, {"name": name, "value": value}]

    return change


def add_file(file: str, *contents: Content) -> Change:
    """Add objects in a file of their own."""
    return lambda objects: objects.add(file, *copy.deepcopy(contents))


DATABASE = ("keystones_database.py",)
"""What a wrapper imports to ask Keystone's own database."""


def wrapped(
    wrapper: str, container: str = "keystone", *, after_entrypoint: bool = True, beside: tuple[str, ...] = ()
) -> Change:
    """Start `sabotage/wrappers/WRAPPER` in a container, mounted by a ConfigMap; the image stays as it is.

    `after_entrypoint`: the image's own entrypoint runs first (its check of the link) and then becomes the
    wrapper; else the wrapper takes its place. `beside` are files of that folder that it imports.
    """
    texts = {file: (WRAPPERS / file).read_text(encoding="utf-8") for file in (wrapper, *beside)}
    name = f"wrapper-of-{container}"
    # the folder is on the path only where the wrapper imports from it
    interpreter = ([PYTHON] if beside else [PYTHON, "-P"]) if wrapper.endswith(".py") else ["sh"]
    words = [*interpreter, f"{MOUNTED}/{wrapper}"]

    def change(objects: ManifestObjects) -> None:
        objects.add(
            f"{name}.yaml",
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": texts},
        )
        spec = objects.database["spec"] if container == "mariadb" else objects.template["spec"]
        spec["volumes"] = [*(spec.get("volumes") or []), {"name": name, "configMap": {"name": name}}]
        found: Content = getattr(objects, container)
        mount = {"name": name, "mountPath": MOUNTED, "readOnly": True}
        found["volumeMounts"] = [*(found.get("volumeMounts") or []), mount]
        found["args" if after_entrypoint else "command"] = words

    return change


def _holder(objects: ManifestObjects, path: str, *, make: bool) -> tuple[Any, Any]:
    """Return what holds the last part of a path, and that part as a key or a position."""
    root, *parts = path.split(".")
    found: Any = getattr(objects, root)
    *way, last = parts
    for part in way:
        if make and isinstance(found, dict):
            found.setdefault(part, {})
        found = found[_key(found, part)]
    return found, _key(found, last)


def _key(found: Any, part: str) -> Any:
    return int(part) if isinstance(found, list) else part
