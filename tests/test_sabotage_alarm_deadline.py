"""The faults of `--prove` under a deadline: each is a run of its own, within what is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from sabotage.child_run import ChildEnd
from tests.test_sabotage_alarm import Judge, target, tried


def test_each_fault_has_what_is_left_of_the_deadline_for_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = iter((1800.9, 1500.0, -3.0))
    judge = Judge()
    tried(monkeypatch, judge, target(tmp_path, seconds_left=lambda: next(left)))
    assert [words[words.index("--deadline") + 1] for words in judge.words] == ["1800s", "1500s", "1s"]


def test_a_fault_for_which_no_time_is_left_is_not_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = "no record of its end, exit code 4: conformance: --deadline: 9.0 s are less than a start"
    judge = Judge(token_1=ChildEnd(None, refused, 1.0, began=False))
    found = tried(monkeypatch, judge, target(tmp_path, seconds_left=lambda: 9.0))
    assert [(each.found, each.left_behind) for each in found] == [(True, ()), (False, ()), (True, ())]
    assert found[1].said == refused
