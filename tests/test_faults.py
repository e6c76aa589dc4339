"""The table of faults: what each must say and when, and the page that is made of what was really said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from conformance.errors import BadInput
from conformance.exit_codes import ExitCode
from conformance.options import SUITE_FOLDER
from sabotage.faults import FAULTS, running
from sabotage.faults.bad_input import FAULTS as BAD_INPUT
from sabotage.faults.fault import SLACK_S, Fault, Kind
from sabotage.faults.page import FORM, Table, as_json, as_markdown
from sabotage.faults.rows import Row, append, newest
from sabotage.faults.running import first_told, run_into
from sabotage.faults.scene import Scene
from sabotage.mutant import NAME
from verbs import faults

PAGE = SUITE_FOLDER / "docs" / "faults.md"
TIME_IS_OUT = re.compile(
    r"time-?d?\s?-?outs?|timed out|not within [0-9.]+ s|deadline exceeded", re.IGNORECASE
)
ROW = Row(
    name="registry-down",
    what="Nobody listens at the registry.",
    kind=Kind.ENVIRONMENT,
    exit_code=6,
    expected_code=6,
    said="unknown: pod keystone-db: the registry did not answer | x",
    told=True,
    seconds=14.2,
    nature_s=10.0,
    nature="`pod-running`: a registry may come back",
    when=datetime(2026, 11, 26, tzinfo=UTC),
    suite="abc",
)


def test_there_are_enough_of_each_kind_and_each_has_its_own_name() -> None:
    assert len(FAULTS) >= 25
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
    assert {fault.kind for fault in FAULTS} == set(Kind)
    for fault in FAULTS:
        assert NAME.fullmatch(fault.name)
        assert fault.what.endswith(".")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_must_name_a_cause_and_says_why_it_takes_its_time(fault: Fault) -> None:
    assert TIME_IS_OUT.sub("", fault.says).strip(" .:()")
    assert len(fault.nature.why) > 10


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("✓ pods_1", "  unknown: no room on any node"), (1.0, "unknown: no room on any node", True)),
        (
            ("  broken: the database", "  unknown: no room on any node"),
            (0.0, "broken: the database", False),
        ),
        (("conformance: no such file", "no room"), (0.0, "conformance: no such file", False)),
        (("UNKNOWN: nothing is known", "report x"), (1.0, "report x", False)),
        ((), (0.0, "nothing", False)),
    ],
)
def test_the_first_reason_must_be_the_cause(lines: Sequence[str], told: tuple[float, str, bool]) -> None:
    assert first_told([(float(at), line) for at, line in enumerate(lines)], "no room") == told


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, ""),
        ({"told": False, "said": "timed out"}, "the first line is 'timed out'"),
        ({"exit_code": 1}, "exit code 1, not 6"),
        ({"seconds": 10.0 + SLACK_S}, ""),
        ({"seconds": 25.2}, "15.2 s more than the fault's own 10 s"),
    ],
)
def test_a_row_falls_short_by_its_words_its_code_or_its_seconds(change: dict[str, Any], said: str) -> None:
    assert "; ".join(replace(ROW, **change).shortcomings) == said


def test_of_each_fault_the_newest_row_counts_in_the_catalogues_order(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    other = replace(ROW, name="dns-down")
    for row in (ROW, other, replace(ROW, seconds=3.0)):
        append(row, ledger)
    assert newest(ledger, ["dns-down", "registry-down", "never-tried"]) == [other, replace(ROW, seconds=3.0)]
    ledger.write_text("{", encoding="utf-8")
    with pytest.raises(BadInput, match="line 1 is no line of a ledger"):
        newest(ledger, [])


@pytest.mark.parametrize("name", ["unknown-option", "unknown-environment-key"])
def test_a_fault_is_really_run_and_leaves_no_report(tmp_path: Path, name: str) -> None:
    fault = next(each for each in BAD_INPUT if each.name == name)
    row = run_into(fault, Scene(tmp_path))
    # How long it takes is the machine's.
    assert replace(row, seconds=0.0).shortcomings == []
    assert row.verdict == "none: nothing begun"
    assert str(tmp_path) not in row.said
    assert not (tmp_path / "runs").exists()


def test_a_fault_that_is_not_known_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert faults.main(["--only", "gremlins"]) == ExitCode.BAD_INPUT
    assert "there is no fault 'gremlins'" in capsys.readouterr().err


def test_a_fault_that_falls_short_makes_the_verb_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(faults, "run_into", lambda fault, _: replace(ROW, name=fault.name, exit_code=3))
    words = ["--only", "unknown-option", "--ledger", str(tmp_path / "ledger.jsonl")]
    assert faults.main(words) == ExitCode.BROKEN
    assert "FALLS SHORT: exit code 3, not 6" in capsys.readouterr().out
    assert running.REASON.match("  broken: x")


def test_the_page_tells_the_load_where_it_is_known() -> None:
    made = as_markdown(Table("x", 2, (replace(ROW, load=2.5), replace(ROW, load=None))))
    assert "| 4.2 | 2.5 |" in made
    assert "| 4.2 |  |" in made


def test_the_page_is_that_of_the_rows_and_has_every_fault() -> None:
    text = PAGE.with_suffix(".json").read_text(encoding="utf-8")
    table = FORM.validate_json(text)
    assert as_json(table) == text
    assert as_markdown(table) == PAGE.read_text(encoding="utf-8")
    named = [row.name for row in table.rows]
    assert named == [fault.name for fault in FAULTS if fault.name not in table.untried]
    assert {*named, *table.untried} == {fault.name for fault in FAULTS}
    assert [f"{row.name}: {row.shortcomings}" for row in table.rows if row.shortcomings] == []


def test_the_page_says_of_each_row_that_does_not_hold_why() -> None:
    late = replace(ROW, seconds=40.0)
    assert "- `registry-down`: `30.0 s more than the fault's own 10 s`" in as_markdown(Table("x", 2, (late,)))
    assert "do not hold" not in as_markdown(Table("x", 2, (ROW,)))
