"""A comparison in lines for a terminal and as JSON for programs; pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from conformance.compare.comparison import Comparison
from conformance.compare.timings import Timing
from conformance.compare.verdicts import Promised, Standing
from conformance.report.phrases import one_line
from conformance.verdict import Verdict

KIND = "keystone-conformance comparison"
FORMAT = 1
"""The version of the JSON's form."""


def groups_of(comparison: Comparison) -> tuple[tuple[str, tuple[Promised, ...]], ...]:
    """Return the promises that have to be named, by what became of them, the worst first; none is empty."""
    verdicts = comparison.verdicts
    groups = (
        ("newly broken", verdicts.newly(Verdict.BROKEN)),
        ("newly unknown", verdicts.newly(Verdict.UNKNOWN)),
        ("newly skipped", verdicts.newly(Verdict.SKIPPED)),
        ("gone", verdicts.gone),
        ("still broken", verdicts.still(Verdict.BROKEN)),
        ("still unknown", verdicts.still(Verdict.UNKNOWN)),
        ("newly kept", verdicts.newly(Verdict.KEPT)),
        ("appeared", verdicts.appeared),
    )
    return tuple((what, promises) for what, promises in groups if promises)


def lines_of(comparison: Comparison) -> list[str]:
    """Return the comparison for a terminal: what it comes to, the sides, and a line for all that moved."""
    return [one_line(line) for line in _lines(comparison)]


def _lines(comparison: Comparison) -> Iterator[str]:
    yield f"{comparison.outcome.upper()}: {comparison.sentence}"
    yield f"before: {comparison.old.name}; now: {comparison.new.name}"
    for what, promises in groups_of(comparison):
        for each in promises:
            yield f"{what}: {each.identifier} {each.title}{_standing(each)}"
    yield from (str(difference) for difference in comparison.differences)
    yield from (f"slower: {timing}" for timing in comparison.timings.slower)
    yield from (f"quicker: {timing}" for timing in comparison.timings.quicker)
    yield from (f"left behind: {line}" for line in comparison.left_behind)
    yield comparison.timings.note


def _standing(promise: Promised) -> str:
    if promise.before is None:
        return f" ({promise.after})"
    if promise.after is None:
        return f" ({promise.before} before)"
    reason = f": {promise.after.reason}" if promise.after.reason else ""
    return f" ({promise.before} → {promise.after}){reason}"


def as_json(comparison: Comparison) -> str:
    """Return the comparison as JSON text."""
    plain = {
        "kind": KIND,
        "format": FORMAT,
        "outcome": comparison.outcome,
        "exit_code": comparison.exit_code,
        "worse": comparison.worse,
        "doubts": comparison.doubts,
        "old": [run.run_id for run in comparison.old.runs],
        "new": [run.run_id for run in comparison.new.runs],
        "promises_in_common": comparison.verdicts.in_common,
        "promises": {
            what.replace(" ", "_"): [_promise(each) for each in promises]
            for what, promises in groups_of(comparison)
        },
        "differences": [vars(difference) for difference in comparison.differences],
        "timings": {
            "note": comparison.timings.note,
            "tested": comparison.timings.tested,
            "slower": _timings(comparison.timings.slower),
            "quicker": _timings(comparison.timings.quicker),
        },
        "left_behind": comparison.left_behind,
    }
    return json.dumps(plain, indent=2, ensure_ascii=False) + "\n"


def _promise(promise: Promised) -> dict[str, Any]:
    return {
        "identifier": promise.identifier,
        "title": promise.title,
        "before": _plain(promise.before),
        "after": _plain(promise.after),
    }


def _plain(standing: Standing | None) -> dict[str, Any] | None:
    return vars(standing) if standing else None


def _timings(timings: Iterable[Timing]) -> list[dict[str, Any]]:
    return [vars(timing) for timing in timings]
