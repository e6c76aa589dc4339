from __future__ import annotations

from collections.abc import Mapping

from conformance.update.inventory import Inventory, added, lost, still_there, take_inventory
from tests.played_http import Asked, Reply, played

BEFORE = Inventory(
    {
        "users": {"u1": {"id": "u1", "name": "jane", "enabled": True}},
        "role_assignments": {'{"role": "r1"}': {"role": "r1"}},
    }
)


def changed(**fields: object) -> Inventory:
    return Inventory({**BEFORE.kinds, "users": {"u1": {**BEFORE.kinds["users"]["u1"], **fields}}})


def test_what_is_there_field_by_field_is_not_lost() -> None:
    assert lost(BEFORE, BEFORE) == []
    assert BEFORE.counts == {"users": 1, "role_assignments": 1}
    assert BEFORE.hashes() == BEFORE.hashes(BEFORE)


def test_an_item_that_is_gone_is_named() -> None:
    assert lost(BEFORE, Inventory({**BEFORE.kinds, "users": {}})) == ["users: jane is gone"]
    assert lost(BEFORE, Inventory({})) == ["users: jane is gone", "role_assignments: one is gone"]


def test_a_field_that_changed_or_went_is_named_and_changes_the_hash() -> None:
    assert lost(BEFORE, changed(enabled=False)) == ["users: jane has another enabled"]
    without = Inventory({**BEFORE.kinds, "users": {"u1": {"id": "u1", "name": "jane"}}})
    assert lost(BEFORE, without) == ["users: jane has no enabled any more"]
    assert changed(enabled=False).hashes(BEFORE) != BEFORE.hashes()


def test_what_is_new_breaks_nothing_and_is_told() -> None:
    more = changed(options={})
    assert lost(BEFORE, more) == []
    assert added(BEFORE, more) == ["users: the field options is new"]
    assert more.hashes(BEFORE) == BEFORE.hashes(), "over the fields that were there before"
    assert more.hashes() != BEFORE.hashes()
    newer = Inventory({**BEFORE.kinds, "regions": {"r": {"id": "r"}}})
    assert added(BEFORE, newer) == ["regions: r is new"]


def test_a_field_more_of_an_assignment_makes_it_no_other_one() -> None:
    """They have no identifier, and were held against each other by all their fields."""
    assignment = {"role": {"id": "r1"}, "user": {"id": "u1"}, "scope": {"project": {"id": "p1"}}}
    before, after = taken(assignment), taken({**assignment, "condition": "none"})
    assert lost(before, after) == []
    assert added(before, after) == ["role_assignments: the field condition is new"]
    assert lost(before, taken({**assignment, "user": {"id": "u2"}})) == ["role_assignments: one is gone"]


def taken(assignment: Mapping[str, object]) -> Inventory:
    def listed(asked: Asked) -> Reply:
        kind = asked.path.rpartition("/")[2]
        return Reply(200, {kind: [assignment] if kind == "role_assignments" else []})

    with played(listed) as keystone:
        return take_inventory(keystone.url, "token", timeout=5.0)


def test_a_domain_is_gone_where_nothing_in_it_is_left() -> None:
    """Some of its users had been enough, and of projects and the domain itself nobody had asked."""
    own = {"domain_id": "d1"}
    before = Inventory(
        {
            "domains": {"d1": {"id": "d1", "name": "own"}, "default": {"id": "default", "name": "Default"}},
            "users": {name: {"id": name, "name": name, **own} for name in ("jane", "john")},
            "projects": {"p1": {"id": "p1", "name": "work", **own}},
        }
    )
    empty = Inventory({"domains": {"default": {"id": "default", "name": "Default"}}, "users": {}})
    assert still_there(before, empty, "d1") == []
    half = Inventory({**empty.kinds, "users": {"john": before.kinds["users"]["john"]}})
    assert still_there(before, half, "d1") == ["users: john is there still"]
    assert still_there(before, before, "d1") == [
        "domains: own is there still",
        "users: jane is there still",
        "users: john is there still",
        "projects: work is there still",
    ]
