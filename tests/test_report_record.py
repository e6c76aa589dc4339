"""run.json and its reader; the earlier run that a new one is held against."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.errors import BadInput
from conformance.record import RunRecord
from conformance.report import find_previous, read_run, write_reports
from conformance.report.run_file import write_run
from conformance.verdict import Verdict
from tests.report_records import kept, run

NOW = "20261123-041011-3fa9c1"


def test_a_record_comes_back_as_it_was(tmp_path: Path) -> None:
    record = run(("a_1", Verdict.BROKEN), ("a_2", Verdict.KEPT), left_behind=["a mount"], not_run=["a_3"])
    write_run(record, tmp_path / "run.json")
    assert read_run(tmp_path / "run.json") == record
    assert read_run(tmp_path) == record


def test_what_no_file_can_hold_does_not_lose_the_record(tmp_path: Path) -> None:
    record = run(("a_1", Verdict.BROKEN))
    record.scenarios[0].detail = "a name \udcff of a file"
    record.scenarios[0].observed = [{"path": Path("/etc/keystone"), "pair": (1, 2)}]
    write_reports(record, tmp_path / record.run_id)
    (scenario,) = read_run(tmp_path / record.run_id).scenarios
    assert scenario.detail == "a name ? of a file"
    assert scenario.observed == [{"path": "/etc/keystone", "pair": [1, 2]}]


def test_the_record_is_plain_json_that_names_its_kind(tmp_path: Path) -> None:
    write_run(kept("a_1"), tmp_path / "run.json")
    plain: dict[str, Any] = json.loads((tmp_path / "run.json").read_text())
    assert (plain["kind"], plain["version"]) == ("keystone-conformance run", 1)
    assert plain["run"]["exit_code"] == 0
    assert plain["run"]["started"] == "2026-11-23T04:10:11Z"
    assert plain["run"]["scenarios"][0]["verdict"] == "kept"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"kind": "something else", "version": 1, "run": {}}',
        '{"kind": "keystone-conformance run", "version": 2, "run": {}}',
        '{"kind": "keystone-conformance run", "version": 1, "run": {"run_id": 7}}',
    ],
)
def test_what_is_no_record_is_refused_in_one_line(content: str, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(content)
    with pytest.raises(BadInput, match="is no record of a run") as refused:
        read_run(tmp_path)
    assert "\n" not in str(refused.value)


def test_a_truncated_record_is_refused(tmp_path: Path) -> None:
    write_run(kept("a_1"), tmp_path / "run.json")
    whole = (tmp_path / "run.json").read_bytes()
    (tmp_path / "run.json").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadInput, match="is no record of a run"):
        read_run(tmp_path)


def test_a_missing_record_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_run(tmp_path / "nowhere")


def earlier(tmp_path: Path, *records: RunRecord) -> Path:
    for record in records:
        write_reports(record, tmp_path / record.run_id)
    return tmp_path


GREEN = kept("a_1", run_id="20261120-000000-aaaaaa")
RED = run(("a_1", Verdict.BROKEN), run_id="20261121-000000-bbbbbb")
JUDGED_NOTHING = run(faults=["no answer"], run_id="20261122-000000-cccccc")
LATER = kept("a_1", run_id="20261124-000000-dddddd")


def test_the_last_green_run_is_preferred(tmp_path: Path) -> None:
    found = find_previous(earlier(tmp_path, GREEN, RED, JUDGED_NOTHING, LATER), kept("a_1", run_id=NOW))
    assert found == GREEN


def test_without_a_green_run_the_last_that_judged_anything_is_taken(tmp_path: Path) -> None:
    assert find_previous(earlier(tmp_path, RED, JUDGED_NOTHING, LATER), kept("a_1", run_id=NOW)) == RED


def test_a_run_of_another_environment_is_not_compared_with(tmp_path: Path) -> None:
    elsewhere = kept("a_1", run_id="20261122-000000-eeeeee")
    elsewhere.cluster.kind, elsewhere.cluster.name = "existing", "gke_one"
    assert find_previous(earlier(tmp_path, elsewhere), kept("a_1", run_id=NOW)) is None
    here = kept("a_1", run_id=NOW)
    here.cluster.kind, here.cluster.name = "existing", "gke_two"
    assert find_previous(tmp_path, here) is None
    here.cluster.name = "gke_one"
    assert find_previous(tmp_path, here) == elsewhere


def test_what_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    reports = earlier(tmp_path, GREEN)
    (reports / "20261122-broken").mkdir()
    (reports / "20261122-broken" / "run.json").write_text("{")
    assert find_previous(reports, kept("a_1", run_id=NOW)) == GREEN


def test_a_folder_that_is_not_there_has_no_runs(tmp_path: Path) -> None:
    assert find_previous(tmp_path / "nowhere", kept("a_1")) is None
