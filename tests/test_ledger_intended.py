"""A node that the suite itself switches off is no disturbance; everything else that befalls one is."""

from __future__ import annotations

from conformance.disturbance_record import DisturbanceKind as Kind
from conformance.ledger import Ledger
from tests.played_nodes import EVICTED, READY, SILENT, node, pod

BY_THE_TAINT = EVICTED | {"reason": "DeletionByTaintManager"}


def _kinds(ledger: Ledger) -> list[Kind]:
    return [record.kind for record in ledger.records()]


def _lost() -> Ledger:
    ledger = Ledger()
    ledger.intends("n1", "boot-1")
    ledger.saw_node(1.0, node(), node(SILENT), gone=False)
    return ledger


def test_an_intended_loss_and_its_end_are_no_disturbance() -> None:
    ledger = _lost()
    ledger.saw_pod(2.0, pod(), pod(BY_THE_TAINT), gone=False)
    ledger.saw_node(3.0, node(SILENT), node(READY, boot="boot-2"), gone=False)
    assert ledger.records() == []


def test_a_loss_that_nobody_intended_is_one() -> None:
    ledger = Ledger()
    ledger.intends("another", "boot-1")
    ledger.saw_node(1.0, node(), node(SILENT), gone=False)
    ledger.saw_pod(2.0, pod(), pod(BY_THE_TAINT), gone=False)
    assert _kinds(ledger) == [Kind.NOT_READY, Kind.EVICTED]


def test_once_it_is_back_the_next_loss_is_one() -> None:
    ledger = _lost()
    ledger.saw_node(2.0, node(SILENT), node(boot="boot-2"), gone=False)
    ledger.saw_node(3.0, node(boot="boot-2"), node(SILENT, boot="boot-2"), gone=False)
    assert _kinds(ledger) == [Kind.NOT_READY]


def test_while_it_is_away_a_heartbeat_of_before_ends_nothing() -> None:
    ledger = _lost()
    ledger.saw_node(2.0, node(SILENT), node(READY), gone=False)
    ledger.saw_node(3.0, node(READY), node(SILENT), gone=False)
    assert ledger.records() == []


def test_a_lost_node_that_is_cordoned_or_taken_away_is_somebody_elses_doing() -> None:
    ledger = _lost()
    ledger.saw_node(2.0, node(SILENT), node(SILENT, cordoned=True), gone=False)
    ledger.saw_node(3.0, node(SILENT), node(SILENT), gone=True)
    assert _kinds(ledger) == [Kind.CORDONED, Kind.GONE]


def test_a_pod_that_is_drained_from_it_by_somebody_is_evicted() -> None:
    ledger = _lost()
    ledger.saw_pod(2.0, pod(), pod(EVICTED), gone=False)
    assert _kinds(ledger) == [Kind.EVICTED]
