"""An object as the API server keeps it, against the manifest as it was sent; pure.

What the server says of itself (`status`, and in `metadata` the uid, versions and times) is no business of a
manifest and is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.provenance import StoredDifference, StoredObject
from conformance.redact import MARK, Redactor

OF_THE_SERVER = frozenset(
    f"metadata.{name}"
    for name in ("uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink")
) | {"status"}
LONGEST = 200
"""Characters of a value; a signer wants to see that a field differs, not all of an injected script."""
MAY_BE_SECRET = re.compile(r"^(data|stringData)\b|\.env\[[^]]*\]\.value$")
"""Fields whose values may be secrets whatever they are called: that one differs is told, and not to what."""
GIVEN = re.compile(r"\.resources(\.(requests|limits)(\.[^.]+)?)?$")
"""What a container is given though its manifest does not ask: told with its figures, as they decide on which
node a pod fits, how slow it is and when it is killed. Autopilot sets all of it."""
RANDOM_NAME = re.compile(r"^kube-api-access-\w+$")
"""The volume with a pod's token, which the API server adds under another name to each pod."""


@dataclass(frozen=True)
class _Found:
    """A field that differs; `added` where the manifest does not have it."""

    field: str
    sent: Any = None
    stored: Any = None
    added: bool = False


def stored_object(sent: Mapping[str, Any], stored: Mapping[str, Any], redactor: Redactor) -> StoredObject:
    """Return how `stored` differs from `sent`, secrets taken out by `redactor`."""
    found = list(_compared("", sent, stored))
    return StoredObject(
        kind=str(sent["kind"]),
        name=str(sent["metadata"]["name"]),
        differences=tuple(
            StoredDifference(
                each.field,
                _told(each.field, each.sent, redactor),
                _told(each.field, each.stored, redactor),
            )
            for each in found
            if not each.added
        ),
        added=tuple(each.field for each in found if each.added),
    )


def _compared(path: str, sent: Any, stored: Any) -> Iterator[_Found]:
    if isinstance(sent, Mapping) and isinstance(stored, Mapping):
        yield from _mappings(path, sent, stored)
    elif isinstance(sent, list) and isinstance(stored, list):
        yield from _lists(path, sent, stored)
    elif sent != stored:
        yield _Found(path, sent, stored)


def _mappings(path: str, sent: Mapping[str, Any], stored: Mapping[str, Any]) -> Iterator[_Found]:
    for key, value in sent.items():
        inner = f"{path}.{key}" if path else key
        if key in stored:
            yield from _compared(inner, value, stored[key])
        elif value not in (None, {}, []) and inner != "stringData":
            # What says nothing may be left out, and `stringData` can only be written: it is kept as `data`.
            yield _Found(inner, value)
    for key in sorted(stored.keys() - sent.keys()):
        inner = f"{path}.{key}" if path else key
        if GIVEN.search(inner):
            yield from _given(inner, stored[key])
        elif inner not in OF_THE_SERVER:
            yield _Found(inner, added=True)


def _given(path: str, value: Any) -> Iterator[_Found]:
    """Yield each figure that a container is given and did not ask for."""
    if isinstance(value, Mapping):
        for key in sorted(value):
            yield from _given(f"{path}.{key}", value[key])
    else:
        yield _Found(path, stored=value)


def _lists(path: str, sent: list[Any], stored: list[Any]) -> Iterator[_Found]:
    """Compare entries of one name, as containers have them; where not all have one, those of one place."""
    of_sent, of_stored = _by_name(sent), _by_name(stored)
    if of_sent is None or of_stored is None:
        of_sent, of_stored = ({str(place): one for place, one in enumerate(each)} for each in (sent, stored))
    for name, value in of_sent.items():
        if name in of_stored:
            yield from _compared(f"{path}[{name}]", value, of_stored[name])
        else:
            yield _Found(f"{path}[{name}]", value)
    for name in of_stored:
        if name not in of_sent:
            yield _Found(f"{path}[{RANDOM_NAME.sub('kube-api-access', name)}]", added=True)


def _by_name(entries: list[Any]) -> dict[str, Any] | None:
    """Return the entries by their names; None where one has none, or two have the same."""
    if not all(isinstance(entry, Mapping) and isinstance(entry.get("name"), str) for entry in entries):
        return None
    named = {entry["name"]: entry for entry in entries}
    return named if len(named) == len(entries) else None


def _told(path: str, value: Any, redactor: Redactor) -> str:
    if value is None:
        return ""
    if MAY_BE_SECRET.search(path):
        return MARK
    plain = redactor.json(value)
    text = plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False, sort_keys=True)
    return redactor.text(text)[:LONGEST]
