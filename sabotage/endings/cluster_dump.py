"""Every object of every kind that a cluster has, for comparison; only reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from conformance.api_requests import request
from sabotage.endings.exceptions import EVERY_KIND, EXCEPTIONS, LeftOut

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

NAMED = 60
"""Characters of a value that are shown in a difference."""


class Key(NamedTuple):
    """What an object is known by."""

    kind: str
    namespace: str
    name: str
    api: str
    """The path of its group and version: a group may have a kind of the same name."""

    def __str__(self) -> str:
        """Return it as a person would name it."""
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"


Dump = Mapping[Key, Any]
"""Each object, without what may differ."""


def take_dump(api: ApiClient) -> Dump:
    """Return every object that can be listed; raises EnvironmentFault where one kind is refused."""
    found: dict[Key, Any] = {}
    for root, kind, plural in _kinds(api):
        if _is_left_out(kind):
            continue
        for item in request(api, "GET", f"{root}/{plural}").content.get("items") or []:
            metadata = item["metadata"]
            found[Key(kind, metadata.get("namespace", ""), metadata["name"], root)] = compared(kind, item)
    return found


def _kinds(api: ApiClient) -> Iterator[tuple[str, str, str]]:
    """Yield path, kind and plural of all that the API server says it can list."""
    groups = request(api, "GET", "/apis").content["groups"]
    for root in ("/api/v1", *(f"/apis/{group['preferredVersion']['groupVersion']}" for group in groups)):
        for each in request(api, "GET", root).content["resources"]:
            if "list" in each["verbs"] and "/" not in each["name"]:
                yield root, each["kind"], each["name"]


def _is_left_out(kind: str) -> bool:
    return any(each.kind == kind and not each.field for each in EXCEPTIONS)


def compared(kind: str, content: Any, exceptions: Sequence[LeftOut] = EXCEPTIONS) -> Any:
    """Return an object without the fields that may differ; pure."""
    for each in exceptions:
        if each.field and each.kind in (kind, EVERY_KIND):
            content = _without(content, each.field.split("."))
    return content


def _without(content: Any, path: Sequence[str]) -> Any:
    if not isinstance(content, dict) or path[0] not in content:
        return content
    rest = {name: value for name, value in content.items() if name != path[0]}
    return rest if len(path) == 1 else {**rest, path[0]: _without(content[path[0]], path[1:])}


def differences(before: Dump, after: Dump) -> list[str]:
    """Return a line for each object that is there, gone or changed against `before`; pure."""
    there = [f"+ {key}" for key in sorted(after.keys() - before.keys())]
    gone = [f"- {key}" for key in sorted(before.keys() - after.keys())]
    changed = [
        f"~ {key}: {where}"
        for key in sorted(before.keys() & after.keys())
        for where in _changes(before[key], after[key], "")
    ]
    return there + gone + changed


def _changes(before: Any, after: Any, path: str) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in sorted(before.keys() | after.keys()):
            yield from _changes(before.get(name), after.get(name), f"{path}.{name}".lstrip("."))
    elif before != after:
        yield f"{path} was {_short(before)}, is {_short(after)}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= NAMED else f"{text[:NAMED]}…"


def belonging_to(run_id: str, dump: Dump) -> dict[str, int]:
    """Return by kind how many objects are in a run's namespaces, these included; pure."""
    mine = Counter(
        key.kind
        for key in dump
        if run_id and (key.namespace or (key.name if key.kind == "Namespace" else "")).startswith(run_id)
    )
    return dict(sorted(mine.items()))
