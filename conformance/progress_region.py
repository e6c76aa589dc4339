"""The lines at the bottom of a terminal that are drawn over while a run goes on; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.progress_bar import ProgressBar
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from conformance.report.phrases import one_line, seconds
from conformance.time_left import seconds_left, words_of

ECHO = 2
"""Columns that stay free at the right: there the terminal echoes Ctrl-C as ^C, and begins no line for it."""


@dataclass(frozen=True)
class Now:
    """What is going on; moments are seconds of the progress's clock."""

    actions: tuple[tuple[str, float], ...] = ()
    """Name and beginning of each action that is running."""
    identifier: str = ""
    title: str = ""
    scenario_since: float = 0.0
    sentence: str = ""
    step_since: float = 0.0
    awaited: str = ""
    awaited_since: float = 0.0
    allowed_s: float = 0.0
    """How long it may take."""
    last_seen: str = ""
    began: float = 0.0
    """When the run began."""
    finished: int = 0
    to_come: tuple[str, ...] = ()
    """The identifiers of the scenarios that have not begun."""
    usual: Mapping[str, float] = field(default_factory=dict)
    """What they took in earlier runs, in seconds by identifier."""
    beside: Mapping[str, Now] = field(default_factory=dict)
    """What each worker does, where several judge at once; of theirs only what is below `actions` counts."""
    alone: frozenset[str] = frozenset()
    """The identifiers of scenarios beside which no other runs."""

    @property
    def running(self) -> tuple[Now, ...]:
        """Each scenario that runs."""
        return tuple(each for each in (self, *self.beside.values()) if each.identifier)

    @property
    def expected(self) -> int:
        """How many scenarios there are; 0 where nobody said."""
        return self.finished + len(self.running) + len(self.to_come)


_WHEEL = Spinner("dots")


@dataclass(frozen=True)
class _Narrower:
    """Lines that leave ECHO columns unwritten; rich's own padding would fill them with spaces."""

    lines: Table

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from console.render(self.lines, options.update_width(max(1, options.max_width - ECHO)))


def region(now: Now, moment: float) -> RenderableType:
    """Return the lines for `moment`; a scenario always takes as many, so that nothing jumps."""
    lines = Table.grid(expand=True, padding=(0, 1))
    lines.add_column(width=1)
    lines.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    lines.add_column(justify="right", no_wrap=True)
    for name, since in now.actions:
        lines.add_row(_wheel(moment), Text(one_line(name)), _clock(moment - since))
    if now.identifier:
        lines.add_row(_wheel(moment), _heading(now), _clock(moment - now.scenario_since))
        lines.add_row("", _told(now.sentence), _clock(moment - now.step_since) if now.sentence else "")
    for name in now.beside:
        _add_worker(lines, name, now.beside[name], moment)
    if now.identifier or now.awaited:
        lines.add_row("", _told("awaited   ", now.awaited), _clock_of_wait(now, moment))
        lines.add_row("", _told("last seen ", now.last_seen), "")
    if now.expected:
        lines.add_row("", _overall(now, moment), _clock(moment - now.began))
    return _Narrower(lines) if lines.row_count else Group()


def _add_worker(lines: Table, name: str, now: Now, moment: float) -> None:
    """Add two lines for a worker, whether it judges or not: its scenario, and what is awaited there."""
    if not now.identifier:
        lines.add_row("", Text(f"{name} waits for the others", "dim"), "")
        lines.add_row("", "", "")
        return
    lines.add_row(_wheel(moment), _heading(now), _clock(moment - now.scenario_since))
    if now.awaited:
        lines.add_row("", _told("awaited   ", now.awaited), _clock_of_wait(now, moment))
    else:
        lines.add_row("", _told(now.sentence), _clock(moment - now.step_since) if now.sentence else "")


def _heading(now: Now) -> Text:
    return Text.assemble((one_line(now.title), "bold"), (f"  {one_line(now.identifier)}", "dim"))


def _overall(now: Now, moment: float) -> RenderableType:
    """Return a bar of all scenarios, how many are done, and how long the others still take."""
    running = {each.identifier: moment - each.scenario_since for each in now.running}
    left = seconds_left(now.usual, now.to_come, running, now.alone, max(1, len(now.beside)))
    words = [f"{now.finished} of {now.expected} done", words_of(left)]
    line = Table.grid(expand=True, padding=(0, 1))
    line.add_column(ratio=1)
    line.add_column(no_wrap=True)
    line.add_row(
        ProgressBar(total=now.expected, completed=now.finished),
        Text(", ".join(filter(None, words)), "dim"),
    )
    return line


def _clock_of_wait(now: Now, moment: float) -> Text:
    if not now.awaited:
        return Text("")
    return _clock(moment - now.awaited_since).append(f" of {now.allowed_s:g} s")


def _told(*parts: str) -> Text:
    *labels, words = parts
    if not words:
        return Text("")
    return Text.assemble(*((label, "dim") for label in labels), one_line(words))


def _wheel(moment: float) -> RenderableType:
    return _WHEEL.render(moment)


def _clock(value: float) -> Text:
    return Text(seconds(max(value, 0.0)), "dim")
