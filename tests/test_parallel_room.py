"""How many are judged at once where a cluster has room for so many."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest

from conformance.errors import BadInput, CredentialsRefused
from conformance.inputs import Inputs
from conformance.parallel import room as module
from conformance.parallel.number import MOST, read_workers
from conformance.parallel.patience_beside import patience_beside
from conformance.parallel.room import Room, room_of, room_on, workers_that_fit
from conformance.patience import PAUSES, Patience
from conformance.plan.stack_size import StackSize


def node(name: str = "a", cpu: str = "2", pods: str = "110", **spec: Any) -> dict[str, Any]:
    return {"metadata": {"name": name}, "spec": spec, "status": {"allocatable": {"cpu": cpu, "pods": pods}}}


def pod(on: str = "a", phase: str = "Running", *cpu: str) -> dict[str, Any]:
    containers = [{"resources": {"requests": {"cpu": each}}} for each in cpu] or [{}]
    return {"spec": {"nodeName": on, "containers": containers}, "status": {"phase": phase}}


def test_what_runs_and_what_it_requests_is_taken_off() -> None:
    there = [pod("a", "Running", "500m", "0.25"), pod(), pod("a", "Succeeded", "1"), pod("elsewhere")]
    assert room_of([node()], there) == Room(108, Decimal("1.25"))


@pytest.mark.parametrize(
    "spec", [{"unschedulable": True}, {"taints": [{"key": "gpu", "effect": "NoSchedule"}]}]
)
def test_a_node_that_takes_no_pods_has_no_room(spec: dict[str, Any]) -> None:
    taints = [{"key": "slow", "effect": "PreferNoSchedule"}]
    assert room_of([node(), node("b", **spec)], []) == Room(110, Decimal(2))
    assert room_of([node(), node("b", taints=taints)], []).cpu == 4


def need(workers: int) -> StackSize:
    return StackSize(pods=4 * workers, cpu_requested=Decimal("0.5") * workers)


def test_as_many_are_used_as_there_is_room_for_and_one_at_least() -> None:
    assert workers_that_fit(4, Room(110, Decimal(2)), need) == 4
    assert workers_that_fit(4, Room(110, Decimal("1.9")), need) == 3
    assert workers_that_fit(4, Room(9, Decimal(8)), need) == 2
    assert workers_that_fit(4, Room(0, Decimal(0)), need) == 1


def test_where_nodes_may_not_be_seen_what_was_asked_for_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Any:
        raise CredentialsRefused("a right is missing: list nodes")

    monkeypatch.setattr(module, "request", refuse)
    assert room_on(cast(Any, None)) is None
    assert workers_that_fit(4, None, need) == 4


def test_a_cluster_without_a_node_makes_them_when_they_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "request", lambda *_: SimpleNamespace(content={"items": []}))
    assert room_on(cast(Any, None)) is None


@pytest.mark.parametrize("text", ["0", str(MOST + 1), "-1", "two", "", "²", "1.5"])
def test_a_number_that_nobody_can_judge_by_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=f"one from 1 to {MOST}"):
        read_workers(text)
    assert read_workers("4") == 4


def inputs(*, kubebox: bool, named: tuple[str, ...] = ()) -> Inputs:
    options = SimpleNamespace(on_kubebox=kubebox, patience=named)
    patience = Patience.for_cluster(kubebox=kubebox).with_overrides(named)
    return cast(Inputs, SimpleNamespace(options=options, patience=patience))


def test_stacks_that_share_one_machine_are_given_as_many_times_as_long() -> None:
    one, four = (patience_beside(inputs(kubebox=True, named=("token=7",)), n) for n in (1, 4))
    assert four["keystone-answers"] == 4 * one["keystone-answers"]
    assert four["token"] == 7, "what was given by name stays"
    assert [four[pause] for pause in PAUSES] == [one[pause] for pause in PAUSES], "which are no bounds"


def test_on_a_cluster_patience_is_that_of_a_serial_run() -> None:
    elsewhere = inputs(kubebox=False)
    assert patience_beside(elsewhere, 4) is elsewhere.patience
