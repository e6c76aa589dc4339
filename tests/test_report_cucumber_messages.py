"""cucumber.ndjson, read back by Cucumber's own classes and held against their types."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from typing import Any

import cucumber_messages as messages
import pytest
from cucumber_messages.json_converter import camel_to_snake
from pydantic import TypeAdapter, ValidationError

from conformance.options import FEATURES
from conformance.record import RunRecord, StepOutcome
from conformance.report import internal_error
from conformance.report.cucumber_messages import cucumber_messages
from conformance.report.cucumber_sources import sources_of
from conformance.verdict import Verdict
from tests.feature_records import real_run
from tests.report_records import STARTED, kept, run

K, B, U, S = Verdict.KEPT, Verdict.BROKEN, Verdict.UNKNOWN, Verdict.SKIPPED
TYPES = TypeAdapter(messages.Envelope)
FOUR = run(("a_1", K), ("a_2", B), ("a_3", U), ("a_4", S))


def plain(record: RunRecord) -> list[dict[str, Any]]:
    """Return the messages as they stand in the file."""
    content = cucumber_messages(record, sources_of(record.scenarios, FEATURES)).decode()
    return [json.loads(line) for line in content.splitlines()]


def typed(record: RunRecord) -> list[Any]:
    return [messages.message_converter.from_dict(line, messages.Envelope) for line in plain(record)]


def of_kind(record: RunRecord, kind: str) -> list[Any]:
    return [line[kind] for line in plain(record) if kind in line]


def results(record: RunRecord) -> list[list[tuple[str, str]]]:
    """Return status and message of each hook and sentence, attempt by attempt."""
    finished = of_kind(record, "testStepFinished")
    return [
        [(each["testStepResult"]["status"], each["testStepResult"].get("message", "")) for each in attempt]
        for _, attempt in groupby(finished, key=lambda each: each["testCaseStartedId"])
    ]


@pytest.mark.parametrize("record", [FOUR, real_run("heal_1", "pods_1")], ids=["composed", "from the files"])
def test_every_message_is_one_of_the_protocol(record: RunRecord) -> None:
    for line in plain(record):
        message = messages.message_converter.from_dict(line, messages.Envelope)
        # types and required fields, by the classes that Cucumber generates from its schemas
        TYPES.validate_json(json.dumps(snake(line)), strict=True)
        # and no field that they do not know
        assert messages.message_converter.to_dict(message) == line


def snake(value: Any) -> Any:
    """Return a message with the names of the classes' fields."""
    if isinstance(value, dict):
        return {camel_to_snake(name): snake(inner) for name, inner in value.items()}
    return [snake(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    "wrong",
    [
        {"testRunStarted": {}},
        {"testRunFinished": {"success": "yes", "timestamp": {"seconds": 1, "nanos": 0}}},
        {"hook": {"id": "1", "sourceReference": {}, "type": "X"}},
    ],
)
def test_the_types_refuse_what_the_protocol_does_not_have(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TYPES.validate_json(json.dumps(snake(wrong)), strict=True)


def test_messages_come_in_the_order_of_cucumbers_own_emitters() -> None:
    kinds = [next(iter(line)) for line in plain(FOUR)]
    assert [kind for kind, _ in groupby(kinds)][:8] == [
        "meta",
        "source",
        "gherkinDocument",
        "pickle",
        "hook",
        "testRunStarted",
        "testCase",
        "testCaseStarted",
    ]  # fmt: skip - one glance
    assert kinds[-2:] == ["testCaseFinished", "testRunFinished"]
    steps = kinds[kinds.index("testCaseStarted") : kinds.index("testCaseFinished") + 1]
    within = ["testStepStarted", "testStepFinished"]
    waiting = ["testStepStarted", "attachment", "testStepFinished"]
    assert steps == ["testCaseStarted", *within * 2, *waiting, *within * 2, "testCaseFinished"]


def test_ids_are_unique_and_every_reference_leads_somewhere() -> None:
    lines = plain(real_run("heal_1", "pods_1", "heal_2"))
    made = [pair[1] for line in lines for pair in walk(line) if pair[0] == "id"]
    assert len(made) == len(set(made))
    referred = {str(value) for line in lines for key, value in walk(line) if key.endswith(("Id", "Ids"))}
    assert referred
    assert referred <= set(made)


def walk(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from walk(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner, key)
    else:
        yield key, value


REASON_BROKEN = "broken: pod keystone-9tq7w never became ready: manifest unknown\nawaited three pods\n"
SEEN = "last seen 2 of 3 ready"


def test_a_sentence_that_failed_tells_the_verdict_and_the_rest_is_skipped() -> None:
    (broken,) = results(run(("a_1", B)))
    assert broken == [
        ("PASSED", ""),
        ("PASSED", ""),
        ("FAILED", REASON_BROKEN + SEEN),
        ("SKIPPED", ""),
        ("PASSED", ""),
    ]


def test_unknown_is_never_green_and_no_promise_broken() -> None:
    (attempt,) = [
        each["testStepResult"]
        for each in of_kind(run(("a_1", U)), "testStepFinished")
        if each["testStepResult"]["status"] == "FAILED"
    ]
    assert attempt["exception"]["type"] == "unknown"
    assert attempt["message"].startswith("unknown: the registry answered 503")


def test_a_promise_broken_at_no_sentence_fails_in_the_hook_at_its_end() -> None:
    record = kept("a_1")
    record.scenarios[0].verdict, record.scenarios[0].reason = B, "an unasked restart"
    assert results(record) == [[*[("PASSED", "")] * 4, ("FAILED", "broken: an unasked restart")]]


def test_a_set_up_that_failed_fails_in_the_hook_before_the_first_sentence() -> None:
    record = run(("a_1", U))
    for step in record.scenarios[0].steps:
        step.outcome = StepOutcome.NOT_RUN
    (attempt,) = results(record)
    assert [status for status, _ in attempt] == ["FAILED", "SKIPPED", "SKIPPED", "SKIPPED", "PASSED"]
    assert attempt[0][1].startswith("unknown: ")


def test_a_skipped_promise_says_what_is_missing() -> None:
    (attempt,) = results(run(("a_1", S)))
    assert attempt[0] == (
        "SKIPPED",
        f"skipped: load_balancer: this cluster gives services no address\nawaited three pods\n{SEEN}",
    )  # fmt: skip - one text
    assert "FAILED" not in {status for status, _ in attempt}


def test_times_are_those_of_the_record() -> None:
    record = kept("a_1")
    (began,) = of_kind(record, "testCaseStarted")
    (ended,) = of_kind(record, "testCaseFinished")
    seconds = int(STARTED.timestamp())
    assert began["timestamp"] == {"seconds": seconds + 10, "nanos": 0}
    assert ended["timestamp"] == {"seconds": seconds + 13, "nanos": 500_000_000}
    durations = [each["testStepResult"]["duration"] for each in of_kind(record, "testStepFinished")]
    assert durations[1] == {"seconds": 0, "nanos": 250_000_000}


def test_a_clock_that_was_put_back_gives_no_negative_duration() -> None:
    record = kept("a_1")
    record.scenarios[0].steps[0].seconds = -3.0
    assert of_kind(record, "testStepFinished")[1]["testStepResult"]["duration"] == {"seconds": 0, "nanos": 0}


def test_only_a_green_run_is_a_success_and_faults_are_its_exception() -> None:
    (green,) = of_kind(kept("a_1"), "testRunFinished")
    assert (green["success"], green["message"]) == (True, "KEPT: the one promise kept")
    (partial,) = of_kind(run(("a_1", K), not_run=["a_2"]), "testRunFinished")
    assert not partial["success"]
    (defect,) = of_kind(run(("a_1", K), faults=[internal_error("a hook failed")]), "testRunFinished")
    assert defect["exception"] == {"type": "suite", "message": "internal error: a hook failed"}


def test_a_run_that_never_finished_has_no_end() -> None:
    record = kept("a_1")
    record.finished = None
    assert "testRunFinished" not in plain(record)[-1]


def test_moments_before_the_epoch_and_without_a_zone_are_moments() -> None:
    record = kept("a_1")
    record.started = (STARTED - timedelta(days=40_000)).replace(tzinfo=None)
    (began,) = of_kind(record, "testRunStarted")
    assert began["timestamp"]["seconds"] == int(STARTED.timestamp()) - 40_000 * 86_400
