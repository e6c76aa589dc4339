from __future__ import annotations

import pytest

from conformance.errors import MissingCapability
from conformance.update.start_lines import changed_once, did_at_start

NOTHING, EXPAND = "nothing to set up", "db_sync --expand"
OLD, NEW = ("a1",), ("b2",)


def test_what_a_start_did_is_in_its_line() -> None:
    lines = ["x", "keystone: serving on 5000 and 35357 after 1.9 s (db_sync --expand)", "y"]
    assert did_at_start(lines) == EXPAND
    assert did_at_start(["keystone: stopped"]) == ""


def test_a_pending_change_is_made_by_one() -> None:
    assert changed_once({"a": EXPAND, "b": NOTHING}, OLD, NEW) == []
    assert changed_once({"a": NOTHING, "b": NOTHING}, OLD, OLD) == []


def test_two_that_change_it_are_named() -> None:
    wrong = changed_once({"a": EXPAND, "b": EXPAND, "c": NOTHING}, OLD, NEW)
    assert wrong == ["schema: 2 replicas changed it, a, b"]


def test_what_nobody_did_and_what_was_not_pending_is_wrong() -> None:
    assert changed_once({"a": NOTHING}, OLD, NEW)[0].startswith("schema: it has other revisions")
    assert changed_once({"a": EXPAND}, OLD, OLD) == [
        "schema: pod a did db_sync --expand, and the revisions are those of before"
    ]


def test_of_an_image_that_says_nothing_nobody_knows_how_many_changed_it() -> None:
    with pytest.raises(MissingCapability, match="start_log: no start of the new image says what it did"):
        changed_once({"a": "", "b": ""}, OLD, NEW)
    assert changed_once({"a": "", "b": ""}, OLD, OLD) == []
