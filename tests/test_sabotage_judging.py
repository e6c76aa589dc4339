from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from conformance.exit_codes import ExitCode
from conformance.record import RunRecord, ScenarioRecord
from conformance.verdict import Verdict
from sabotage.judged_again import doubtful
from sabotage.judging import failed_step, judge_kept, judge_mutant, not_judged
from sabotage.junit import junit_xml
from sabotage.mutant import AT_THE_END, Mutant, breaks, leaves_unknown
from sabotage.outcome import Outcome, Sabotage, row_of
from sabotage.report import as_json, as_page
from sabotage.row_lines import row_lines, summary
from tests.report_records import run, scenario

READY = "three pods are ready"
"""The sentence at which a scenario of tests/report_records.py fails."""


def found(record: RunRecord, mutant: Mutant) -> list[Outcome]:
    return [finding.outcome for finding in judge_mutant(mutant, record)]


def mutant(step: str = READY, phrase: str = "manifest unknown", *must_not_break: str) -> Mutant:
    return Mutant("m", "what", breaks("pods_3", step, phrase), must_not_break=must_not_break)


def broken_at_the_end() -> ScenarioRecord:
    record = scenario("pods_3", Verdict.KEPT)
    record.verdict, record.reason = Verdict.BROKEN, "pod keystone-4xk2p wrote a traceback"
    return record


def test_a_mutant_that_is_found_where_it_should_be_is_killed() -> None:
    assert found(run(("pods_3", Verdict.BROKEN)), mutant()) == [Outcome.KILLED]


@pytest.mark.parametrize("verdict", [Verdict.KEPT, Verdict.SKIPPED])
def test_a_mutant_that_no_promise_notices_survives(verdict: Verdict) -> None:
    assert found(run(("pods_3", verdict)), mutant()) == [Outcome.SURVIVED]


def test_another_sentence_is_elsewhere() -> None:
    assert found(run(("pods_3", Verdict.BROKEN)), mutant("no pod is touched")) == [Outcome.KILLED_ELSEWHERE]


def test_other_words_and_another_verdict_are_the_wrong_cause() -> None:
    assert found(run(("pods_3", Verdict.BROKEN)), mutant(phrase="quota")) == [Outcome.WRONG_CAUSE]
    assert found(run(("pods_3", Verdict.UNKNOWN)), mutant(phrase="503")) == [Outcome.WRONG_CAUSE]


def test_an_unknown_verdict_may_be_what_is_expected() -> None:
    expected = Mutant("m", "what", leaves_unknown("pods_3", READY, "the registry answered 503"))
    assert found(run(("pods_3", Verdict.UNKNOWN)), expected) == [Outcome.KILLED]


def test_the_phrase_must_stand_in_the_first_line() -> None:
    record = run(("pods_3", Verdict.BROKEN))
    record.scenarios[0].reason = "something else\nmanifest unknown"
    assert found(record, mutant()) == [Outcome.WRONG_CAUSE]


def test_an_invariant_at_the_end_has_a_name_of_its_own() -> None:
    record = run(("pods_3", Verdict.KEPT))
    record.scenarios = [broken_at_the_end()]
    assert failed_step(record.scenarios[0]) == AT_THE_END
    assert found(record, mutant(AT_THE_END, "a traceback")) == [Outcome.KILLED]
    assert found(record, mutant(READY, "a traceback")) == [Outcome.KILLED_ELSEWHERE]


def test_a_promise_that_must_not_break_is_elsewhere_when_it_does() -> None:
    both = run(("pods_3", Verdict.BROKEN), ("token_1", Verdict.BROKEN))
    kept = run(("pods_3", Verdict.BROKEN), ("token_1", Verdict.KEPT))
    assert found(both, mutant(READY, "unknown", "token_1")) == [Outcome.KILLED, Outcome.KILLED_ELSEWHERE]
    assert found(kept, mutant(READY, "unknown", "token_1")) == [Outcome.KILLED]


def test_a_promise_without_a_verdict_is_not_judged() -> None:
    record = run(faults=["the API server does not answer"])
    (finding,) = judge_mutant(mutant(), record)
    assert (finding.outcome, finding.first_line) == (Outcome.NOT_JUDGED, "the API server does not answer")


def test_each_promise_of_a_mutant_is_judged() -> None:
    two = Mutant("m", "what", breaks("pods_3", READY, "unknown") + breaks("heal_1", READY, "unknown"))
    record = run(("pods_3", Verdict.BROKEN), ("heal_1", Verdict.KEPT))
    assert found(record, two) == [Outcome.KILLED, Outcome.SURVIVED]
    assert row_of("m", "what", "mutant", judge_mutant(two, record), 1.0, "").promise == "heal_1"


