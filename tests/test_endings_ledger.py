"""The ledger of runs that were ended: draws, rows, what falls short, and the page that is made of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from conformance.errors import BadInput, InternalError
from conformance.options import SUITE_FOLDER
from conformance.record import RunRecord
from conformance.verdict import Verdict
from sabotage.endings.draws import draws, missing
from sabotage.endings.ended_run import phase_of
from sabotage.endings.exceptions import EXCEPTIONS
from sabotage.endings.ledger import Phase, Place, Row, Stop, append, read_ledger
from sabotage.endings.page import BEGIN, END, FORM, Endings, as_json, put_into
from tests.report_records import run

DOCS = SUITE_FOLDER / "docs" / "endings.md"
SWEEP = "requested but not proven gone: x; to prove it: ./toxw -e sweep -- --box b --run x"
ROW = Row(
    stop=Stop.TERM,
    place=Place.KEPT_BOX,
    number=1,
    seed="endings/SIGTERM/kept_box/1",
    moment_s=12.5,
    when=datetime(2026, 11, 26, tzinfo=UTC),
    load=1.5,
    suite="abc",
    run_id="20261126-041011-3fa9c1",
    phase=Phase.JUDGING,
    judged=7,
    of=45,
    exit_code=2,
    ended_after_s=1.4,
    requested_after_s=0.3,
    last_line=SWEEP,
    left={"Pod": 4},
    cleaned_by="./toxw -e sweep -- --box b --run x",
    cleaned_with=0,
    different=(),
)


def test_a_row_comes_back_as_it_was(tmp_path: Path) -> None:
    ledger = tmp_path / "reports" / "ledger.jsonl"
    append([ROW], ledger)
    append([replace(ROW, number=2, stop=Stop.KILL, exit_code=-9)], ledger)
    assert [row.number for row in read_ledger(ledger)] == [1, 2]
    assert read_ledger(ledger)[0] == ROW


def test_a_line_cut_short_is_named(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    append([ROW], ledger)
    with ledger.open("ab") as file:
        file.write(b'{"stop": "SIGK')
    with pytest.raises(BadInput, match="line 2 is no line of a ledger"):
        read_ledger(ledger)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, ""),
        ({"different": ("+ Pod a/b",)}, "differs afterwards: + Pod a/b"),
        ({"cleaned_with": 7}, "`./toxw -e sweep -- --box b --run x` ended with 7"),
        ({"exit_code": -15}, "exit code -15, not 2"),
        ({"requested_after_s": 2.1}, "deletions were asked for after 2.1 s, at load 1.5"),
        ({"last_line": "report r.html"}, "the last line has no sweep: 'report r.html'"),
        ({"last_line": "nothing was made", "left": {}, "requested_after_s": None}, ""),
        ({"place": Place.OWN_BOX}, "left on the machine: {'Pod': 4}"),
        ({"phase": Phase.NOT_BEGUN, "exit_code": -15}, ""),
        ({"phase": Phase.NOT_BEGUN, "exit_code": 1}, "exit code 1, not 2"),
        ({"stop": Stop.KILL, "exit_code": -9, "requested_after_s": None, "last_line": ""}, ""),
    ],
)
def test_each_promise_of_an_end_can_fall_short(change: dict[str, object], said: str) -> None:
    assert "; ".join(replace(ROW, **change).shortcomings) == said  # type: ignore[arg-type]  # fields of Row


def test_the_same_seed_draws_the_same_moments() -> None:
    first = list(islice(draws("s", Stop.KILL, Place.KEPT_BOX, [], 60.0), 5))
    assert first == list(islice(draws("s", Stop.KILL, Place.KEPT_BOX, [], 60.0), 5))
    assert len({each.moment_s for each in first}) == 5
    assert all(0.0 <= each.moment_s <= 60.0 for each in first)
    assert first != list(islice(draws("t", Stop.KILL, Place.KEPT_BOX, [], 60.0), 5))


def test_what_was_drawn_is_not_drawn_again_and_what_was_over_does_not_count() -> None:
    rows = [ROW, replace(ROW, number=2, phase=Phase.OVER)]
    (drawn,) = islice(draws("endings", Stop.TERM, Place.KEPT_BOX, rows, 60.0), 1)
    assert drawn.number == 3
    assert missing(40, Stop.TERM, Place.KEPT_BOX, rows) == 39
    assert missing(40, Stop.KILL, Place.KEPT_BOX, rows) == 40
    assert missing(1, Stop.TERM, Place.KEPT_BOX, rows) == 0


def _record(*judged: str, to_come: int) -> RunRecord:
    record = run(*((identifier, Verdict.KEPT) for identifier in judged))
    record.required_not_run = ["x"] * to_come
    return record


@pytest.mark.parametrize(
    ("record", "begun", "place", "phase"),
    [
        (None, False, Place.KEPT_BOX, Phase.NOT_BEGUN),
        (_record(to_come=3), False, Place.KEPT_BOX, Phase.BEFORE_CLUSTER),
        (_record(to_come=3), False, Place.OWN_BOX, Phase.BOOTING),
        (_record(to_come=3), True, Place.KEPT_BOX, Phase.STARTING),
        (_record("a_1", to_come=2), True, Place.KEPT_BOX, Phase.JUDGING),
        (_record("a_1", to_come=0), True, Place.OWN_BOX, Phase.ENDING),
    ],
)
def test_how_far_a_run_was_shows_in_its_report_and_on_its_cluster(
    record: RunRecord | None, begun: bool, place: Place, phase: Phase
) -> None:
    assert phase_of(record, begun=begun, place=place) is phase


def test_only_what_stands_between_the_marks_is_made_anew() -> None:
    page = f"before\n{BEGIN}\n\nas it was\n\n{END}\nafter\n"
    made = put_into(
        page, Endings("./toxw -e endings", (ROW, replace(ROW, number=2, exit_code=-15)), {Stop.TERM: 40})
    )
    assert made.startswith(f"before\n{BEGIN}\n")
    assert made.endswith(f"{END}\nafter\n")
    assert "as it was" not in made
    assert "| SIGTERM, a box that stays | 0 | 0 | 0 | 0 | 2 | 0 | 2 of 40 | 1 |" in made
    assert "`endings/SIGTERM/kept_box/1` fell short: exit code -15, not 2" in made
    assert "Rows by the commit of the suite: 2 at abc." in " ".join(made.split())
    assert all(each.why in made for each in EXCEPTIONS)


def test_a_page_without_its_marks_is_not_touched() -> None:
    with pytest.raises(InternalError, match="lost the marks"):
        put_into("a page", Endings("x", ()))


def test_the_page_of_the_docs_is_the_ledgers() -> None:
    page, json = DOCS.read_text(encoding="utf-8"), DOCS.with_suffix(".json").read_text(encoding="utf-8")
    endings = FORM.validate_json(json)
    assert as_json(endings) == json
    assert put_into(page, endings) == page
    # What differs afterwards is a defect of the suite; a late request may be the machine's.
    assert [row.seed for row in endings.rows if row.different or row.cleaned_with] == []
