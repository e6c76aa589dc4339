"""A key that nobody knows, told with the nearest one there is at its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

UNKNOWN_FIELD = "unexpected_keyword_argument"
NONE_OF_THOSE = "literal_error"
OF_A_KEY = "[key]"
"""How pydantic ends the place of a mapping's key that is wrong."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the remedy for a word that is none of `known`: the nearest of them, else all."""
    names = sorted(known)
    near = get_close_matches(word, names, n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else f"known are {', '.join(names)}"


def unknown_key(error: ValidationError, schema: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return what is wrong with the first key that is not known, and the remedy; None where all are.

    `schema` is the JSON schema of the form that was not met.
    """
    for found in error.errors(include_url=False):
        place = list(found["loc"])
        if found["type"] == NONE_OF_THOSE and place[-1] == OF_A_KEY:
            place.pop()
        elif found["type"] != UNKNOWN_FIELD:
            continue
        *above, word = place
        where = ".".join(str(part) for part in above) or "the file"
        return f"{where} has no key {str(word)!r}", did_you_mean(str(word), known_keys(schema, above))
    return None


def known_keys(schema: Mapping[str, Any], place: Sequence[str | int]) -> list[str]:
    """Return the keys that may stand at `place` by that JSON schema; KeyError where nothing may."""
    at = _resolved(schema, schema)
    for part in place:
        properties = at.get("properties", {})
        inner = at["items"] if isinstance(part, int) else properties.get(part) or at["additionalProperties"]
        at = _resolved(schema, inner)
    return [*at.get("properties", ()), *at.get("propertyNames", {}).get("enum", ())]


def _resolved(schema: Mapping[str, Any], part: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = part.get("$ref")
    return schema["$defs"][reference.rpartition("/")[2]] if reference else part
