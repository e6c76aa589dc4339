"""report.json and its reader: what comes back, and what is refused."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from conformance.errors import BadInput, InternalError
from conformance.report import read_run, write_reports
from conformance.report.run_file import RUN_FILE, write_run
from conformance.verdict import Verdict
from tests.report_records import STARTED, kept, run

Json = dict[str, Any]
HOSTILE: dict[str, Callable[[Json], object]] = {
    "another kind": lambda it: it.update(kind="something else"),
    "no kind": lambda it: it.pop("kind"),
    "another format": lambda it: it.update(format=2),
    "no format": lambda it: it.pop("format"),
    "an unknown field": lambda it: it["run"].update(signed=True),
    "an unknown field deep inside": lambda it: it["run"]["cluster"].update(token="x"),
    "a name that is a number": lambda it: it["run"].update(run_id=7),
    "a name that is a path": lambda it: it["run"].update(run_id="../../etc"),
    "an invented verdict": lambda it: it["run"]["scenarios"][0].update(verdict="splendid"),
    "an identifier that is markup": lambda it: it["run"]["scenarios"][0].update(identifier="<script>"),
    "evidence elsewhere": lambda it: it["run"]["scenarios"][0]["evidence"][0].update(path="../../etc/passwd"),
    "evidence at a whole path": lambda it: it["run"]["evidence"].append(
        {"path": "/etc/passwd", "sha256": "0" * 64, "bytes": 1}
    ),
    "evidence that is a script": lambda it: it["run"]["scenarios"][0]["evidence"][0].update(
        path="javascript:alert(1)"
    ),
    "a hash that is none": lambda it: it["run"]["features"].update(x="abc"),
    "a time without a zone": lambda it: it["run"].update(started="2026-11-23T04:10:11"),
    "a time that overflows": lambda it: it["run"].update(started="9999-12-31T23:59:59-23:00"),
    "seconds without an end": lambda it: it["run"]["scenarios"][0].update(seconds=float("inf")),
    "seconds of a million years": lambda it: it["run"]["scenarios"][0].update(seconds=1e300),
    "an attempt before the first": lambda it: it["run"]["chain"].update(ordinal=0),
}


@pytest.fixture
def plain(tmp_path: Path) -> Json:
    """What a run with a broken promise has written, as JSON."""
    write_run(run(("a_1", Verdict.BROKEN)), tmp_path / RUN_FILE)
    content: Json = json.loads((tmp_path / RUN_FILE).read_text())
    return content


def test_a_record_comes_back_as_it_was(tmp_path: Path) -> None:
    record = run(("a_1", Verdict.BROKEN), ("a_2", Verdict.KEPT), left_behind=["a mount"], not_run=["a_3"])
    write_run(record, tmp_path / RUN_FILE)
    assert read_run(tmp_path / RUN_FILE) == record
    assert read_run(tmp_path) == record


def test_what_no_file_can_hold_does_not_lose_the_record(tmp_path: Path) -> None:
    record = run(("a_1", Verdict.BROKEN))
    record.scenarios[0].detail = "a name \udcff of a file"
    record.scenarios[0].observed = [{"path": Path("/etc/keystone"), "pair": (1, 2)}]
    write_reports(record, tmp_path / record.run_id)
    (scenario,) = read_run(tmp_path / record.run_id).scenarios
    assert scenario.detail == "a name ? of a file"
    assert scenario.observed == [{"path": "/etc/keystone", "pair": [1, 2]}]


def test_a_record_that_breaks_its_own_form_is_not_written(tmp_path: Path) -> None:
    write_run(kept("a_1"), tmp_path / RUN_FILE)
    before = (tmp_path / RUN_FILE).read_bytes()
    wrong = kept("a_1")
    wrong.scenarios[0].identifier = "no identifier"
    with pytest.raises(InternalError, match=r"run\.scenarios\.0\.identifier") as refused:
        write_run(wrong, tmp_path / RUN_FILE)
    assert "\n" not in str(refused.value)
    assert (tmp_path / RUN_FILE).read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [RUN_FILE]


def test_the_report_is_plain_json_that_names_its_kind(plain: Json) -> None:
    assert (plain["kind"], plain["format"]) == ("keystone-conformance report", 1)
    assert plain["run"]["exit_code"] == 1
    assert plain["run"]["result"] == "failure"
    assert plain["run"]["started"] == "2026-11-23T04:10:11Z"
    assert plain["run"]["scenarios"][0]["verdict"] == "broken"


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_not_of_the_form_is_refused_in_one_line(what: str, plain: Json, tmp_path: Path) -> None:
    HOSTILE[what](plain)
    (tmp_path / RUN_FILE).write_text(json.dumps(plain))
    with pytest.raises(BadInput, match="is no report of a run") as refused:
        read_run(tmp_path)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"run": {}}'])
def test_what_is_no_report_is_refused_in_one_line(content: bytes, tmp_path: Path) -> None:
    (tmp_path / RUN_FILE).write_bytes(content)
    with pytest.raises(BadInput, match="is no report of a run") as refused:
        read_run(tmp_path)
    assert "\n" not in str(refused.value)


def test_a_refusal_brings_nothing_of_the_file_to_the_terminal(plain: Json, tmp_path: Path) -> None:
    plain["run"]["\x1b[2J\n" + "evil" * 1000] = 1
    (tmp_path / RUN_FILE).write_text(json.dumps(plain))
    with pytest.raises(BadInput) as refused:
        read_run(tmp_path)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 500 + len(str(tmp_path))


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_report_is_refused(part: float, tmp_path: Path) -> None:
    write_run(kept("a_1"), tmp_path / RUN_FILE)
    whole = (tmp_path / RUN_FILE).read_bytes()
    (tmp_path / RUN_FILE).write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(BadInput, match="is no report of a run"):
        read_run(tmp_path)


def test_a_missing_report_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_run(tmp_path / "nowhere")


def test_what_is_no_file_is_not_read_for_ever(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / RUN_FILE)
    with pytest.raises(BadInput, match="is no regular file"):
        read_run(tmp_path)


def test_a_run_of_centuries_has_a_page_of_the_usual_size(tmp_path: Path) -> None:
    record = kept("a_1")
    record.finished = STARTED + timedelta(days=60_000)
    paths = write_reports(record, tmp_path / record.run_id)
    assert paths.html.stat().st_size < 200_000
