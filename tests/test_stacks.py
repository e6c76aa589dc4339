"""Which stack a scenario gets, and what becomes of it."""

from __future__ import annotations

from collections.abc import Collection
from types import SimpleNamespace
from typing import Any, cast

import pytest

from conformance import stacks as module
from conformance.errors import ClusterUnreachable, PromiseBroken
from conformance.live_stack import LiveStack
from conformance.observed import Snapshot
from conformance.stack import Role
from conformance.stack_maker import StackMaker
from conformance.stacks import WITHOUT_PUBLIC_SERVICE, Stacks


class PlayedMaker:
    """Makes stacks of nothing and notes what was asked for."""

    api = None

    def __init__(self) -> None:
        self.asked_to_go: list[str] = []
        self.asked: list[tuple[str, Collection[Role] | None]] = []
        self.ahead: list[bool] = []
        self.refusal: PromiseBroken | None = None
        self.closed: list[str] = []

    def make(self, purpose: str, roles: Collection[Role] | None = None, *, ahead: bool = False) -> LiveStack:
        self.asked.append((purpose, roles))
        self.ahead.append(ahead)
        if self.refusal:
            raise self.refusal
        stack = SimpleNamespace(
            namespace=f"run-{purpose}", close=lambda: self.closed.append(purpose), snapshot=Snapshot()
        )
        return cast(LiveStack, stack)

    def ask_to_go(self, namespace: str) -> list[str]:
        self.asked_to_go.append(namespace)
        return []


def pool() -> tuple[Stacks, PlayedMaker]:
    maker = PlayedMaker()
    return Stacks(cast(StackMaker, maker)), maker


def test_the_stack_that_is_looked_at_is_deployed_once() -> None:
    stacks, maker = pool()
    assert stacks.looked_at() is stacks.looked_at()
    assert maker.asked == [("looked-at-1", None)]


def test_a_refused_manifest_is_the_answer_to_all_who_look() -> None:
    stacks, maker = pool()
    maker.refusal = PromiseBroken("manifest not accepted: Pod keystone-db")
    for _ in range(2):
        with pytest.raises(PromiseBroken, match="not accepted"):
            stacks.looked_at()
    assert len(maker.asked) == 1


def test_disturbing_leaves_the_shared_stack_alone_while_somebody_is_to_look_at_it() -> None:
    stacks, _ = pool()
    shared = stacks.looked_at()
    assert stacks.disturbed(nobody_looks=False) is not shared
    assert stacks.looked_at() is shared


def test_the_shared_stack_is_disturbed_when_nobody_is_to_look_at_it_any_more() -> None:
    stacks, _ = pool()
    shared = stacks.looked_at()
    assert stacks.disturbed(nobody_looks=True) is shared
    assert stacks.is_disturbed(shared)
    assert stacks.looked_at() is not shared


def test_a_disturbed_stack_is_handed_on() -> None:
    stacks, maker = pool()
    first = stacks.disturbed(nobody_looks=True)
    assert stacks.disturbed(nobody_looks=True) is first
    stacks.discard(first)
    assert stacks.disturbed(nobody_looks=True) is not first
    assert maker.asked_to_go == [first.namespace]


def test_a_stack_of_its_own_has_what_was_asked_for_and_ends() -> None:
    stacks, maker = pool()
    own = stacks.own([Role.DATABASE])
    assert stacks.own() is not own
    assert [roles for _, roles in maker.asked] == [[Role.DATABASE], WITHOUT_PUBLIC_SERVICE]
    assert not stacks.is_shared(own)
    stacks.discard(own)
    assert (maker.asked_to_go, maker.closed) == ([own.namespace], ["own-1"])
    assert own not in stacks.live


def test_a_stack_laid_out_ahead_is_the_next_own_one() -> None:
    stacks, maker = pool()
    stacks.lay_out_ahead()
    stacks.lay_out_ahead()
    assert (maker.asked, maker.ahead) == ([("own-1", WITHOUT_PUBLIC_SERVICE)], [True])
    partly = stacks.own([Role.DATABASE])
    laid_out = stacks.own()
    assert (partly.namespace, laid_out.namespace) == ("run-own-2", "run-own-1")
    assert stacks.own() is not laid_out
    assert not stacks.is_shared(laid_out)


def test_what_cannot_be_laid_out_ahead_is_told_to_the_one_who_asks() -> None:
    stacks, maker = pool()
    maker.refusal = PromiseBroken("manifest not accepted: Pod keystone-db")
    stacks.lay_out_ahead()
    with pytest.raises(PromiseBroken, match="not accepted"):
        stacks.own()


def test_a_lost_connection_proves_nothing_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: object) -> Any:
        raise ClusterUnreachable("the API server does not answer (timed out)")

    names = ["run-looked-at-1", "run-own-2"]
    monkeypatch.setattr(module, "what_remains", lost)
    maker = SimpleNamespace(
        api=None,
        namespaces=names,
        record=SimpleNamespace(run_id="run"),
        waiter=lambda _: SimpleNamespace(until_answers=lost),
        ask_to_go=lambda _: [],
    )
    left = Stacks(cast(StackMaker, maker)).take_away()
    assert left == [
        f"namespace {name}: not known to be gone: the API server does not answer (timed out)"
        for name in names
    ]
