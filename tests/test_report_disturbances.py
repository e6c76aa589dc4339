"""What disturbed a run stands on the first screen, in summary.md and in report.json."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from conformance.disturbance_record import DisturbanceKind, DisturbanceRecord
from conformance.record import RunRecord
from conformance.report import read_run
from conformance.report.disturbances import NAMED, disturbance_lines
from conformance.report.markdown_summary import markdown_summary
from conformance.report.page import render_page
from conformance.report.run_file import write_run
from tests.report_records import STARTED, kept

CORDONED = DisturbanceRecord(
    DisturbanceKind.CORDONED, "node n1 cordoned", "n1", "", "", STARTED, None, ("heal_1", "heal_2")
)
AWAY = DisturbanceRecord(
    DisturbanceKind.NOT_READY, "node n1 not Ready", "n1", "", "", STARTED, STARTED + timedelta(seconds=9)
)
EVICTED = DisturbanceRecord(
    DisturbanceKind.EVICTED, "pod rc-x evicted: <b>", "n1", "stack", "rc-x", STARTED, STARTED
)
UNSEEN = "the API server refuses to show Node objects (403)"


def disturbed(*disturbances: DisturbanceRecord, unseen: str = "") -> RunRecord:
    record = kept("a_1")
    record.disturbances = list(disturbances)
    record.nodes_unseen = unseen
    return record


def test_a_line_says_since_when_until_when_what_and_what_that_left_unknown() -> None:
    assert disturbance_lines(disturbed(CORDONED, AWAY, EVICTED, unseen=UNSEEN)) == [
        "2026-11-23 04:10:11 UTC, until the run's end: node n1 cordoned; left unknown: heal_1, heal_2",
        "2026-11-23 04:10:11 UTC, until 2026-11-23 04:10:20 UTC: node n1 not Ready; "
        "no promise was broken under it",
        "2026-11-23 04:10:11 UTC: pod rc-x evicted: <b>; no promise was broken under it",
        f"nodes were not watched, only pods: {UNSEEN}",
    ]


def test_of_many_all_are_told_that_left_a_promise_unknown() -> None:
    away = [replace(AWAY, node=f"n{number}", words=f"node n{number} gone") for number in range(NAMED + 5)]
    lines = disturbance_lines(disturbed(*away, CORDONED))
    assert len(lines) == NAMED + 2
    assert "heal_1, heal_2" in lines[-2]
    assert lines[-1] == "and 5 more that left no promise unknown: report.json"


def test_the_first_screen_counts_them_and_leads_to_their_lines() -> None:
    page = render_page(disturbed(CORDONED, EVICTED))
    assert '<a href="#disturbances-title" class="alert">2 disturbances</a>' in page
    assert page.index('id="disturbances-title"') < page.index('id="promises"')
    assert "pod rc-x evicted: &lt;b&gt;" in page


def test_the_first_screen_says_where_nodes_were_not_watched() -> None:
    page = render_page(disturbed(unseen=UNSEEN))
    assert ">nodes not watched</a>" in page
    assert f"only pods: {UNSEEN}" in page


def test_the_summary_tells_of_them() -> None:
    text = markdown_summary(disturbed(CORDONED, unseen=UNSEEN)).decode()
    assert "## What disturbed the run\n\n- 2026-11-23 04:10:11 UTC, until the run's end: node n1" in text
    assert "- nodes were not watched, only pods: the API server" in text


def test_an_undisturbed_run_says_nothing_of_it() -> None:
    record = disturbed()
    assert "disturb" not in markdown_summary(record).decode()
    assert "disturbances-title" not in render_page(record)


def test_report_json_keeps_them_and_one_from_before_is_read_as_undisturbed(tmp_path: Path) -> None:
    record = disturbed(CORDONED, AWAY, EVICTED, unseen=UNSEEN)
    file = tmp_path / "report.json"
    write_run(record, file)
    assert read_run(tmp_path) == record
    content = json.loads(file.read_text(encoding="utf-8"))
    del content["run"]["disturbances"], content["run"]["nodes_unseen"]
    file.write_text(json.dumps(content), encoding="utf-8")
    assert read_run(tmp_path) == disturbed()
