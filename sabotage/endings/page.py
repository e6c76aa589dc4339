"""docs/endings.json, and the part of docs/endings.md that is made of it."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from conformance.errors import InternalError
from sabotage.endings.exceptions import EXCEPTIONS
from sabotage.endings.ledger import REQUESTED_WITHIN_S, Phase, Place, Row, Stop
from sabotage.rows_by_commit import rows_by_commit

BEGIN, END = "<!-- made by ./toxw -e endings -- --write -->", "<!-- end of what is made -->"
WIDTH = 130
"""Characters of a line of docs/."""
PHASES = tuple(phase for phase in Phase if phase is not Phase.OVER)


@dataclass(frozen=True)
class Endings:
    """What docs/endings.json holds."""

    command: str
    rows: tuple[Row, ...]
    on_kept_box: dict[Stop, int] = field(default_factory=dict)
    """How many of each were asked for on a box that stays."""
    on_own_box: int = 0
    """The same of each on a box of its own."""


FORM = TypeAdapter(Endings)


def as_json(endings: Endings) -> str:
    """Return the ledger as JSON, for docs/endings.json."""
    return FORM.dump_json(endings, indent=1).decode() + "\n"


def put_into(page: str, endings: Endings) -> str:
    """Return `page` with the part between its two marks made anew; InternalError where it has no marks."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise InternalError(
            "docs/endings.md has lost the marks of what is made", f"put back {BEGIN} and {END}"
        )
    return before + begin + "\n\n" + "\n".join(_lines(endings)) + "\n\n" + end + after


def _lines(endings: Endings) -> Iterator[str]:
    rows = [row for row in endings.rows if row.counts]
    yield from _paragraph(
        f"Written by `{endings.command}`; [docs/endings.json](endings.json) has every row: its seed and",
        "moment, what was left and what took it away. The runs are of `--profile core,load_balancer`. A",
        "moment after a run's end counts for nothing, nor does a SIGTERM before Python has read the suite:",
        "that ends the process without an exit code of ours, and nothing is made yet.",
        rows_by_commit(row.suite for row in rows),
    )
    yield f"| Ended | {' | '.join(PHASES)} | together | fell short |"
    yield f"|---|{'---:|' * (len(PHASES) + 2)}"
    for stop in Stop:
        for place in Place:
            some = [row for row in rows if (row.stop, row.place) == (stop, place)]
            phases = Counter(row.phase for row in some)
            short = sum(bool(row.shortcomings) for row in some)
            counts = " | ".join(str(phases[phase]) for phase in PHASES)
            asked = endings.on_own_box if place is Place.OWN_BOX else endings.on_kept_box.get(stop, 0)
            yield f"| {stop}, {place} | {counts} | {len(some)} of {asked} | {short} |"
    yield ""
    yield from _stopped([row for row in rows if row.stop is Stop.TERM and row.place is Place.KEPT_BOX])
    yield from _left([row for row in rows if row.stop is Stop.KILL])
    if fell := [row for row in rows if row.shortcomings]:
        yield from (f"- `{row.seed}` fell short: {'; '.join(row.shortcomings)}" for row in fell)
        yield ""
    yield "What the dumps of a cluster are compared without, and nothing else:"
    yield ""
    yield "| Kind | Field | Why |"
    yield "|---|---|---|"
    yield from (f"| {each.kind} | {each.field or 'all of it'} | {each.why} |" for each in EXCEPTIONS)


def _stopped(rows: Sequence[Row]) -> Iterator[str]:
    asked = [row.requested_after_s for row in rows if row.requested_after_s is not None]
    if asked:
        yield from _paragraph(
            f"After SIGTERM every deletion had been asked for within {max(asked):.2f} s at the longest,",
            f"of the {REQUESTED_WITHIN_S:g} s that are promised ({len(asked)} runs had made something); the",
            f"process ended within {max(row.ended_after_s for row in rows):.1f} s.",
        )


def _left(rows: Sequence[Row]) -> Iterator[str]:
    for place in Place:
        left = Counter(kind for row in rows if row.place is place for kind in row.left)
        if left:
            most = ", ".join(f"{kind} ({number})" for kind, number in left.most_common(12))
            yield from _paragraph(
                f"What killed runs left on {place} before it was taken away, and in how many runs: {most}."
            )


def _paragraph(*parts: str) -> Iterator[str]:
    yield from textwrap.wrap(" ".join(parts), WIDTH, break_long_words=False, break_on_hyphens=False)
    yield ""