def test_a_healthy_variant_keeps_all() -> None:
    (praise,) = judge_kept(["pods_1", "pods_3"], run(("pods_1", Verdict.KEPT), ("pods_3", Verdict.KEPT)))
    assert (praise.outcome, praise.first_line) == (Outcome.HEALTHY, "2 promises kept")


@pytest.mark.parametrize("verdict", [Verdict.BROKEN, Verdict.UNKNOWN, Verdict.SKIPPED])
def test_a_healthy_variant_that_is_not_kept_is_a_false_alarm(verdict: Verdict) -> None:
    (alarm,) = judge_kept(["pods_1", "pods_3"], run(("pods_1", Verdict.KEPT), ("pods_3", verdict)))
    assert (alarm.outcome, alarm.promise) == (Outcome.FALSE_ALARM, "pods_3")


def test_a_healthy_variant_that_leaves_something_behind_is_a_false_alarm() -> None:
    record = run(("pods_1", Verdict.KEPT), left_behind=["namespace x"])
    assert record.exit_code is ExitCode.LEFT_BEHIND
    (alarm,) = judge_kept(["pods_1"], record)
    assert (alarm.outcome, alarm.first_line) == (Outcome.FALSE_ALARM, "namespace x")


def test_a_healthy_variant_that_did_not_run_at_all_is_not_judged() -> None:
    (finding,) = judge_kept(["pods_1"], run(faults=["interrupted"]))
    assert finding.outcome is Outcome.NOT_JUDGED


@pytest.mark.parametrize("verdict", [Verdict.KEPT, Verdict.BROKEN, Verdict.UNKNOWN])
def test_a_run_in_which_the_suite_itself_failed_is_not_judged(verdict: Verdict) -> None:
    defect = "internal error: pods_3: a defect of the suite: KeyError: 'x'"
    record = run(("pods_3", verdict), faults=[defect])
    assert record.exit_code is ExitCode.INTERNAL_ERROR
    for findings in (judge_kept(["pods_3"], record), judge_mutant(mutant(), record)):
        row = row_of("m", "what", "mutant", findings, 1.0, "")
        assert (row.outcome, row.first_line) == (Outcome.NOT_JUDGED, defect)
        assert doubtful([row]) == []


def result() -> Sabotage:
    record = run(("pods_3", Verdict.BROKEN))
    killed = row_of("a", "One.", "mutant", judge_mutant(mutant(), record), 2.0, "runs/a")
    wrong = row_of("b", "Two <b>.", "mutant", judge_mutant(mutant(phrase="x"), record), 3.0, "runs/b")
    none = row_of("c", "Three.", "mutant", (not_judged("pods_3", "no record"),), 0.0, "runs/c")
    healthy = row_of(
        "d", "Four.", "healthy variant", judge_kept(["k_1"], run(("k_1", Verdict.KEPT))), 4.0, "runs/d"
    )
    return Sabotage("20261124-1", [killed, wrong, none, healthy], not_run=["e"], seconds=61.0)


def test_the_json_has_the_counts_and_a_row_a_mutant() -> None:
    read = json.loads(as_json(result()))
    counts = {"killed": 1, "survived": 0, "killed_elsewhere": 0, "wrong_cause": 1, "not_judged": 1}
    assert read["counts"] == {**counts, "healthy": 1, "false_alarms": 0}
    first = read["rows"][0]
    assert {key: first[key] for key in ("name", "what", "promise", "verdict", "step", "seconds")} == {
        "name": "a",
        "what": "One.",
        "promise": "pods_3",
        "verdict": "broken",
        "step": READY,
        "seconds": 2.0,
    }
    assert first["first_line"].startswith("pod keystone-9tq7w")
    assert read["not_run"] == ["e"]


def test_the_junit_file_fails_for_what_was_not_found_as_expected() -> None:
    cases = {
        case.get("name"): [child.tag for child in case]
        for case in ET.fromstring(junit_xml(result())).iter("testcase")
    }
    assert cases == {"a": [], "b": ["failure"], "c": ["error"], "d": [], "e": ["error"]}


def test_the_page_shows_what_was_not_caught_first_and_escapes() -> None:
    page = as_page(result())
    assert page.index('id="b"') < page.index('id="c"') < page.index('id="a"')
    assert "Two &lt;b&gt;." in page
    assert f"expected at “{READY}”" in page


def test_the_terminal_shows_a_line_a_row_and_why_below() -> None:
    killed, wrong, *_ = result().rows
    assert len(row_lines(killed)) == 1
    assert "pods_3" in row_lines(killed)[0]
    assert row_lines(wrong)[1:] == [
        f"  pods_3 wrong cause: broken at {READY!r}: {wrong.first_line}",
        f"  expected at {READY!r}: x",
    ]
    assert summary(result()).startswith("1 killed, 0 survived, ")
    assert summary(result()).endswith("1 not run; 61.0 s")
