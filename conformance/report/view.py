"""What the page shows, worked out before the template lays it out; pure."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import Any

from conformance.record import RunRecord, ScenarioRecord, StepOutcome, WaitRecord
from conformance.report.again import command_again, command_for
from conformance.report.changes import Changes, changes_between
from conformance.report.headline import Headline, headline_of
from conformance.report.patience_used import BoundUsed, patience_used
from conformance.report.scope import NOT_JUDGED
from conformance.report.tally import Tally, tally_of
from conformance.report.timeline import Timeline, timeline_of
from conformance.table_record import TableCell, TableRecord
from conformance.verdict import Verdict

WORST_FIRST = (Verdict.BROKEN, Verdict.UNKNOWN)
IN_FULL = 3
"""So many promises that are not kept are told in full on the first screen; all of them stand below."""


@dataclass(frozen=True)
class Share:
    """One verdict's part of the run: the bar below the headline."""

    name: str
    number: int
    left: float
    percent: float


@dataclass(frozen=True)
class Chapter:
    """The promises of one feature."""

    area: str
    title: str
    scenarios: tuple[ScenarioRecord, ...]

    @property
    def kept(self) -> int:
        """How many of them were kept."""
        return sum(scenario.verdict is Verdict.KEPT for scenario in self.scenarios)


@dataclass(frozen=True)
class View:
    """Everything the template needs."""

    run: RunRecord
    headline: Headline
    tally: Tally
    shares: tuple[Share, ...]
    troubled: tuple[ScenarioRecord, ...]
    skipped: tuple[ScenarioRecord, ...]
    chapters: tuple[Chapter, ...]
    timeline: Timeline | None
    bounds: tuple[BoundUsed, ...]
    changes: Changes | None
    command: str
    again: str
    in_full: int = IN_FULL
    not_judged: tuple[tuple[str, str], ...] = NOT_JUDGED

    @property
    def disturbed(self) -> tuple[ScenarioRecord, ...]:
        """The promises during which Keystone's availability was looked at."""
        return tuple(scenario for scenario in self.run.scenarios if scenario.availability)

    def command_for(self, scenario: ScenarioRecord) -> str:
        """Return the command that judges one promise again."""
        return command_for(self.run, [scenario.identifier])


def view_of(run: RunRecord, previous: RunRecord | None) -> View:
    """Work out the page of `run`, held against `previous` where there is one."""
    tally = tally_of(run)
    return View(
        run=run,
        headline=headline_of(run),
        tally=tally,
        shares=_shares(tally),
        troubled=tuple(s for verdict in WORST_FIRST for s in run.scenarios if s.verdict is verdict),
        skipped=tuple(s for s in run.scenarios if s.verdict is Verdict.SKIPPED),
        chapters=_chapters(run.scenarios),
        timeline=timeline_of(run),
        bounds=patience_used(run),
        changes=changes_between(previous, run) if previous else None,
        command=shlex.join(run.command),
        again=command_again(run),
    )


def _shares(tally: Tally) -> tuple[Share, ...]:
    numbers = (
        ("kept", tally.kept),
        ("broken", tally.broken),
        ("unknown", tally.unknown),
        ("skipped", tally.skipped),
        ("not run", tally.not_run),
    )
    whole = max(tally.recorded + tally.not_run, 1)
    before = accumulate((number for _, number in numbers), initial=0)
    return tuple(
        Share(name, number, 100 * left / whole, 100 * number / whole)
        for (name, number), left in zip(numbers, before, strict=False)
    )


def _chapters(scenarios: Iterable[ScenarioRecord]) -> tuple[Chapter, ...]:
    order: dict[tuple[str, str], int] = {}
    for scenario in scenarios:
        order.setdefault((scenario.area, scenario.feature), len(order))
    in_order = sorted(scenarios, key=lambda s: order[s.area, s.feature])
    return tuple(
        Chapter(area, feature, tuple(members))
        for (area, feature), members in groupby(in_order, key=lambda s: (s.area, s.feature))
    )


def failed_step(scenario: ScenarioRecord) -> str:
    """Return the sentence at which a scenario ended, empty where none failed."""
    failed = (step for step in scenario.steps if step.outcome is StepOutcome.FAILED)
    return next((f"{step.keyword} {step.text}" for step in failed), "")


def failed_wait(scenario: ScenarioRecord) -> WaitRecord | None:
    """Return the wait that ended in vain where a scenario ended, `None` where none did."""
    waits = (wait for step in scenario.steps if step.outcome is StepOutcome.FAILED for wait in step.waits)
    return next((wait for wait in waits if not wait.kept), None)


def shown(scenario: ScenarioRecord) -> tuple[str, ...]:
    """Return what a promise has to look at besides its sentences, a word each."""
    things = (
        ("availability", scenario.availability),
        ("table", scenario.tables),
        ("clocks", scenario.clocks),
    )
    return tuple(word for word, records in things if records)


def grid(
    table: TableRecord,
) -> tuple[tuple[str, ...], tuple[tuple[str, tuple[TableCell | None, ...]], ...]]:
    """Return a table's columns, and its rows with a cell for each of them: `None` where none is."""
    columns = tuple(dict.fromkeys(cell.column for cell in table.cells))
    pairs = {(cell.row, cell.column): cell for cell in table.cells}
    rows = dict.fromkeys(cell.row for cell in table.cells)
    return columns, tuple((row, tuple(pairs.get((row, column)) for column in columns)) for row in rows)


def alike(
    facts: Iterable[Mapping[str, Any]],
) -> tuple[tuple[tuple[str, ...], tuple[Mapping[str, Any], ...]], ...]:
    """Return facts in their order, neighbours of the same names together: the names, then the facts."""
    return tuple((names, tuple(members)) for names, members in groupby(facts, key=tuple))
