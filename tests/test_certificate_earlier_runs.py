"""Which attempt a run is, in words, and the way back through the attempts before it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conformance.certificate.earlier_runs import EarlierRun, attempts, earlier_runs
from conformance.report import read_run
from conformance.report.phrases import ordinal
from conformance.result import Result
from tests.certified_run import NO_POD, made_up


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (22, "22nd"),
        (113, "113th"),
    ],
)
def test_an_ordinal_in_words(number: int, said: str) -> None:
    assert ordinal(number) == said


def earlier(*results: Result, other: tuple[str, ...] = ()) -> list[EarlierRun]:
    return [EarlierRun("20261121-041011-3fa9c1", result, "0" * 64, other) for result in results]


@pytest.mark.parametrize(
    ("number", "before", "said"),
    [
        (1, [], "the 1st run on these digests"),
        (2, [Result.UNKNOWN], "the 2nd run on these digests; the one before: unknown"),
        (
            3,
            [Result.FAILURE, Result.SUCCESS],
            "the 3rd run on these digests; the two before: broken, kept",
        ),
        (4, [Result.PARTIAL], "the 4th run on these digests; the three before: gone, gone, partial"),
        (
            12,
            [Result.SUCCESS],
            f"the 12th run on these digests; the 11 before: {'gone, ' * 10}kept",
        ),
    ],
)
def test_attempts_in_words(number: int, before: list[Result], said: str) -> None:
    assert attempts(number, earlier(*before)) == said


def test_an_attempt_with_other_manifests_says_so() -> None:
    before = [*earlier(Result.FAILURE, other=("features", "manifests")), *earlier(Result.SUCCESS)]
    said = "the 3rd run on these digests; the two before: broken (other features and manifests), kept"
    assert attempts(3, before) == said


def test_a_broken_attempt_with_other_manifests_is_not_left_out(tmp_path: Path) -> None:
    made = made_up(tmp_path)
    first = read_run(made.run(21, endings=NO_POD))
    run = read_run(made.run(22))
    run.manifests = {**run.manifests, "manifests/more.yaml": "ff" * 32}
    assert run.chain.previous is not None
    (before,) = earlier_runs(made.reports, run)
    assert before == EarlierRun(first.run_id, Result.FAILURE, run.chain.previous.sha256, ("manifests",))


def test_the_way_back_ends_where_a_report_is_gone(tmp_path: Path) -> None:
    made = made_up(tmp_path)
    made.run(20)
    gone = made.run(21, endings=NO_POD)
    made.run(22)
    last = read_run(made.run(23))
    assert [each.result for each in earlier_runs(made.reports, last)] == ["success", "failure", "success"]
    shutil.rmtree(gone)
    assert [each.run_id[:8] for each in earlier_runs(made.reports, last)] == ["20261122"]


def test_the_way_back_ends_at_a_report_that_was_edited(tmp_path: Path) -> None:
    made = made_up(tmp_path)
    first = made.run(21)
    made.run(22)
    last = read_run(made.run(23))
    (first / "report.json").write_text("{}")
    assert [each.run_id[:8] for each in earlier_runs(made.reports, last)] == ["20261122"]
