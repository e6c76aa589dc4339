"""Stacks in turn in one given namespace: each waits until the one before is gone, and the Lease goes last."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from conformance.errors import ClusterUnreachable, EnvironmentFault
from conformance.given import stack_maker as maker_module
from conformance.given import stacks_in_turn as module
from conformance.given.stack_maker import GivenStackMaker
from conformance.given.stacks_in_turn import StacksInTurn
from conformance.live_stack import LiveStack
from conformance.observed import Snapshot
from conformance.patience import Patience
from conformance.wait import Waiter
from tests.played_cluster import RUN
from tests.recorded.played import PlayedClock
from tests.test_stack_maker import maker


class PlayedMaker:
    """Makes stacks of nothing in `team-a`, and notes in order what is done there."""

    namespace = "team-a"
    api = None
    kinds = ("Service", "Pod")
    record = SimpleNamespace(run_id=RUN)
    lease = SimpleNamespace(give_up=lambda: None, release=lambda: None)

    def __init__(self, done: list[str]) -> None:
        self.done = done
        self.namespaces: list[str] = []

    def make(self, purpose: str, *_: object, **__: object) -> LiveStack:
        self.namespaces = [self.namespace]
        self.done.append(f"make {purpose}")
        stack = SimpleNamespace(namespace=self.namespace, close=lambda: None, snapshot=Snapshot())
        return cast(LiveStack, stack)

    def ask_to_go(self, _namespace: str, _timeout: float = 2.0) -> list[str]:
        self.done.append("ask")
        return []

    def waiter(self, _: None) -> Waiter:
        return Waiter(None, Patience.for_cluster(kubebox=True), clock=PlayedClock())


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def stacks(done: list[str], monkeypatch: pytest.MonkeyPatch) -> StacksInTurn:
    """What is asked to go is there for one look more."""

    def remains(*_: object) -> list[Any]:
        done.append("look")
        return ["service db"] if done[-2] == "ask" else []

    monkeypatch.setattr(module, "what_remains_of", remains)
    monkeypatch.setattr(module, "delete_lease", lambda *_: done.append("lease"))
    return StacksInTurn(cast(GivenStackMaker, PlayedMaker(done)))


def test_the_first_stack_waits_for_nothing(stacks: StacksInTurn, done: list[str]) -> None:
    shared = stacks.looked_at()
    assert stacks.disturbed(nobody_looks=True) is shared
    assert done == ["make looked-at-1"]


def test_the_next_stack_is_made_when_the_one_before_is_gone(stacks: StacksInTurn, done: list[str]) -> None:
    first = stacks.looked_at()
    stacks.own()
    assert stacks.looked_at() is not first
    assert [each for each in done if each.startswith("make")] == [
        "make looked-at-1",
        "make own-2",
        "make looked-at-3",
    ]
    assert done[-1] == "make looked-at-3"
    assert done[-3:-1] == ["look", "look"]
    assert len(stacks.live) == 1


def test_nothing_is_laid_out_ahead(stacks: StacksInTurn, done: list[str]) -> None:
    stacks.lay_out_ahead()
    assert done == []


def test_the_lease_goes_when_all_else_has(stacks: StacksInTurn, done: list[str]) -> None:
    assert stacks.take_away() == []
    assert done == []
    stacks.looked_at()
    assert stacks.take_away() == []
    assert done[-3:] == ["look", "look", "lease"]


def test_a_lost_connection_proves_nothing_gone(
    stacks: StacksInTurn, monkeypatch: pytest.MonkeyPatch, done: list[str]
) -> None:
    def lost(*_: object) -> Any:
        raise ClusterUnreachable("no answer")

    stacks.looked_at()
    monkeypatch.setattr(module, "what_remains_of", lost)
    assert stacks.take_away() == ["namespace team-a: not known to be emptied: no answer"]
    assert "lease" not in done


def test_an_interrupted_run_says_that_the_namespace_stays(stacks: StacksInTurn) -> None:
    stacks.looked_at()
    assert stacks.request_teardown() == []
    assert stacks.what_goes("team-a") == "what the run made in team-a"


def given_maker(
    monkeypatch: pytest.MonkeyPatch, claimed: Exception | None, occupied: Exception | None
) -> Any:
    """Return a maker whose namespace is refused, or has something in the way."""

    def either(error: Exception | None) -> Any:
        def do(*_: object) -> None:
            if error is not None:
                raise error

        return do

    monkeypatch.setattr(maker_module, "claim", either(claimed))
    monkeypatch.setattr(maker_module, "refuse_occupied", either(occupied))
    plain = maker()
    options = SimpleNamespace(
        **vars(plain.inputs.options),
        namespace="team-a",
        kubeconfig=None,
        context="here",
        box=None,
        in_cluster=False,
    )
    inputs = SimpleNamespace(
        **{**vars(plain.inputs), "options": options}, kinds=frozenset({"Pod"}), manifests=None
    )
    return GivenStackMaker(
        plain.api,
        cast(Any, inputs),
        plain.record,
        plain.recorder,
        plain.progress,
        plain.lease,
        plain.redactor,
    )


def test_a_namespace_that_is_in_use_is_not_the_runs_and_not_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = given_maker(monkeypatch, EnvironmentFault("in use by run X"), None)
    for _ in range(2):
        with pytest.raises(EnvironmentFault, match="in use by run X"):
            made.make("looked-at-1")
    assert made.namespaces == []


def test_what_is_in_the_way_refuses_every_stack_and_the_lease_is_the_runs_to_take_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = given_maker(monkeypatch, None, EnvironmentFault("has service db"))
    for _ in range(2):
        with pytest.raises(EnvironmentFault, match="has service db"):
            made.make("looked-at-1")
    assert made.namespaces == ["team-a"]


def test_a_lost_connection_may_have_left_a_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    made = given_maker(monkeypatch, ClusterUnreachable("no answer"), None)
    with pytest.raises(ClusterUnreachable):
        made.make("looked-at-1")
    assert made.namespaces == ["team-a"]


@pytest.mark.parametrize("lost", ["claim", "refuse_occupied"])
def test_a_question_that_got_no_answer_is_asked_again_before_a_stack_is_made(
    lost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = given_maker(monkeypatch, None, None)
    asked: list[str] = []

    def noted(name: str) -> Any:
        def ask(*_: object) -> None:
            asked.append(name)
            if name == lost and asked.count(name) == 1:
                raise ClusterUnreachable("no answer")

        return ask

    for name in ("claim", "refuse_occupied"):
        monkeypatch.setattr(maker_module, name, noted(name))
    for _ in range(3):
        # the Lease of this maker's stacks cannot be held: none gets further
        with pytest.raises(ClusterUnreachable, match="no answer"):
            made.make("own-1")
    both = ["claim", "refuse_occupied"]
    assert asked == (["claim", *both] if lost == "claim" else both * 2)
    assert made.namespaces == ["team-a"]
