"""What a worker tells the controller, over a real line: each thing arrives where a serial run has it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing import Pipe
from types import MappingProxyType, SimpleNamespace
from typing import Any, cast

import pytest

from conformance.cluster_time import ClusterClock
from conformance.disturbance_record import DisturbanceKind
from conformance.ledger import JudgedWhile, Ledger
from conformance.observed import ConditionView, PodView
from conformance.parallel.crew import Member
from conformance.parallel.hearing import Broken, hear
from conformance.parallel.line import Line
from conformance.parallel.merging import add_judged
from conformance.parallel.messages import Held, Judged, Ready, Shown
from conformance.parallel.told_to_controller import (
    LeaseTold,
    LedgerTold,
    NamespacesTold,
    ProgressTold,
    ReportTold,
)
from conformance.patience import WaitUnderWay
from conformance.pods_that_ran import PodsThatRan
from conformance.redact import hold
from conformance.report.standing import StandingReport
from conformance.run import Run
from conformance.site import NOTHING
from conformance.verdict import Verdict
from tests.recorded import recorded
from tests.report_records import run as record_of
from tests.report_records import scenario

EVICTED = PodView(
    name="keystone-1",
    uid="u",
    namespace="run-w1-disturbed-1",
    conditions={"DisruptionTarget": ConditionView("True", "EvictionByEvictionAPI", "drained")},
)


class Lines:
    """Both ends, and a run as far as the controller's end needs one."""

    def __init__(self) -> None:
        ours, theirs = Pipe()
        self.ours, self.theirs = Line(ours), Line(theirs)
        self.renewed: list[tuple[str, object]] = []
        self.shown: list[tuple[object, ...]] = []
        lease = SimpleNamespace(keep=lambda *told: self.renewed.append(told))
        progress = SimpleNamespace(
            note=lambda *words: self.shown.append(words), awaiting=lambda *words: self.shown.append(words)
        )
        self.ledger = Ledger()
        self.namespaces: list[str] = []
        stacks = SimpleNamespace(namespaces=self.namespaces, maker=SimpleNamespace(lease=lease))
        self.run = cast(Run, SimpleNamespace(stacks=stacks, ledger=self.ledger, progress=progress))

    def heard(self) -> list[object]:
        """Return what is handed on of all that was told; the worker is gone then."""
        self.theirs.connection.close()
        handed_on: list[object] = []
        member = Member("w1", self.ours, cast(Any, None))
        hear(self.run, member, lambda heard: handed_on.append(heard[1]))
        return handed_on


@pytest.fixture
def lines() -> Iterator[Lines]:
    both = Lines()
    yield both
    both.ours.connection.close()
    both.theirs.connection.close()


def test_what_a_main_thread_has_to_act_on_is_handed_on_and_the_end_is_told(lines: Lines) -> None:
    ready = Ready(("pods_1",))
    lines.theirs.send(ready)
    assert lines.heard() == [ready, Broken()]


def test_a_namespace_is_known_before_it_is_made_and_forgotten_where_it_was_refused(lines: Lines) -> None:
    names = NamespacesTold(lines.theirs)
    names.append("run-w1-own-1")
    names.append("run-w1-own-2")
    names.remove("run-w1-own-2")
    lines.heard()
    assert lines.namespaces == names == ["run-w1-own-1"]


def test_a_lease_that_a_worker_has_made_is_renewed_by_the_controller(lines: Lines) -> None:
    lease = LeaseTold(cast(Any, None), "run", NOTHING, lines.theirs)
    said = datetime(2026, 11, 26, tzinfo=UTC)
    lease.keep("run-w1-own-1", ClusterClock(said))
    lines.heard()
    ((namespace, clock),) = lines.renewed
    assert namespace == "run-w1-own-1"
    assert isinstance(clock, ClusterClock)
    assert clock.now() >= said


def test_what_is_awaited_is_shown_as_the_worker_s(lines: Lines) -> None:
    wait = WaitUnderWay("three pods ready", "2 of 3", 1.5, 60.0)
    progress = ProgressTold(lines.theirs, "w1")
    progress.awaiting(wait)
    progress.note("a line")
    lines.theirs.send(Shown("close", ()))
    lines.heard()
    assert lines.shown == [(wait, "w1"), ("a line",)], "and nothing else can be called"


