"""What befalls a node or a pod, seen in two versions of it; and what is none of the cluster's doing."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from conformance.disturbance_record import DisturbanceKind as Kind
from conformance.ledger.signs import over_for_node, signs_of_node, signs_of_pod
from conformance.observed import NodeView, PodView
from tests.played_nodes import EVICTED, READY, SHUTTING_DOWN, SILENT, node, pod


@pytest.mark.parametrize(
    ("now", "kind", "words"),
    [
        (node(cordoned=True), Kind.CORDONED, "node n1 cordoned"),
        (node(SILENT), Kind.NOT_READY, "node n1 not Ready (NodeStatusUnknown)"),
        (node(SHUTTING_DOWN), Kind.NOT_READY, "node n1 not Ready (KubeletNotReady)"),
        (node(boot="boot-2"), Kind.BOOTED, "node n1 has booted anew"),
    ],
)
def test_a_nodes_change_for_the_worse_is_a_sign(now: NodeView, kind: Kind, words: str) -> None:
    (sign,) = signs_of_node(node(), now)
    assert (sign.kind, sign.words, sign.node) == (kind, words, "n1")


def test_a_node_that_is_gone_is_a_sign_and_ends_what_lasts() -> None:
    (sign,) = signs_of_node(node(), node(), gone=True)
    assert (sign.kind, sign.words) == (Kind.GONE, "node n1 gone")
    assert over_for_node(node(SILENT, cordoned=True), gone=True) == {Kind.CORDONED, Kind.NOT_READY}


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (node(), node()),
        (node(cordoned=True), node(cordoned=True)),
        (node(SILENT), node(SILENT)),
        # back to what it should be
        (node(cordoned=True), node()),
        (node(SILENT), node()),
        # as it was when the run began
        (None, node(SILENT, cordoned=True)),
        # an API server whose node says no boot id (yet)
        (node(boot=""), node()),
        (node(), node(boot="")),
    ],
)
def test_what_does_not_get_worse_is_no_sign(before: NodeView | None, now: NodeView) -> None:
    assert signs_of_node(before, now) == []


def test_what_lasts_is_over_once_the_node_says_so() -> None:
    assert over_for_node(node()) == {Kind.CORDONED, Kind.NOT_READY}
    assert over_for_node(node(cordoned=True)) == {Kind.NOT_READY}
    assert over_for_node(node(SILENT)) == {Kind.CORDONED}


@pytest.mark.parametrize(
    "reason",
    [
        "EvictionByEvictionAPI",
        "PreemptionByScheduler",
        "DeletionByTaintManager",
        "DeletionByPodGC",
        "TerminationByKubelet",
    ],
)
def test_a_pod_that_the_cluster_throws_out_is_a_sign_whoever_did_it(reason: str) -> None:
    (sign,) = signs_of_pod(pod(), pod(EVICTED | {"reason": reason, "message": ""}))
    assert sign.kind is Kind.EVICTED
    assert sign.words == f"pod rc-x evicted: DisruptionTarget/{reason}"
    assert (sign.namespace, sign.pod, sign.node) == ("stack", "rc-x", "n1")


def test_the_words_of_who_did_it_are_told() -> None:
    (sign,) = signs_of_pod(None, pod(EVICTED))
    assert sign.words.endswith("DisruptionTarget/EvictionByEvictionAPI (Eviction API: evicting)")


FAILED: dict[str, Any] = {"phase": "Failed", "reason": "Evicted"}


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (FAILED | {"message": "The node was low on resource: memory. "}, "Evicted (The node was low"),
        (FAILED | {"reason": "NodeShutdown"}, "NodeShutdown"),
    ],
)
def test_a_kubelet_without_the_condition_is_understood(status: dict[str, Any], words: str) -> None:
    (sign,) = signs_of_pod(pod(), pod(**status))
    assert f"pod rc-x evicted: {words}" in sign.words


@pytest.mark.parametrize(
    "now",
    [
        # as the suite deletes it, or anybody: the API server sets no condition
        PodView(name="rc-x", uid="uid-x", terminating=True),
        pod(EVICTED | {"status": "False"}),
        pod(phase="Failed", reason="DeadlineExceeded"),
        # its manifest's own limits: the product's doing
        pod(**FAILED, message='Usage of EmptyDir volume "v" exceeds the limit "1Mi". '),
        pod(
            **FAILED, message="Pod ephemeral local storage usage exceeds the total limit of containers 1Mi. "
        ),
        pod(**FAILED, message='Container c exceeded its local ephemeral storage limit "1Mi". '),
    ],
)
def test_what_nobody_outside_did_is_no_sign(now: PodView) -> None:
    assert signs_of_pod(pod(), now) == []


def test_a_pod_that_was_thrown_out_is_told_of_once() -> None:
    assert signs_of_pod(pod(EVICTED), pod(EVICTED | {"message": "more words"})) == []


def test_a_node_whose_control_plane_hangs_stays_as_it_is() -> None:
    """Paused controller manager, scheduler or kube-proxy, a restarted API server, a black-holed replica: the
    kubelet goes on to renew its lease and its status, which shows Ready throughout.
    """
    versions = [node(READY | {"lastHeartbeatTime": f"2026-11-24T00:0{minute}:00Z"}) for minute in range(9)]
    assert [sign for before, now in pairwise(versions) for sign in signs_of_node(before, now)] == []
