"""What is read of the replicas' logs: what is new since the last look, what was asked, why one ends."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote

import pytest

from conformance import replica_logs
from conformance.conditions.rung import Rung
from conformance.diagnose import lowest_rung_in_own_words
from conformance.observed import PodView
from conformance.replica_logs import ReplicaLogs
from conformance.spread import MarkedRequests, RequestLogs
from tests.played_api import played_api
from tests.played_http import Asked, Reply
from tests.recorded import recorded

NO_DATABASE = "keystone: no database at 10.96.0.7:3306 within 60 s (timed out)\n"
SERVES = "keystone: serving on 5000 and 35357 after 2.0 s (db_sync)\n"


def replica(restarts: int = 0) -> PodView:
    pod = next(pod for name, pod in recorded("healthy").pods.items() if name.startswith("keystone-rc"))
    containers = tuple(replace(each, restarts=restarts) for each in pod.containers)
    return replace(pod, containers=containers)


def test_a_line_is_told_once_and_the_next_look_begins_where_the_last_ended() -> None:
    failed = '10.0.0.1 "POST /v3/auth/tokens HTTP/1.1" 503 12'
    lines = [f"2026-11-23T05:00:00.1Z {failed}\n"]
    pod = replica()
    with played_api(lambda _: Reply(200, "".join(lines))) as (api, server):
        logs = ReplicaLogs(api, "here", "keystone")
        assert logs.ill_lines([pod]) == [f"pod {pod.name} answered 503 to POST /v3/auth/tokens"]
        assert logs.ill_lines([pod]) == []
        lines.append(f"2026-11-23T05:00:00.2Z {failed}\n")
        assert len(logs.ill_lines([pod])) == 1
    since = ["sinceTime=2026-11-23T05%3A00%3A00Z" in asked.path for asked in server.asked]
    assert since == [False, True, True]


@pytest.mark.parametrize(
    ("zone", "since"),
    [("+01:00", "04%3A00%3A00Z"), ("-05:30", "10%3A30%3A00Z"), ("Z", "05%3A00%3A00Z")],
)
def test_a_node_may_have_a_time_zone_of_its_own(zone: str, since: str) -> None:
    failed = '10.0.0.1 "POST /v3/auth/tokens HTTP/1.1" 503 12'
    lines = [f"2026-11-23T05:00:00.000000001{zone} {failed}\n"]
    with played_api(lambda _: Reply(200, "".join(lines))) as (api, server):
        logs = ReplicaLogs(api, "here", "keystone")
        assert len(logs.ill_lines([replica()])) == 1
        lines.append(f"2026-11-23T05:00:00.000000002{zone} {failed}\n")
        assert len(logs.ill_lines([replica()])) == 1
    assert f"sinceTime=2026-11-23T{since}" in server.asked[-1].path


def test_a_line_that_holds_a_carriage_return_does_not_change_where_reading_goes_on() -> None:
    failed = '10.0.0.1 "POST /v3/auth/tokens HTTP/1.1" 503 12'
    lines = ["2026-11-23T05:00:00.1Z loading\r50%|##\x85\n"]
    with played_api(lambda _: Reply(200, "".join(lines))) as (api, server):
        logs = ReplicaLogs(api, "here", "keystone")
        assert logs.ill_lines([replica()]) == []
        lines.append(f"2026-11-23T05:00:00.2Z {failed}\n")
        assert len(logs.ill_lines([replica()])) == 1
    assert "sinceTime=2026-11-23T05%3A00%3A00Z" in server.asked[-1].path


def test_a_log_that_is_longer_than_one_answer_is_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a candidate made old replicas write was passed over by half, and told as a failure afterwards."""
    monkeypatch.setattr(replica_logs, "LOG_BYTES", 200)
    failed = '10.0.0.1 "GET /v3 HTTP/1.1" 500 1'
    lines = [f"2026-11-23T05:00:{second:02}.1Z {failed}\n" for second in range(20)]

    def log(asked: Asked) -> Reply:
        since = unquote(asked.path).partition("sinceTime=")[2][:19]
        return Reply(200, "".join(line for line in lines if line[:19] >= since)[:200])

    with played_api(log) as (api, _):
        logs = ReplicaLogs(api, "here", "keystone")
        assert len(logs.ill_lines([replica()])) == len(lines)
        assert logs.ill_lines([replica()]) == []


def test_the_requests_of_each_replica_are_found_in_its_own_log() -> None:
    def log(asked: Asked) -> Reply:
        return Reply(
            200, "GET /v3?probe=m-0\nGET /v3?probe=m-2\n" if "/pods/a/" in asked.path else "nothing\n"
        )

    with played_api(log) as (api, server):
        seen = RequestLogs(api, "here", "keystone").seen(MarkedRequests("m", range(3)), ["a", "b"])
    assert seen == {"a": {0, 2}, "b": frozenset()}
    assert all("sinceSeconds=120" in asked.path for asked in server.asked)


def test_the_run_before_is_asked_too_where_there_was_one() -> None:
    def log(asked: Asked) -> Reply:
        return Reply(200, NO_DATABASE if "previous=true" in asked.path else SERVES)

    with played_api(log) as (api, _):
        assert lowest_rung_in_own_words(api, "here", [replica()], "keystone") is None
        rung = lowest_rung_in_own_words(api, "here", [replica(restarts=1)], "keystone")
    assert rung is not None
    assert rung.rung is Rung.DATABASE_REACHABLE


def test_a_log_that_cannot_be_read_explains_nothing() -> None:
    refused = Reply(500, {"message": "no", "reason": "InternalError"})
    with played_api(lambda _: refused) as (api, _):
        assert lowest_rung_in_own_words(api, "here", [replica()], "keystone") is None
