from __future__ import annotations

import json
from dataclasses import replace

import pytest

from conformance.image_difference.found import NotTold, Part, as_json, lines_of, parts_of
from conformance.image_difference.upgrade_check import Checked
from tests.image_differences import image_difference

FAILED = Checked("Check default roles", "failure", "Roles are not immutable: admin")


def test_a_terminal_is_told_of_long_parts_only_how_many() -> None:
    assert list(lines_of(image_difference())) == [
        "packages: pip: 1 other versions, 0 new, 1 gone",
        "packages: dpkg: 1 other versions, 0 new, 0 gone",
        "upgrade check: 1 success, 0 warning, 0 failure",
        "upgrade check: success: Check default roles are immutable (Default roles are immutable.)",
        "settings: 1 changed (1 of them felt), 0 new, 0 gone, 0 newly deprecated",
        "answers: 1 of 60 requests answered otherwise",
        "answers: GET /v3/<regions>: 200 → 500",
        "logs: new: 1 deprecations, 0 warnings, 0 errors; no longer said: 0",
        "time and memory: token issue p50: 249 ms (239 ms to 260 ms) → 349 ms (339 ms to 360 ms): more "
        "(100 readings)",
        "time and memory: token issue p95: 294 ms (289 ms to 299 ms) → 394 ms (389 ms to 399 ms): more "
        "(100 readings)",
    ]


def test_every_part_has_its_lines() -> None:
    parts = dict(parts_of(image_difference()))
    assert [*parts, Part.MIGRATION] == list(Part), "a migration is only told where it was asked for"
    assert "pip scrypt: 0.8 → not there" in parts[Part.PACKAGES]
    assert parts[Part.SETTINGS][1:] == ("token.life: default 1 → 2",)
    assert parts[Part.LOGS][1:] == ("new, 2 times: deprecation flask/app.py: it goes",)


def test_what_is_not_told_says_why_and_what_failed_is_a_doubt() -> None:
    found = replace(image_difference(), settings=None, measured=None)
    assert not found.doubts
    found.not_told = {
        Part.SETTINGS: NotTold("exec_tools: no python", lacking=True),
        Part.MEASURED: NotTold("answered 500\nin place of 201", lacking=False),
    }
    told = dict(parts_of(found))
    assert told[Part.SETTINGS] == ("not told: exec_tools: no python",)
    assert "time and memory: not told: answered 500 in place of 201" in list(lines_of(found))
    assert found.doubts == ("time and memory: answered 500\nin place of 201",)


def test_what_is_lacking() -> None:
    nothing = replace(image_difference(), checked=None, packages=None)
    assert [part for part in Part if nothing.lacks(part)] == [
        Part.PACKAGES,
        Part.UPGRADE_CHECK,
        Part.MIGRATION,
    ]


def test_a_failed_upgrade_check_speaks_against_the_image() -> None:
    assert image_difference().refusals == ()
    assert image_difference(FAILED).refusals == (
        "upgrade check: failure: Check default roles (Roles are not immutable: admin)",
    )


def test_programs_get_all_of_it() -> None:
    content = json.loads(as_json(image_difference(FAILED)))
    assert (content["kind"], content["format"]) == ("keystone-conformance image difference", 1)
    assert content["measured"][0]["before"]["interval"] == pytest.approx({"low": 0.239, "high": 0.26})
    assert content["logs"]["new"] == [
        [{"level": "deprecation", "who": "flask/app.py", "words": "it goes"}, 2]
    ]
    assert content["refusals"] == list(image_difference(FAILED).refusals)
