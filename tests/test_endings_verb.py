"""The verb that ends runs: it goes on where its ledger ends, and fails where something remained."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.exit_codes import ExitCode
from sabotage.endings.draws import Draw
from sabotage.endings.ledger import Phase, Place, Row, Stop, read_ledger
from tests.test_endings_ledger import ROW
from verbs import endings


def ended(draw: Draw, **changes: Any) -> Row:
    """Return the row of a run that was ended as it should be."""
    clean = replace(
        ROW, stop=draw.stop, place=draw.place, number=draw.number, seed=draw.seed, moment_s=draw.moment_s
    )
    own = {"left": {}, "cleaned_by": "", "last_line": ""} if draw.place is Place.OWN_BOX else {}
    return replace(clean, **{**own, **changes})


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> list[list[Draw]]:
    """The draws of each round; no box is booted and no run started."""
    found: list[list[Draw]] = []

    class PlayedRound:
        def __init__(self, *_: object) -> None: ...

        def run(self, draws: Sequence[Draw]) -> list[Row]:
            found.append(list(draws))
            return [ended(draw) for draw in draws]

    @contextmanager
    def booted(*_: object) -> Iterator[object]:
        yield None

    def on_own_box(draw: Draw, _folder: Path, _say: Callable[[str], object]) -> Row:
        found.append([draw])
        return ended(draw)

    monkeypatch.setattr(endings, "Round", PlayedRound)
    monkeypatch.setattr(endings, "ended_on_its_own_box", on_own_box)
    monkeypatch.setattr(endings, "boot", booted)
    monkeypatch.setattr(endings, "make", lambda *_: SimpleNamespace(programs=None, images=None))
    monkeypatch.setattr(endings, "refuse_unfit", lambda _: None)
    return found


def test_rounds_are_run_until_the_ledger_has_what_was_asked_for(
    tmp_path: Path, rounds: list[list[Draw]]
) -> None:
    ledger = tmp_path / "ledger.jsonl"
    words = ["--kills", "9", "--terms", "8", "--own", "1", "--ledger", str(ledger)]
    assert endings.main(words) == ExitCode.KEPT
    rows = read_ledger(ledger)
    count = {(stop, place): 0 for stop in Stop for place in Place}
    for row in rows:
        count[row.stop, row.place] += 1
    assert list(count.values()) == [9, 1, 8, 1]
    assert len({row.seed for row in rows}) == 19
    assert [len(each) for each in rounds] == [1, 1, 8, 8, 1]
    assert endings.main(words) == ExitCode.KEPT
    assert read_ledger(ledger) == rows


def test_a_slice_ends_after_its_rounds_and_the_next_goes_on(tmp_path: Path, rounds: list[list[Draw]]) -> None:
    words = ["--kills", "9", "--terms", "0", "--own", "0", "--rounds", "1"]
    words += ["--ledger", str(tmp_path / "ledger.jsonl")]
    for _ in range(2):
        assert endings.main(words) == ExitCode.KEPT
    assert endings.main([*words, "--at-once", "1"]) == ExitCode.KEPT
    assert [[draw.number for draw in each] for each in rounds] == [[1, 2, 3, 4], [5, 6, 7, 8], [9]]


@pytest.mark.parametrize("changes", [{"different": ("+ Pod a/b",)}, {"exit_code": 1}])
def test_what_remained_of_one_run_makes_the_verb_fail(
    tmp_path: Path,
    rounds: list[list[Draw]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, Any],
) -> None:
    monkeypatch.setattr(endings, "ended_on_its_own_box", lambda draw, *_: ended(draw, **changes))
    words = ["--kills", "0", "--terms", "0", "--own", "1", "--ledger", str(tmp_path / "ledger.jsonl")]
    assert endings.main(words) == ExitCode.BROKEN
    assert "fell short" in capsys.readouterr().out
    assert rounds == []


def test_a_moment_after_the_end_is_followed_by_another(
    tmp_path: Path, rounds: list[list[Draw]], monkeypatch: pytest.MonkeyPatch
) -> None:
    late = {1: Phase.OVER}
    monkeypatch.setattr(
        endings,
        "ended_on_its_own_box",
        lambda draw, *_: ended(draw, phase=late.get(draw.number, Phase.JUDGING)),
    )
    words = ["--kills", "0", "--terms", "0", "--own", "1", "--ledger", str(tmp_path / "ledger.jsonl")]
    assert endings.main(words) == ExitCode.KEPT
    assert [row.number for row in read_ledger(tmp_path / "ledger.jsonl")] == [1, 1, 2, 2]
    assert rounds == []


def test_a_ledger_that_is_none_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ledger.jsonl").write_text("nothing\n", encoding="utf-8")
    assert endings.main(["--ledger", str(tmp_path / "ledger.jsonl")]) == ExitCode.BAD_INPUT
    assert "line 1 is no line of a ledger" in capsys.readouterr().err
