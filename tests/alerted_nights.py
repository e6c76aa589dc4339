"""Nights as they may end, and what is to be said of them, with a clock that a test sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from conformance.alerts.message import Outcome, Told, message_for
from conformance.alerts.problem import Audience
from conformance.exit_codes import ExitCode
from conformance.record import RunRecord
from conformance.verdict import Verdict
from tests.report_records import run

FIRST_NIGHT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
KEPT, BROKEN, UNKNOWN = Verdict.KEPT, Verdict.BROKEN, Verdict.UNKNOWN
OTHER = "sha256:" + "cd" * 32


def night(number: int, record: RunRecord) -> RunRecord:
    started = FIRST_NIGHT + timedelta(days=number)
    return replace(record, run_id=f"{started:%Y%m%d}-020000-00000a", started=started,
                   finished=started + timedelta(minutes=9))  # fmt: skip


def nights(*records: RunRecord) -> list[RunRecord]:
    """The runs of consecutive nights, given oldest first, returned newest first."""
    return [night(number, record) for number, record in enumerate(records)][::-1]


def green(**facts: str) -> RunRecord:
    return run(("heal_1", KEPT), ("pods_1", KEPT), **facts)  # type: ignore[arg-type]  # a digest only


def red(*identifiers: str, **facts: str) -> RunRecord:
    verdicts = [(name, BROKEN if name in identifiers else KEPT) for name in ("heal_1", "pods_1")]
    return run(*verdicts, **facts)  # type: ignore[arg-type]  # a digest only


def unknown() -> RunRecord:
    return run(("heal_1", UNKNOWN), ("pods_1", KEPT))


def failed() -> RunRecord:
    return replace(green(), faults=["internal error: KeyError"], exit_code=ExitCode.INTERNAL_ERROR)


def ending(code: ExitCode) -> RunRecord:
    return replace(green(), exit_code=code)


def asked(
    runs: Sequence[RunRecord], told: Mapping[Audience, Told] | None = None, hours: float = 1, **more: ExitCode
) -> Outcome:
    """What is to be said `hours` after the newest run's start."""
    return message_for(runs, runs[0].started + timedelta(hours=hours), told or {}, **more)


def text(outcome: Outcome) -> str:
    assert outcome.message is not None
    assert len(outcome.message.text) < 200
    assert "\n" not in outcome.message.text
    return outcome.message.text


def audience(outcome: Outcome) -> Audience | None:
    return outcome.message.audience if outcome.message else None
