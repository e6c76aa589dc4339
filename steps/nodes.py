"""Sentences about a node that is lost, and comes back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_bdd import parsers, then, when

from conformance.conditions import left_out, node_ready
from conformance.judges.holding import must_hold
from conformance.judges.lost_node import (
    ever_leave,
    failed_no_more_than,
    fair_share,
    replaced_in_time,
    share_failed,
    tolerated,
)
from conformance.live_stack import LiveStack
from conformance.lost_node import (
    LostNode,
    first_replacement,
    lose_a_node,
    seconds_until_ready,
    until_lost_pods_are_gone,
    until_not_ready,
    until_replaced_elsewhere,
)
from conformance.probe import (
    Kind,
    RunningProbe,
    enough_probes,
    facts_of,
    no_failures_on_new_connections,
    quiet,
    quiet_window,
    start_probe,
)
from conformance.run import Run
from steps.recorded_probes import recorded_probes

QUIET_SECONDS = 3.0
"""Some 30 connections: every replica and every node of the load balancer has had several."""
PROXIES_FOLLOW_SECONDS = 1.0
"""kube-proxies learn of endpoints by a watch, and write what they learned once a second at most
(kube-proxy, --iptables-min-sync-period)."""
AFTERWARDS_SECONDS = 5.5
"""Some 55 connections."""
LEAST_AFTERWARDS = 50
"""Were one of three nodes still asked, all of them would succeed once in 600 million."""
PACE = 10.0
"""Connections a second of each kind: a lost node holds each for TIMEOUT_SECONDS, and with it a thread."""
TIMEOUT_SECONDS = 3.0
LOST, NOT_READY, LEFT_OUT = "node lost", "node not Ready", "its pods left out"


@pytest.fixture
def node_probes(run: Run) -> Iterator[list[RunningProbe]]:
    """The probe of the scenario: it ends with it, and the report has its course whatever was judged."""
    yield from recorded_probes(run, "a node lost", LOST)


@when("a node that carries keystone pods is lost under a steady stream of requests", target_fixture="lost")
def node_is_lost_under_requests(
    stack: LiveStack, public_url: str, node_probes: list[RunningProbe], run: Run
) -> LostNode:
    """Switched off, as a machine that loses its power; the stream goes on until the cluster has coped."""
    probe = start_probe(
        public_url,
        name=f"{run.record.run_id}-{run.recorder.current.identifier}",
        rate=PACE,
        timeout=TIMEOUT_SECONDS,
    )
    quiet(quiet_window(probe, QUIET_SECONDS), last=QUIET_SECONDS)
    probe.mark(LOST)
    node_probes.append(probe)
    lost = _lose(stack, run)
    until_not_ready(stack, lost)
    probe.mark(NOT_READY)
    stack.until(
        left_out(stack.names.public_service, lost.pods.uids),
        f"{lost.pods.names} out of the public service",
        "endpoint-listed",
    )
    probe.goes_on(PROXIES_FOLLOW_SECONDS)
    probe.mark(LEFT_OUT)
    probe.lasts(AFTERWARDS_SECONDS)
    return lost


@when(
    "a node that carries keystone pods is lost, and comes back once they are replaced", target_fixture="lost"
)
def node_is_lost_and_comes_back(stack: LiveStack, run: Run) -> LostNode:
    """Switched on again when the cluster has done without it."""
    lost = _lose(stack, run)
    until_not_ready(stack, lost)
    until_replaced_elsewhere(stack, lost)
    run.nodes.switch_on(lost.name)
    return lost


def _lose(stack: LiveStack, run: Run) -> LostNode:
    lost = lose_a_node(stack, run.nodes, run.ledger)
    run.recorder.saw(lost_node=lost.name, of=lost.of, carried=lost.pods.told)
    return lost


@then("until it is not Ready no more new connections fail than are its share")
def no_more_fail_than_its_share(lost: LostNode, node_probes: list[RunningProbe], run: Run) -> None:
    """The load balancer sends the node its part of them, and the others send theirs on to its pods."""
    record = node_probes[0].so_far()
    window = (record.at(LOST), record.at(NOT_READY))
    share = fair_share(lost.of, len(lost.pods.before))
    run.recorder.saw(
        seconds_until_not_ready=round(window[1] - window[0], 1),
        failed_share=round(share_failed(record.within(window, Kind.NEW)), 3),
        fair_share=round(share, 3),
        **facts_of(record, window),
    )
    must_hold(failed_no_more_than(record, window, share))


@then("from then on none fails")
def none_fails_from_then_on(
    stack: LiveStack, lost: LostNode, node_probes: list[RunningProbe], run: Run
) -> None:
    """Once the public service has left out the node's pods, and kube-proxies have followed.

    Until the first replacement, which the blog's service lists before Keystone serves in it: heal_17 judges
    what that costs.
    """
    record = node_probes[0].stop()
    begin, end = record.since(LEFT_OUT)
    snapshot = stack.snapshot
    pods = snapshot.pods_of(stack.controller().uid)
    window = (begin, min(end, first_replacement(pods, lost.pods.before, snapshot)))
    run.recorder.saw(
        seconds_until_left_out=round(begin - PROXIES_FOLLOW_SECONDS - record.at(NOT_READY), 1),
        **facts_of(record, window),
    )
    must_hold(no_failures_on_new_connections(record, window))
    enough_probes(record, LEAST_AFTERWARDS, window, [Kind.NEW])


@then(parsers.parse("its keystone pods are replaced within their toleration and {seconds:g} seconds"))
def pods_are_replaced(
    stack: LiveStack, lost: LostNode, node_probes: list[RunningProbe], seconds: float, run: Run
) -> None:
    """Counted from when the node is not Ready: so long they are bound to it, then others start elsewhere."""
    must_hold(ever_leave(lost.pods.hit))
    new = until_replaced_elsewhere(stack, lost)
    took = seconds_until_ready(new, stack.snapshot, node_probes[0].so_far().at(NOT_READY))
    run.recorder.saw(
        tolerated_seconds=tolerated(lost.pods.hit),
        replaced_after_seconds=round(took, 1),
        replacements={pod.name: pod.node for pod in new},
    )
    must_hold(replaced_in_time(took, lost.pods.hit, seconds))


@then("it is Ready again")
def node_is_ready_again(stack: LiveStack, lost: LostNode) -> None:
    """In another boot: what ran there before is not there any more."""
    stack.until(node_ready(lost.name, lost.boot_id), f"node {lost.name} Ready again", "node-back")


@then("the pods that it carried are gone")
def lost_pods_are_gone(stack: LiveStack, lost: LostNode, run: Run) -> None:
    """Its kubelet has ended what nobody could end while it was away."""
    run.recorder.saw(gone=until_lost_pods_are_gone(stack, lost))
