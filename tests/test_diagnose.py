from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from conformance.diagnose import container_logs, gather
from conformance.diagnose.columns import age, columns
from conformance.diagnose.tables import pod_table, status_of
from conformance.observed import Snapshot
from conformance.record import WaitRecord
from conformance.redact import MARK, Redactor, unnamed
from tests.recorded import named, objects, recorded, snapshot_of
from tests.recorded.api_server import PlayedApiServer, no_headers, played_api_server, refusal

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
WAIT = WaitRecord("pod p running", "pod-running", 40.0, 40.0, False, "not scheduled")


@pytest.fixture
def server() -> Iterator[PlayedApiServer]:
    with played_api_server() as played:
        yield played


def test_everything_but_the_logs_needs_no_api_server(tmp_path: Path) -> None:
    paths = gather(None, recorded("troubles"), tmp_path / "evidence", waits=[WAIT], now=NOW)
    assert sorted(path.name for path in paths) == [
        "changes.txt",
        "describe.txt",
        "events.txt",
        "objects.json",
        "pods.txt",
        "waits.json",
    ]
    assert all(path.read_text() for path in paths)
    described = (tmp_path / "evidence/describe.txt").read_text()
    assert "Pod configuration-missing" in described
    assert 'CreateContainerConfigError: secret "nosecret" not found' in described
    assert "Warning Failed" in described
    events = (tmp_path / "evidence/events.txt").read_text()
    assert "FailedScheduling" in events
    assert json.loads((tmp_path / "evidence/waits.json").read_text())[0]["awaited"] == "pod p running"
    kept = json.loads((tmp_path / "evidence/objects.json").read_text())
    assert len(kept["pods"]) == len(recorded("troubles").pods)


def test_the_pod_table_reads_as_kubectls() -> None:
    lines = pod_table(recorded("healthy"), NOW).splitlines()
    assert lines[0].split() == ["NAME", "READY", "STATUS", "RESTARTS", "AGE", "IP", "NODE"]
    assert lines[1].split()[:4] == ["keystone-db", "1/1", "Running", "0"]
    assert len(lines) == 5


def test_the_status_is_the_word_that_kubectl_shows() -> None:
    pods = recorded("troubles").pods
    assert status_of(pods["image-never-pulled"]) == "ErrImageNeverPull"
    assert status_of(pods["pod-finished"]) == "Completed"
    assert status_of(pods["unschedulable"]) == "Pending"
    assert {status_of(pod) for pod in recorded("one-going").pods.values() if pod.terminating} == {
        "Terminating"
    }


@pytest.mark.parametrize(
    ("seconds", "text"), [(42, "42s"), (190, "3m10s"), (1800, "30m"), (5 * 3600, "5h"), (3 * 86400, "3d")]
)
def test_ages_are_shortened_as_kubectl_does(seconds: int, text: str) -> None:
    assert age(NOW - timedelta(seconds=seconds), NOW) == text
    assert age(None, NOW) == "<unknown>"


def test_columns_are_as_wide_as_their_widest_text() -> None:
    assert columns(("A", "B"), [("long", "x")]) == "A      B\nlong   x\n"


def test_logs_of_every_container_and_of_its_run_before(server: PlayedApiServer, tmp_path: Path) -> None:
    found = objects("healthy")
    status = named(found["pods"], "keystone-db")["status"]["containerStatuses"][0]
    status["restartCount"] = 1
    server.lists["log"] = [lambda exchange: exchange.reply(200, repr(exchange.query).encode())]
    paths = gather(server.api, snapshot_of(found), tmp_path, now=NOW)
    logs = {path.name: path.read_text() for path in paths if path.suffix == ".log"}
    assert "keystone-db.keystone-db.log" in logs
    assert "'previous': 'true'" in logs["keystone-db.keystone-db.previous.log"]
    assert sum(name.endswith(".previous.log") for name in logs) == 1
    assert len(logs) == 8


def only_database() -> Snapshot:
    found = objects("healthy")
    found["pods"] = [named(found["pods"], "keystone-db")]
    return replace(snapshot_of(found), namespace="stack")


def log_of(server: PlayedApiServer, folder: Path, seconds: float = 20) -> str:
    gather(server.api, only_database(), folder, redactor=Redactor(["S3cret-value"]), seconds=seconds)
    return (folder / "logs/keystone-db.keystone-db.log").read_text()


def test_a_log_has_no_secrets(server: PlayedApiServer, tmp_path: Path) -> None:
    server.lists["log"] = [lambda exchange: exchange.reply(200, b"S3cret-value password=hunter2\n")]
    assert unnamed(log_of(server, tmp_path)) == f"{MARK} password={MARK}\n"


def test_of_a_long_log_the_end_is_kept(
    server: PlayedApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(container_logs, "TAIL_BYTES", 200_000)
    whole = "".join(f"line {number}\n" for number in range(200_000))
    server.lists["log"] = [lambda exchange: exchange.reply(200, whole.encode())]
    text = log_of(server, tmp_path)
    assert whole.endswith(text)
    assert 200_000 <= len(text) <= 300_000


def test_a_log_that_cannot_be_had_says_why_and_hides_nothing(server: PlayedApiServer, tmp_path: Path) -> None:
    server.lists["log"] = [refusal(400, "container is waiting to start")]
    assert "not read to its end: 400: container is waiting to start" in log_of(server, tmp_path)
    assert (tmp_path / "pods.txt").read_text().startswith("NAME")


def test_a_kubelet_that_does_not_answer_uses_up_no_more_than_its_time(
    server: PlayedApiServer, tmp_path: Path
) -> None:
    server.lists["log"] = [no_headers]
    assert "not read to its end" in log_of(server, tmp_path, seconds=0.2)
    assert "time for gathering evidence was used up" in log_of(server, tmp_path, seconds=0)


def test_a_part_that_fails_leaves_its_error_and_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Snapshot) -> str:
        raise RuntimeError("a defect in the description")

    monkeypatch.setattr("conformance.diagnose.gathering.describe", fail)
    paths = gather(None, recorded("healthy"), tmp_path, now=NOW)
    assert "a defect in the description" in (tmp_path / "describe.txt").read_text()
    assert len(paths) == 6
    assert "keystone-db" in (tmp_path / "pods.txt").read_text()
