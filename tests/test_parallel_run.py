"""A run in workers, as a program of its own: what comes of it, how it ends, and that nobody outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from conformance.exit_codes import ExitCode
from conformance.record import RunRecord
from conformance.report import read_run
from conformance.verdict import Verdict
from tests.front_door import ROOT
from tests.interrupted_run import ENDS, SLOW_END, WAITS
from tests.parallel_run import MEETING, SECRET, write_promises

HANGS_S = 120.0
"""Only ends what hangs."""
ENDINGS = (
    "kept within 1 second",
    "one that meets another",
    "broken",
    "one that meets another",
    "unknown",
    "skipped",
    "kept",
)
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in ("CI", "FORCE_COLOR")}


def started(folder: Path, *words: str, **environment: str) -> subprocess.Popen[str]:
    """Start a run of the promises in `folder`/made_up."""
    program = [sys.executable, "-m", "tests.parallel_run", str(folder / "made_up")]
    return subprocess.Popen(
        [*program, "--profile", "core", "--reports", str(folder / "reports"), *words],
        cwd=ROOT,
        env={**ENVIRONMENT, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )


def ended(folder: Path, *words: str, **environment: str) -> tuple[str, RunRecord]:
    """Run the promises to their end; return what was said, and the report."""
    with started(folder, *words, **environment) as process:
        said, _ = process.communicate(timeout=HANGS_S)
    record = read_run(folder / "reports" / "latest")
    assert process.returncode == record.exit_code, said
    return said, record


def heard(process: subprocess.Popen[str], words: str, times: int = 1) -> str:
    """Return what is said until a line has begun with `words` so many times."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        times -= line.startswith(words)
        if not times:
            return said
    raise AssertionError(f"{words!r} was not said:\n{said}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parallel")
    write_promises(folder / "made_up", *ENDINGS)
    return folder


@pytest.fixture(scope="module")
def parallel(folder: Path) -> tuple[str, RunRecord]:
    return ended(folder, "-n", "3", **{MEETING: str(folder)})


@pytest.fixture(scope="module")
def serial(folder: Path, parallel: tuple[str, RunRecord]) -> tuple[str, RunRecord]:
    assert parallel
    return ended(folder)


def test_verdicts_reasons_and_their_order_are_those_of_a_serial_run(
    parallel: tuple[str, RunRecord], serial: tuple[str, RunRecord]
) -> None:
    one, other = parallel[1], serial[1]
    for run in (one, other):
        assert run.exit_code is ExitCode.BROKEN
        assert run.faults == run.required_not_run == run.left_behind == []
    assert [(s.identifier, s.verdict, s.title, [p.outcome for p in s.steps]) for s in one.scenarios] == [
        (s.identifier, s.verdict, s.title, [p.outcome for p in s.steps]) for s in other.scenarios
    ]
    marks = [[s.reason.partition("[redacted:")[0] for s in run.scenarios] for run in (one, other)]
    assert marks[0] == marks[1]
    assert (one.workers, other.workers) == (3, 1)
    assert {s.worker for s in other.scenarios} == {""}


def test_what_meets_was_judged_at_once_and_what_measures_alone(parallel: tuple[str, RunRecord]) -> None:
    scenarios = parallel[1].scenarios
    meeting = [each for each in scenarios if "meets" in each.title]
    assert len({each.observed[0]["process"] for each in meeting}) == 2
    assert len({each.worker for each in meeting}) == 2
    (alone,) = [each for each in scenarios if "within 1 second" in each.title]
    began, end = alone.observed[0]["began"], alone.observed[-1]["ended"]
    assert all(each.observed[0]["began"] < began for each in scenarios if each is not alone)
    assert began < end