def test_an_evicted_pod_of_a_worker_s_stack_leaves_a_break_there_unknown(lines: Lines) -> None:
    ledger = LedgerTold(lines.theirs)
    ledger.saw_pod(10.0, None, PodView(name="keystone-2", uid="v", namespace="other"), gone=False)
    ledger.saw_pod(10.0, None, EVICTED, gone=False)
    broken = scenario("heal_2", Verdict.BROKEN)
    ledger.judged(JudgedWhile(broken, 5.0, 20.0, ["run-w1-disturbed-1"], ()))
    lines.theirs.send(Judged(broken, "failed", ledger.taken(), (), (), {}, ""))
    judged, _ = lines.heard()
    assert isinstance(judged, Judged)
    assert judged.judged_while is not None
    assert judged.judged_while.record is judged.record
    assert [each.kind for each in lines.ledger.records()] == [DisturbanceKind.EVICTED]
    lines.ledger.judged(judged.judged_while)
    assert lines.ledger.settle(str) == ["heal_2"]
    assert judged.record.verdict is Verdict.UNKNOWN
    assert ledger.taken() is None, "it is told once"


def test_a_secret_comes_before_what_may_tell_it_and_only_once(lines: Lines) -> None:
    lines.theirs.send(Ready(()))
    hold("the-secret-of-test-parallel-told", "token")
    lines.theirs.send(Ready(("a_1",)))
    lines.theirs.send(Ready(("a_2",)))
    told = [lines.ours.connection.recv() for _ in range(3)]
    while not isinstance(told[-1], Ready) or told[-1].order != ("a_2",):
        told.append(lines.ours.connection.recv())
    of_it = [
        place
        for place, each in enumerate(told)
        if isinstance(each, Held) and ("the-secret-of-test-parallel-told", "token") in each.secrets
    ]
    assert of_it == [told.index(Ready(("a_1",))) - 1]


def test_a_table_that_nobody_may_change_arrives_as_one(lines: Lines) -> None:
    lines.theirs.send(Shown("note", (MappingProxyType({"a": 1}),)))
    message = lines.ours.receive()
    assert isinstance(message, Shown)
    (table,) = message.words
    assert isinstance(table, MappingProxyType)
    assert table == {"a": 1}


def test_pods_that_ran_are_told_once(tmp_path: Any) -> None:
    ran = PodsThatRan()
    ran.look(recorded("healthy"))
    report = ReportTold(record_of(), tmp_path, b"k" * 32)
    report.ran(ran)
    first = report.newly_ran()
    assert first == ran.seen
    assert first
    report.ran(ran)
    assert report.newly_ran() == {}
    together = PodsThatRan()
    together.add(first)
    assert together.images() == ran.images()


def test_all_redactors_of_a_report_give_a_secret_one_mark(tmp_path: Any) -> None:
    controller = StandingReport(record_of(), tmp_path)
    worker = ReportTold(record_of(), tmp_path, controller.redactor.key)
    other = StandingReport(record_of(), tmp_path)
    marks = [each.redactor.mark("a-secret-of-all") for each in (controller, worker, other)]
    assert marks[0] == marks[1] != marks[2]


def test_evidence_that_cannot_be_written_stops_the_run_and_is_told_once(tmp_path: Any) -> None:
    report = StandingReport(record_of(), tmp_path)
    ignored = SimpleNamespace(ran_elsewhere=lambda _: None, pods_that_ran=PodsThatRan)
    shown: list[tuple[object, ...]] = []
    run = SimpleNamespace(
        record=report.record,
        report=report,
        ledger=Ledger(),
        stacks=ignored,
        pytest_outcomes={},
        settle=lambda _: None,
        progress=SimpleNamespace(scenario_finished=lambda *told: shown.append(told)),
    )
    for number in (1, 2):
        judged = Judged(scenario(f"a_{number}"), "passed", None, (), (), {}, "no room on the disk")
        add_judged(cast(Run, run), judged, "w2")
    assert report.unwritten == "no room on the disk"
    assert report.record.faults == ["no room on the disk"]
    assert [each.worker for each in report.record.scenarios[-2:]] == ["w2", "w2"]
    assert [worker for _, worker in shown] == ["w2", "w2"]


def test_a_stack_that_a_worker_cannot_make_is_told_to_the_run(tmp_path: Any) -> None:
    told: list[str] = []
    report = StandingReport(record_of(), tmp_path)
    run = SimpleNamespace(
        record=report.record,
        report=report,
        ledger=Ledger(),
        stacks=SimpleNamespace(ran_elsewhere=lambda _: None, pods_that_ran=PodsThatRan),
        pytest_outcomes={},
        settle=lambda _: None,
        stacks_are_refused=told.append,
        progress=SimpleNamespace(scenario_finished=lambda *_: None),
    )
    for refused in ("", "quota exceeded"):
        judged = Judged(scenario("a_1"), "failed", None, (), (), {}, "", refused)
        add_judged(cast(Run, run), judged, "w1")
    assert told == ["quota exceeded"]
