"""What the ledger holds, and which broken promises it leaves unknown; time is played."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conformance.disturbance_record import DisturbanceKind as Kind
from conformance.ledger import JudgedWhile, Ledger, Stay
from conformance.ledger.ledger import AWAY_UNSEEN_S
from conformance.observe import Heartbeat
from conformance.observed import NodeView, ServiceView
from conformance.record import ScenarioRecord
from conformance.verdict import Verdict
from tests.played_nodes import EVICTED, SHUTTING_DOWN, SILENT, node, pod
from tests.report_records import scenario

STARTED = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)


class Played:
    """A ledger whose monotonic zero is STARTED."""

    def __init__(self, heartbeat: Heartbeat | None = None) -> None:
        self._at = 0.0
        self.ledger = Ledger(lambda _: heartbeat, lambda: STARTED + timedelta(seconds=self._at))

    def node(self, at: float, before: NodeView | None, now: NodeView, *, gone: bool = False) -> None:
        self._at = at
        self.ledger.saw_node(at, before, now, gone=gone)

    def evicts(self, at: float) -> None:
        self._at = at
        self.ledger.saw_pod(at, pod(), pod(EVICTED), gone=False)

    def judges(self, verdict: Verdict = Verdict.BROKEN, **more: Any) -> ScenarioRecord:
        """Judge a promise from second 100 to 200, its lead among them, on a stack with a pod on n1."""
        record = scenario("heal_1", verdict)
        told: dict[str, Any] = {
            "since": 100.0,
            "until": 200.0,
            "namespaces": ["stack"],
            "stays": [Stay("n1", 20.0)],
        }
        self.ledger.judged(JudgedWhile(record, **(told | more)))
        return record

    def settles(self) -> list[str]:
        return self.ledger.settle(str)


def test_a_break_under_a_cordon_is_unknown_and_names_it() -> None:
    played = Played()
    played.node(150, node(), node(cordoned=True))
    record = played.judges()
    found, below = record.reason, record.detail
    assert played.settles() == ["heal_1"]
    assert record.verdict is Verdict.UNKNOWN
    assert record.reason == "node n1 cordoned at 2026-11-26 05:02:30 UTC: run on nodes that stay"
    assert record.detail == f"found broken, which may come of it: {found}\n{below}"
    assert played.settles() == []
    (told,) = played.ledger.records()
    assert (told.kind, told.promises, told.ended) == (Kind.CORDONED, ("heal_1",), None)


def test_an_evicted_pod_of_the_stack_leaves_it_unknown_and_one_of_another_does_not() -> None:
    played = Played()
    played.evicts(150)
    its_own, anothers = played.judges(), played.judges(namespaces=["another"])
    played.settles()
    assert its_own.verdict is Verdict.UNKNOWN
    assert its_own.reason.startswith("pod rc-x evicted: DisruptionTarget/EvictionByEvictionAPI")
    assert anothers.verdict is Verdict.BROKEN


def test_several_are_counted_in_the_first_line_and_told_below() -> None:
    played = Played()
    played.node(140, node(), node(cordoned=True))
    played.evicts(150)
    record = played.judges()
    played.settles()
    assert "node n1 cordoned at 2026-11-26 05:02:20 UTC, and 1 more disturbance" in record.reason
    assert record.detail.startswith("pod rc-x evicted: ")


@pytest.mark.parametrize("verdict", [Verdict.KEPT, Verdict.UNKNOWN, Verdict.SKIPPED])
def test_only_a_break_is_taken_back_and_what_disturbed_is_told_all_the_same(verdict: Verdict) -> None:
    played = Played()
    played.evicts(150)
    record = played.judges(verdict)
    reason = record.reason
    assert played.settles() == []
    assert (record.verdict, record.reason) == (verdict, reason)
    (told,) = played.ledger.records()
    assert told.promises == ()


@pytest.mark.parametrize(
    ("at", "verdict"),
    [(99, Verdict.BROKEN), (100, Verdict.UNKNOWN), (200, Verdict.UNKNOWN), (201, Verdict.BROKEN)],
)
def test_what_does_not_last_must_lie_within(at: float, verdict: Verdict) -> None:
    played = Played()
    played.evicts(at)
    record = played.judges()
    played.settles()
    assert record.verdict is verdict


@pytest.mark.parametrize(("until", "verdict"), [(90, Verdict.BROKEN), (110, Verdict.UNKNOWN)])
def test_what_lasts_is_over_once_the_node_says_so(until: float, verdict: Verdict) -> None:
    played = Played()
    played.node(50, node(), node(SHUTTING_DOWN))
    played.node(until, node(SHUTTING_DOWN), node())
    record = played.judges()
    played.settles()
    assert record.verdict is verdict
    (told,) = played.ledger.records()
    assert told.began == STARTED + timedelta(seconds=50)
    assert told.ended == STARTED + timedelta(seconds=until)


@pytest.mark.parametrize(
    "stay",
    [Stay("n2"), Stay("n1", 160.0, math.inf), Stay("n1", 20.0, 140.0)],
    ids=["another", "came", "left"],
)
def test_a_node_counts_only_while_it_carries_a_pod_of_the_stack(stay: Stay) -> None:
    played = Played()
    played.node(150, node(), node(), gone=True)
    record = played.judges(stays=[stay])
    assert played.settles() == []
    assert record.verdict is Verdict.BROKEN


@pytest.mark.parametrize("seen", [150, 240])
def test_a_node_that_fell_silent_was_away_since_its_last_heartbeat(seen: float) -> None:
    """Its controller says so after most of a minute: the promise may have its verdict by then."""
    played = Played(Heartbeat(52.0, 40.0))
    record = played.judges()
    assert played.settles() == []
    played.node(seen, node(), node(SILENT))
    assert played.settles() == ["heal_1"]
    assert "node n1 not Ready (NodeStatusUnknown)" in record.reason
    (told,) = played.ledger.records()
    assert told.began == STARTED + timedelta(seconds=seen - 52)


@pytest.mark.parametrize("silent", [0.0, 10.0, 20.0])
def test_a_node_controller_that_was_paused_itself_accuses_no_node(silent: float) -> None:
    """Of sabotage: stopped for a minute it finds every lease old when it goes on, the kubelets renew them."""
    played = Played(Heartbeat(silent, 40.0))
    played.node(205, node(), node(SILENT))
    played.node(214, node(SILENT), node())
    record = played.judges()
    assert played.settles() == []
    assert record.verdict is Verdict.BROKEN
    assert played.ledger.records() == []


def test_where_no_lease_can_be_read_a_silent_node_counts_from_when_it_is_seen() -> None:
    played = Played()
    played.node(230, node(), node(SILENT))
    record = played.judges()
    assert played.settles() == []
    assert record.verdict is Verdict.BROKEN
    assert len(played.ledger.records()) == 1


def test_a_node_that_says_itself_that_it_is_not_ready_needs_no_lease() -> None:
    played = Played(Heartbeat(0.0, 40.0))
    played.node(150, node(), node(SHUTTING_DOWN))
    played.judges()
    assert played.settles() == ["heal_1"]


@pytest.mark.parametrize(("after", "names"), [(AWAY_UNSEEN_S, ["heal_1"]), (AWAY_UNSEEN_S + 1, [])])
def test_a_node_that_booted_anew_may_have_been_away_for_as_long_as_nobody_notices(
    after: float, names: list[str]
) -> None:
    played = Played()
    played.node(200 + after, node(), node(boot="boot-2"))
    played.judges()
    assert played.settles() == names


def test_clusters_words_pass_through_the_redactor() -> None:
    played = Played()
    played.evicts(150)
    record = played.judges()
    played.ledger.settle(lambda _: "said")
    assert record.reason.startswith("said at ")


def test_other_kinds_are_passed_over() -> None:
    ledger = Ledger()
    ledger.saw_pod(1.0, None, ServiceView(name="db", uid="s"), gone=True)
    ledger.saw_pod(1.0, None, node(), gone=True)
    ledger.saw_node(1.0, None, pod(EVICTED), gone=True)
    assert ledger.records() == []