def test_every_report_tells_of_all_of_them(folder: Path, parallel: tuple[str, RunRecord]) -> None:
    record = parallel[1]
    reports = folder / "reports" / record.run_id
    names = [
        case.get("name") for case in ET.fromstring((reports / "junit.xml").read_bytes()).iter("testcase")
    ]
    assert names == [f"{each.identifier} {each.title}" for each in record.scenarios]
    messages = (reports / "cucumber.ndjson").read_text(encoding="utf-8")
    assert {each.worker for each in record.scenarios} == {
        name for name in ("w1", "w2", "w3") if f'"workerId":"{name}"' in messages
    }
    lines = [line.split()[1] for line in parallel[0].splitlines() if line[:1] in "✓✗?–"]  # noqa: RUF001  # the mark
    assert sorted(lines) == [each.identifier for each in record.scenarios]


def test_a_secret_of_a_worker_is_in_no_report_and_has_one_mark(
    folder: Path, parallel: tuple[str, RunRecord]
) -> None:
    said, record = parallel
    for number in [*range(1, len(ENDINGS) + 1), "all"]:
        name = f"made_{number}" if isinstance(number, int) else number
        secret = SECRET.format(name)
        assert secret not in said
        files = [path for path in (folder / "reports" / record.run_id).rglob("*") if path.is_file()]
        assert not [path for path in files if secret in path.read_text(errors="replace")]
    broken, unknown = (
        next(s for s in record.scenarios if s.verdict is v) for v in (Verdict.BROKEN, Verdict.UNKNOWN)
    )
    assert broken.worker != "" != unknown.worker
    assert broken.detail.removeprefix("below it ") == unknown.reason.removeprefix("nobody knows ")


def test_a_worker_that_dies_leaves_its_promise_unknown_and_the_others_judged(tmp_path: Path) -> None:
    write_promises(tmp_path / "made_up", "kept", "the end of its process", "kept", "kept")
    said, record = ended(tmp_path, "-n", "2")
    assert [each.verdict for each in record.scenarios] == [
        Verdict.KEPT,
        Verdict.UNKNOWN,
        Verdict.KEPT,
        Verdict.KEPT,
    ], said
    assert record.exit_code is ExitCode.INTERNAL_ERROR
    assert "ended (SIGKILL) while it judged this" in record.scenarios[1].reason


@pytest.fixture
def waiting(tmp_path: Path) -> Path:
    write_promises(tmp_path / "made_up", "waiting", "waiting")
    return tmp_path


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_all_workers_and_says_what_has_no_verdict(waiting: Path, number: signal.Signals) -> None:
    with started(waiting, "-n", "2") as process:
        heard(process, WAITS, 2)
        process.send_signal(number)
        assert process.stdout is not None
        # to its end: whoever still had it open would be a worker that goes on
        said = process.stdout.read()
    assert process.returncode == ExitCode.INTERRUPTED, said
    first = next(line for line in said.splitlines() if line.startswith("interrupted in "))
    assert first.endswith("which get no verdict; cleaning up, Ctrl-C again gives that up")
    assert all(f"made_{each} (Number {each} is waiting)" in first for each in (1, 2))
    assert said.count(ENDS) == 2
    assert "Traceback" not in said
    assert read_run(waiting / "reports" / "latest").required_not_run == ["made_1", "made_2"]


def test_a_second_ctrl_c_kills_what_workers_still_undo(waiting: Path) -> None:
    with started(waiting, "-n", "2", **{SLOW_END: "1"}) as process:
        heard(process, WAITS, 2)
        process.send_signal(signal.SIGINT)
        heard(process, ENDS, 2)
        process.send_signal(signal.SIGINT)
        assert process.stdout is not None
        said = process.stdout.read()
    assert process.returncode == ExitCode.INTERRUPTED, said
    assert "nothing left behind" in said


def test_no_worker_outlives_a_controller_that_is_killed(waiting: Path) -> None:
    with started(waiting, "-n", "2", **{SLOW_END: "1"}) as process:
        heard(process, WAITS, 2)
        process.kill()
        assert process.stdout is not None
        # its end is seen only when nobody holds it any more
        process.stdout.read()
    assert process.returncode == -signal.SIGKILL
    assert read_run(waiting / "reports" / "latest").finished is None
