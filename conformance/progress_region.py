"""The lines at the bottom of a terminal that are drawn over while a run goes on; pure."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from conformance.report.phrases import one_line, seconds


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
    last_seen: str = ""
    finished: int = 0
    expected: int = 0
    """How many scenarios there are; 0 where nobody said."""


_WHEEL = Spinner("dots")


def region(now: Now, moment: float) -> RenderableType:
    """Return the lines for `moment`; a scenario always takes four, so that nothing jumps."""
    lines = Table.grid(expand=True, padding=(0, 1))
    lines.add_column(width=1)
    lines.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    lines.add_column(justify="right", no_wrap=True)
    for name, since in now.actions:
        lines.add_row(_wheel(moment), Text(one_line(name)), _clock(moment - since))
    if not now.identifier:
        return lines if now.actions else Group()
    lines.add_row(_wheel(moment), _heading(now), _clock(moment - now.scenario_since))
    lines.add_row("", _told(now.sentence), _clock(moment - now.step_since) if now.sentence else "")
    lines.add_row(
        "", _told("awaited   ", now.awaited), _clock(moment - now.awaited_since) if now.awaited else ""
    )
    lines.add_row("", _told("last seen ", now.last_seen), "")
    return lines


def _heading(now: Now) -> Text:
    place = f"{now.finished + 1} of {now.expected}  " if now.expected else ""
    return Text.assemble(
        (place, "dim"), (one_line(now.title), "bold"), (f"  {one_line(now.identifier)}", "dim")
    )


def _told(*parts: str) -> Text:
    *labels, words = parts
    if not words:
        return Text("")
    return Text.assemble(*((label, "dim") for label in labels), one_line(words))


def _wheel(moment: float) -> RenderableType:
    return _WHEEL.render(moment)


def _clock(value: float) -> Text:
    return Text(seconds(max(value, 0.0)), "dim")
