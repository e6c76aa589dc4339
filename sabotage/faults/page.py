"""docs/faults.md and .json: the table of faults."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import TypeAdapter

from sabotage.faults.fault import SLACK_S, Kind
from sabotage.faults.rows import Row
from sabotage.rows_by_commit import rows_by_commit

LONGEST = 260
"""Characters of a line that are shown."""
WIDTH = 130
"""Characters of a line of docs/."""
INTRODUCTION = (
    "Each fault was really brought about, on a box or in what was typed; the line is the first in which the "
    "run gives a reason. Seconds are counted from the fault, or from the run's start where the fault was "
    "there before: the suite's own start and the stack's are among them. What a fault takes *by itself* is "
    "what nobody could know earlier; most are bounds of kubebox, which are longer elsewhere (`--patience`). "
    f"None may take {SLACK_S:g} s more than that; the command fails where one does. *Load* is how many "
    "processes wanted a processor in the minute before."
)


@dataclass(frozen=True)
class Table:
    """What docs/faults.json holds."""

    command: str
    cores: int
    rows: tuple[Row, ...]
    untried: tuple[str, ...] = ()
    """Faults that the command can bring about and that have no row yet."""


FORM = TypeAdapter(Table)


def as_json(table: Table) -> str:
    """Return the table as JSON, for docs/faults.json."""
    return FORM.dump_json(table, indent=1).decode() + "\n"


def as_markdown(table: Table) -> str:
    """Return the page."""
    return "\n".join(_lines(table)) + "\n"


def _lines(table: Table) -> Iterator[str]:
    yield "# Faults, and what is said of each\n"
    yield from textwrap.wrap(INTRODUCTION, WIDTH)
    yield f"\nWritten by `{table.command}`; machine: {table.cores} cores."
    yield f"{rows_by_commit(row.suite for row in table.rows)}\n"
    if table.untried:
        names = ", ".join(f"`{name}`" for name in table.untried)
        yield from textwrap.wrap(f"Not tried by it yet: {names}.", WIDTH, break_on_hyphens=False)
        yield ""
    if short := [row for row in table.rows if row.shortcomings]:
        yield "These rows do not hold, of the runs that are in the tables below:\n"
        yield from (f"- `{row.name}`: {_code('; '.join(row.shortcomings))}" for row in short)
        yield ""
    for kind in Kind:
        yield from _section(kind, [row for row in table.rows if row.kind is kind])


def _section(kind: Kind, rows: list[Row]) -> Iterator[str]:
    yield f"## Faults of {kind}\n"
    yield "| Fault | Verdict | Exit code | First line | Seconds | By itself | More | Load |"
    yield "|---|---|---:|---|---:|---|---:|---:|"
    for row in rows:
        own = f"{row.nature_s:g}: {row.nature}"
        cells = (
            f"`{row.name}`: {row.what}",
            row.verdict,
            str(row.exit_code),
            _code(row.said),
            f"{row.seconds:.1f}",
            own,
            f"{max(0.0, row.over_s):.1f}",
            "" if row.load is None else f"{row.load:g}",
        )
        yield f"| {' | '.join(cells)} |"
    yield ""


def _code(line: str) -> str:
    shown = line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
    return "`" + shown.replace("|", "\\|").replace("`", "'") + "`"
