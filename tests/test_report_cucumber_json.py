"""cucumber.json, as a server that knows Cucumber-JVM reads it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.options import FEATURES
from conformance.record import RunRecord, StepOutcome
from conformance.report.cucumber_json import cucumber_json
from conformance.report.cucumber_sources import sources_of
from conformance.verdict import Verdict
from tests.feature_records import real_run
from tests.report_records import kept, run

STATUSES = {"passed", "failed", "skipped", "undefined", "pending"}
"""What Cucumber-JVM writes; readers take anything else for passed or refuse the file."""


def features_of(record: RunRecord) -> list[Any]:
    content = cucumber_json(record, sources_of(record.scenarios, FEATURES))
    features: list[Any] = json.loads(content)
    return features


def statuses(element: Any) -> list[str]:
    return [each["result"]["status"] for part in ("before", "steps", "after") for each in element[part]]


def test_a_promise_is_an_element_of_its_feature_with_the_lines_of_the_file() -> None:
    heal, pods = features_of(real_run("heal_1", "pods_1", "heal_2"))
    assert (heal["uri"], heal["name"]) == ("features/heal.feature", "The stack heals")
    assert pods["uri"] == "features/pods.feature"
    lines = (FEATURES / "heal.feature").read_text(encoding="utf-8").splitlines()
    for element in heal["elements"]:
        assert lines[element["line"] - 1].strip() == f"Scenario: {element['name']}"
        for step in element["steps"]:
            assert lines[step["line"] - 1].strip() == step["keyword"] + step["name"]
    assert {"name": "@heal_1"} in heal["elements"][0]["tags"]


def test_the_background_stands_with_the_sentences_of_the_promise() -> None:
    (heal,) = features_of(real_run("heal_1"))
    assert heal["elements"][0]["steps"][0]["keyword"] == "Given "


def test_ids_are_unique() -> None:
    features = features_of(real_run("heal_1", "heal_2", "pods_1"))
    ids = [element["id"] for feature in features for element in feature["elements"]]
    assert ids[0] == "the-stack-heals;heal_1"
    assert len(ids) == len(set(ids)) == 3


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (Verdict.KEPT, ["passed"] * 5),
        (Verdict.BROKEN, ["passed", "passed", "failed", "skipped", "passed"]),
        (Verdict.UNKNOWN, ["passed", "passed", "failed", "skipped", "passed"]),
        (Verdict.SKIPPED, ["skipped", "passed", "skipped", "skipped", "passed"]),
    ],
)
def test_statuses_are_those_that_every_reader_knows(verdict: Verdict, expected: list[str]) -> None:
    ((feature,),) = [features_of(run(("a_1", verdict)))]
    (element,) = feature["elements"]
    assert statuses(element) == expected
    assert set(expected) <= STATUSES


def test_the_reason_stands_at_the_sentence_with_its_verdict() -> None:
    (feature,) = features_of(run(("a_1", Verdict.UNKNOWN)))
    result = feature["elements"][0]["steps"][1]["result"]
    assert (
        result["error_message"].splitlines()[0] == "unknown: the registry answered 503 for memcached:latest"
    )
    assert result["duration"] == 3_000_000_000


def test_a_failed_set_up_is_a_failed_hook() -> None:
    record = run(("a_1", Verdict.UNKNOWN))
    for step in record.scenarios[0].steps:
        step.outcome = StepOutcome.NOT_RUN
    (feature,) = features_of(record)
    (hook,) = feature["elements"][0]["before"]
    assert hook["match"]["location"] == "set-up"
    assert hook["result"]["status"] == "failed"


def test_a_moment_is_utc_in_milliseconds() -> None:
    (feature,) = features_of(kept("a_1"))
    assert feature["elements"][0]["start_timestamp"] == "2026-11-23T04:10:21.000Z"


def test_a_run_of_nothing_is_an_empty_list() -> None:
    assert features_of(run(faults=["no answer"])) == []
