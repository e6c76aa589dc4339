"""Takes secrets out of a record as a whole, whatever fields it has: by the types of its values."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import fields, is_dataclass, replace
from typing import Any

from conformance.disturbance_record import DisturbanceRecord
from conformance.provenance import Earlier, EvidenceFile
from conformance.record import ProfileRecord, RunRecord, ScenarioRecord, StepRecord, WaitRecord

OUR_OWN: dict[type, frozenset[str]] = {
    RunRecord: frozenset(
        ("run_id", "suite_version", "git_commit", "accepted_missing", "manifest_set", "required_not_run")
    ),
    ProfileRecord: frozenset(("name", "required")),
    ScenarioRecord: frozenset(
        ("identifier", "title", "feature", "area", "rule", "profiles", "missing_capability", "worker")
    ),
    StepRecord: frozenset(("keyword", "text")),
    WaitRecord: frozenset(("patience",)),
    DisturbanceRecord: frozenset(("promises",)),
}
"""Words of features/ and of the suite, by which things are found again: no cluster has said them."""
FORMED = (EvidenceFile, Earlier)
"""Paths, hashes and sizes that the suite made."""


def redact(record: object, say: Callable[[str], str], but: Collection[str] = ()) -> None:
    """Replace each text in the fields of `record` by what `say` makes of it, but in those that `but` names.

    Keys of mappings are texts too. `record` is a dataclass that may be changed.
    """
    for name, value in _fields_of(record, say, but).items():
        setattr(record, name, value)


def _redacted(value: Any, say: Callable[[str], str]) -> Any:
    # a StrEnum is a word of ours
    if type(value) is str:
        return say(value)
    if isinstance(value, dict):
        return {_redacted(key, say): _redacted(inner, say) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return type(value)([_redacted(inner, say) for inner in value])
    if is_dataclass(value) and not isinstance(value, (type, *FORMED)):
        return replace(value, **_fields_of(value, say))
    return value


def _fields_of(value: Any, say: Callable[[str], str], but: Collection[str] = ()) -> dict[str, Any]:
    left = {*OUR_OWN.get(type(value), ()), *but}
    return {
        each.name: _redacted(getattr(value, each.name), say)
        for each in fields(value)
        if each.name not in left
    }
