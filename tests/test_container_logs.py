"""Logs of containers: of this run, and of the one before where there was one."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.api_requests import RequestRefused
from conformance.container_logs import every_log, log_text, logs_of
from tests.played_api import played_api
from tests.played_http import Asked, Reply
from tests.recorded import recorded

CONFORMANCE = Path(__file__).resolve().parent.parent / "conformance"


def kubelet(asked: Asked) -> Reply:
    if "previous=true" in asked.path and "restarted" not in asked.path:
        return Reply(400, {"message": "previous terminated container not found", "reason": "BadRequest"})
    return Reply(200, "one\ntwo\n")


def test_the_run_before_comes_first_where_there_was_one() -> None:
    with played_api(kubelet) as (api, _):
        assert [(log.previous, log.lines) for log in logs_of(api, "here", "restarted", "c")] == [
            (True, ("one", "two")),
            (False, ("one", "two")),
        ]
        assert [log.previous for log in logs_of(api, "here", "fresh", "c")] == [False]


def test_what_ended_is_read_though_it_is_started_again_meanwhile() -> None:
    asked_for: list[bool] = []

    def restarting(asked: Asked) -> Reply:
        before = "previous=true" in asked.path
        asked_for.append(before)
        if before and len(asked_for) == 1:
            return Reply(400, {"message": "previous terminated container not found", "reason": "BadRequest"})
        return Reply(200, "what is wrong\n" if before or len(asked_for) == 1 else "")

    with played_api(restarting) as (api, _):
        lines = [line for log in logs_of(api, "here", "pod", "c") for line in log.lines]
    assert "what is wrong" in lines


def test_another_refusal_is_no_missing_log() -> None:
    with (
        played_api(lambda _: Reply(500, {"message": "no", "reason": "InternalError"})) as (api, _),
        pytest.raises(RequestRefused),
    ):
        logs_of(api, "here", "pod", "c")


def test_every_container_of_every_pod_is_read() -> None:
    with played_api(kubelet) as (api, _):
        logs = list(every_log(api, recorded("healthy")))
    assert len(logs) == 7
    assert {log.container for log in logs} == {"keystone-db", "keystone", "memcached"}


def test_a_part_of_a_log_is_asked_for_in_the_servers_own_words() -> None:
    part: dict[str, str | int] = {"tailLines": 50, "sinceTime": "2026-11-23T05:00:00Z"}
    with played_api(kubelet) as (api, server):
        assert log_text(api, "here", "pod", "c", part) == "one\ntwo\n"
        assert log_text(api, "here", "restarted", "c", {}, previous=True) == "one\ntwo\n"
    assert [asked.path for asked in server.asked] == [
        "/api/v1/namespaces/here/pods/pod/log"
        "?container=c&previous=false&tailLines=50&sinceTime=2026-11-23T05%3A00%3A00Z",
        "/api/v1/namespaces/here/pods/restarted/log?container=c&previous=true",
    ]


def test_one_module_knows_where_logs_are() -> None:
    knowing = [path.name for path in CONFORMANCE.rglob("*.py") if '/log"' in path.read_text(encoding="utf-8")]
    assert knowing == ["container_logs.py"]
