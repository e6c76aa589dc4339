"""One update for several scenarios, and the stack that it is made on."""

from __future__ import annotations

import pytest

from conformance.errors import EnvironmentFault
from conformance.update.observed import ObservedUpdate
from conformance.update.shared import SharedUpdates
from tests.observed_updates import updated
from tests.test_stacks import pool


def test_an_update_is_made_by_the_first_who_asks() -> None:
    updates, seen = SharedUpdates(), updated()
    assert not updates.was_made("one by one")
    assert updates.get("one by one", lambda: seen) is seen
    assert updates.was_made("one by one")
    assert updates.get("one by one", updated) is seen, "nobody makes it again"


def test_what_kept_it_from_being_made_is_told_to_all_who_ask() -> None:
    updates, asked = SharedUpdates(), []

    def fail() -> ObservedUpdate:
        asked.append(1)
        raise EnvironmentFault("the node went", "look at it")

    for _ in range(2):
        with pytest.raises(EnvironmentFault, match="the node went"):
            updates.get("one by one", fail)
    assert asked == [1]
    assert updates.was_made("one by one")


def test_the_stack_is_taken_over_from_those_that_nobody_needs_any_more() -> None:
    stacks, maker = pool()
    disturbed = stacks.disturbed(nobody_looks=False)
    assert stacks.updated(nobody_else=True) is disturbed
    assert stacks.is_shared(disturbed)
    assert not stacks.is_disturbed(disturbed), "it is not held to its manifests any more"
    assert stacks.disturbed(nobody_looks=True) is not disturbed
    assert [purpose for purpose, _ in maker.asked] == ["disturbed-1", "disturbed-2"]


def test_it_is_one_of_its_own_while_others_are_needed_and_stays() -> None:
    stacks, maker = pool()
    looked_at = stacks.looked_at()
    first = stacks.updated(nobody_else=False)
    assert first is not looked_at
    assert stacks.updated(nobody_else=True) is first
    assert maker.asked[-1] == ("updated-2", None)


def test_one_that_is_discarded_is_made_again() -> None:
    stacks, maker = pool()
    stacks.discard(stacks.updated(nobody_else=True))
    assert maker.asked_to_go == ["run-updated-1"]
    stacks.updated(nobody_else=True)
    assert len(maker.asked) == 2
