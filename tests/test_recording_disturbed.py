"""What the hooks write down of a scenario that was judged while the cluster disturbed it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from conformance.report import disagreements
from conformance.run import Run
from conformance.verdict import Verdict
from tests.played_nodes import EVICTED, pod
from tests.test_recording import FEATURE, Stack, judged, the_one


@pytest.mark.parametrize(
    ("sentence", "verdict", "left_unknown"),
    [
        ("the promise is broken", Verdict.UNKNOWN, ("made_1",)),
        ("a sentence that holds", Verdict.KEPT, ()),
        ("the suite has a defect", Verdict.UNKNOWN, ()),
    ],
)
def test_a_break_while_its_pod_is_evicted_is_unknown_and_all_else_stays_as_it_is(
    tmp_path: Path, sentence: str, verdict: Verdict, left_unknown: tuple[str, ...]
) -> None:
    def evict(run: Run) -> None:
        run.ledger.saw_pod(time.monotonic(), pod(), pod(EVICTED), gone=False)

    run = judged(tmp_path, FEATURE.format(sentence=sentence), Stack(), before=evict)
    assert the_one(run).verdict is verdict
    assert the_one(run).reason.startswith("pod rc-x evicted: ") is bool(left_unknown)
    assert disagreements(run.record, run.pytest_outcomes) == []
    (told,) = run.record.disturbances
    assert told.promises == left_unknown


def test_a_disturbance_that_is_known_late_takes_the_verdict_back_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments: list[float] = []
    feature = FEATURE.format(sentence="the promise is broken")
    run = judged(tmp_path, feature, Stack(), before=lambda _: moments.append(time.monotonic()))
    assert the_one(run).verdict is Verdict.BROKEN
    noted: list[str] = []
    monkeypatch.setattr(run.progress, "note", noted.append)
    run.ledger.saw_pod(moments[0], pod(), pod(EVICTED), gone=False)
    run.settle()
    assert the_one(run).verdict is Verdict.UNKNOWN
    assert noted == ["made_1 is unknown after all: a disturbance lay over it"]
    assert disagreements(run.record, run.pytest_outcomes) == []
