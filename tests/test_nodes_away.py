"""Nodes that the run has switched off are switched on again, whatever becomes of the scenario."""

from __future__ import annotations

from typing import Any, cast

import pytest

from conformance.errors import EnvironmentFault, InternalError
from conformance.live_stack import LiveStack
from conformance.nodes_away import NodesAway
from tests.test_lost_node import Box


class Stack:
    """A stack that waits for what it is told, and may not see it come."""

    def __init__(self, fault: EnvironmentFault | None = None) -> None:
        self.fault = fault
        self.awaited: list[str] = []

    def until(self, _: Any, awaited: str, event: str) -> None:
        self.awaited.append(f"{awaited} ({event})")
        if self.fault:
            raise self.fault


def stacks(stack: Stack) -> list[LiveStack]:
    return [cast("LiveStack", stack)]


def test_a_node_is_switched_off_and_on_again_and_awaited_once() -> None:
    box, stack = Box("n1", "n2"), Stack()
    away = NodesAway(box)
    away.lose("n2", "boot-1")
    away.bring_back(stacks(stack))
    away.bring_back(stacks(stack))
    assert box.done == ["stop n2", "start n2"]
    assert stack.awaited == ["node n2 Ready again (node-back)"]


def test_one_that_a_sentence_has_switched_on_is_not_waited_for_again() -> None:
    box, stack = Box("n1", "n2"), Stack()
    away = NodesAway(box)
    away.lose("n2", "boot-1")
    away.switch_on("n2")
    assert away.staying_away(stacks(stack)) == []
    assert (box.done, stack.awaited) == (["stop n2", "start n2"], [])


def test_one_that_does_not_come_is_told_and_not_started_for_ever() -> None:
    box = Box("n1", "n2")
    away = NodesAway(box)
    away.lose("n1", "boot-1")
    stack = Stack(EnvironmentFault("nothing comes", "look"))
    (told,) = away.staying_away(stacks(stack))
    assert told.startswith("a node that was switched off stays away: nothing comes")
    assert away.staying_away(stacks(stack)) == []


def test_where_no_node_may_be_lost_none_is() -> None:
    assert NodesAway().losable == ()
    with pytest.raises(InternalError):
        NodesAway().lose("n1", "boot-1")
