"""All that a Keystone keeps, as its API lists it, and what an update may not do to it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.errors import PromiseBroken
from conformance.identity.plain_requests import ask_with_token

KINDS = (
    "domains",
    "projects",
    "users",
    "groups",
    "roles",
    "role_assignments",
    "credentials",
    "services",
    "endpoints",
    "regions",
)
"""Lists of the v3 API, by the last part of their addresses, which is the key in the answer too."""
OF_THE_ADDRESS = frozenset(("links",))
"""Fields that say where something was asked for."""

WHO_WHAT_WHERE = ("role", "user", "group", "scope")
"""What tells one role assignment from another: it has no identifier, and may get more fields than these."""

Items = Mapping[str, Mapping[str, Any]]
"""By identifier; an assignment, which has none, by who has which role where."""


@dataclass(frozen=True)
class Inventory:
    """By kind: every item."""

    kinds: Mapping[str, Items]

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each kind."""
        return {kind: len(items) for kind, items in self.kinds.items()}

    def hashes(self, like: Inventory | None = None) -> dict[str, str]:
        """Return a hash of each kind; of its items only the fields that those in `like` have."""
        return {
            kind: _hash([_fields(item, like, kind, key) for key, item in sorted(items.items())])
            for kind, items in self.kinds.items()
        }


def take_inventory(url: str, token: str, *, timeout: float) -> Inventory:
    """Ask the Keystone at `url` for all it keeps, in the administrator's name; `timeout` is in seconds.

    Raises PromiseBroken where it does not answer, or refuses one of the lists.
    """
    return Inventory({kind: _listed(url, token, kind, timeout) for kind in KINDS})


def _listed(url: str, token: str, kind: str, timeout: float) -> dict[str, Mapping[str, Any]]:
    answer = ask_with_token(url, token, kind, timeout=timeout)
    if answer.status != 200:
        raise PromiseBroken(f"inventory: {answer.url} answered {answer.status}")
    items = [
        {name: value for name, value in item.items() if name not in OF_THE_ADDRESS}
        for item in answer.body[kind]
    ]
    return {str(item.get("id") or _text(_who_what_where(item))): item for item in items}


def _who_what_where(item: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: item[name] for name in WHO_WHAT_WHERE if name in item} or item


def lost(before: Inventory, after: Inventory) -> list[str]:
    """Judge that everything is there still, with every field as it was; more, and more fields, may be."""
    return [
        wrong
        for kind, items in before.kinds.items()
        for key, item in items.items()
        for wrong in _wrong(kind, item, after.kinds.get(kind, {}).get(key))
    ]


def _wrong(kind: str, item: Mapping[str, Any], found: Mapping[str, Any] | None) -> Iterator[str]:
    name = item.get("name") or item.get("url") or item.get("id") or "one"
    if found is None:
        yield f"{kind}: {name} is gone"
        return
    for field, value in item.items():
        if field not in found:
            yield f"{kind}: {name} has no {field} any more"
        elif found[field] != value:
            yield f"{kind}: {name} has another {field}"


def still_there(before: Inventory, after: Inventory, domain_id: str) -> list[str]:
    """Judge that nothing is left of a domain and of what was in it; known by identifier."""
    return [
        f"{kind}: {item.get('name', key)} is there still"
        for kind, items in before.kinds.items()
        for key, item in items.items()
        if domain_id in (key, item.get("domain_id")) and key in after.kinds.get(kind, {})
    ]


def added(before: Inventory, after: Inventory) -> list[str]:
    """Return in words what is new: items, and fields that items did not have."""
    said = []
    for kind, items in after.kinds.items():
        old = before.kinds.get(kind, {})
        said += [f"{kind}: {items[key].get('name', key)} is new" for key in items if key not in old]
        fields = {field for key in old.keys() & items.keys() for field in items[key].keys() - old[key].keys()}
        said += [f"{kind}: the field {field} is new" for field in sorted(fields)]
    return said


def _fields(item: Mapping[str, Any], like: Inventory | None, kind: str, key: str) -> Mapping[str, Any]:
    known = like.kinds.get(kind, {}).get(key) if like else None
    return item if known is None else {name: item[name] for name in item if name in known}


def _hash(items: list[Mapping[str, Any]]) -> str:
    return hashlib.sha256(_text(items).encode()).hexdigest()[:16]


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
