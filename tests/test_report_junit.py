"""junit.xml, read back by a library that CI tools use."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from junitparser import Error, Failure, JUnitXml, Properties, Skipped, TestCase, TestSuite

from conformance.record import RunRecord
from conformance.report import internal_error
from conformance.report.junit import junit_xml
from conformance.verdict import Verdict
from tests.report_records import kept, run

K, B, U, S = Verdict.KEPT, Verdict.BROKEN, Verdict.UNKNOWN, Verdict.SKIPPED


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def suite_of(record: RunRecord, folder: Path) -> TestSuite:
    (folder / "junit.xml").write_bytes(junit_xml(record))
    (suite,) = JUnitXml.fromfile(str(folder / "junit.xml"))
    return suite


def cases_of(record: RunRecord, folder: Path) -> list[TestCase]:
    return list(suite_of(record, folder))


def properties_of(element: TestCase | TestSuite) -> dict[str, str]:
    return {each.name: each.value for each in element.child(Properties)}  # type: ignore[no-untyped-call]  # so it comes


def test_totals(folder: Path) -> None:
    suite = suite_of(run(("a_1", K), ("a_2", B), ("a_3", U), ("a_4", S), faults=["no answer"]), folder)
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (5, 1, 2, 1)
    assert suite.time == 42.25
    assert suite.timestamp == "2026-11-23T04:10:11"


def test_every_image_that_ran_in_a_container_is_named(folder: Path) -> None:
    record = kept("a_1")
    before = next(image for image in record.images if image.container == "keystone")
    after = replace(before, image="bodepd/keystone:30", digest="sha256:" + "cd" * 32)
    record.images.append(after)
    properties = properties_of(suite_of(record, folder))
    both = f"{before.image} {before.digest}; bodepd/keystone:30 {after.digest}"
    assert properties["image.keystone"] == both


def test_a_case_is_named_after_its_promise(folder: Path) -> None:
    (case,) = cases_of(kept("pods_1"), folder)
    assert (case.classname, case.name) == ("pods/The controller", "pods_1 Promise pods_1 holds")
    assert case.time == 3.5
    assert case.is_passed
    assert properties_of(case) == {"identifier": "pods_1", "profile": "core", "verdict": "kept"}


def test_a_case_of_a_run_in_workers_says_which_one_judged_it(folder: Path) -> None:
    record = kept("pods_1")
    record.scenarios[0].worker = "w2"
    (case,) = cases_of(record, folder)
    assert properties_of(case)["worker"] == "w2"


@pytest.mark.parametrize(("verdict", "kind"), [(B, Failure), (U, Error), (S, Skipped)])
def test_a_verdict_has_its_element_and_its_reason(verdict: Verdict, kind: type, folder: Path) -> None:
    record = run(("a_1", verdict))
    (case,) = cases_of(record, folder)
    (result,) = case.result
    assert isinstance(result, kind)
    assert result.message == record.scenarios[0].reason
    assert str(result.text).endswith("last seen 2 of 3 ready")


def test_sentences_and_waits_stand_in_the_output(folder: Path) -> None:
    (case,) = cases_of(kept("a_1"), folder)
    told = str(case.system_out)
    assert "Then three pods are ready ... passed (3.000 s)" in told
    assert "waited for three pods ready: 2.500 s of 60 s (pods_ready), last seen: 2 of 3 ready" in told


def test_faults_of_no_promise_are_cases_in_error(folder: Path) -> None:
    setup, defect = cases_of(run(faults=["no answer", internal_error("a hook failed")]), folder)
    assert (setup.classname, setup.name) == ("run/set-up", "no answer")
    assert defect.classname == "run/suite"
    assert isinstance(setup.result[0], Error)


def test_the_suite_says_what_ran(folder: Path) -> None:
    facts = properties_of(suite_of(kept("a_1"), folder))
    assert facts["cluster"] == "kubebox box-3fa9c1"
    assert facts["image.keystone"] == f"bodepd/keystone:latest sha256:{'ab' * 32}"
    assert facts["exit_code"] == "0"


def test_what_xml_cannot_hold_does_not_break_it(folder: Path) -> None:
    record = run(("a_1", B))
    record.scenarios[0].reason = "log \x00\x1b[31m & <b> \ud800 ]]>"
    record.scenarios[0].detail = "\x08"
    (case,) = cases_of(record, folder)
    assert case.result[0].message == "log \ufffd\ufffd[31m & <b> \ufffd ]]>"


def test_a_run_that_never_finished_is_written_too(folder: Path) -> None:
    record = run(("a_1", K), ("a_2", K))
    record.finished = None
    assert suite_of(record, folder).time == 7.0
