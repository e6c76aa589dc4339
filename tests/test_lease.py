from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from conformance.lease import LASTS, RunLease, tell_dead
from conformance.stack import RUN_LABEL
from tests.played_api import played_api, recorded
from tests.played_http import Asked, Reply

NOW = datetime(2026, 11, 23, 4, 0, 0, tzinfo=UTC)


def namespace(name: str, run: str, age: float) -> dict[str, Any]:
    when = (NOW - timedelta(seconds=age)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"metadata": {"name": name, "labels": {RUN_LABEL: run}, "creationTimestamp": when}}


def lease(run: str, age: float) -> dict[str, Any]:
    when = (NOW - timedelta(seconds=age)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return {"metadata": {"labels": {RUN_LABEL: run}}, "spec": {"renewTime": when}}


def test_a_run_that_renews_is_not_dead_however_old_it_is() -> None:
    assert tell_dead([namespace("a", "run", 9000)], [lease("run", 9000), lease("run", LASTS - 1)], NOW) == []


def test_a_run_without_a_lease_is_dead_once_its_namespace_is_old_enough() -> None:
    assert tell_dead([namespace("a", "run", LASTS)], [], NOW) == []
    assert [dead.run_id for dead in tell_dead([namespace("a", "run", LASTS + 1)], [], NOW)] == ["run"]


def test_a_dead_run_is_told_with_all_it_left() -> None:
    (dead,) = tell_dead([namespace("b", "run", 900), namespace("a", "run", 900)], [lease("run", 200)], NOW)
    assert dead.namespaces == ("a", "b")
    assert dead.last_alive == NOW - timedelta(seconds=200)


def test_leases_are_renewed_until_their_namespace_is_gone() -> None:
    replies = {"GET": Reply(200, {"spec": {"renewTime": "long ago"}})}

    def answer(asked: Asked) -> Reply:
        return replies.get(asked.method, Reply(200, asked.body))

    with played_api(answer) as (api, server):
        held = RunLease(api, "run-1")
        held.hold("here")
        assert server.asked[0].body["spec"]["holderIdentity"] == "run-1"
        held.renew()
        assert server.asked[-1].method == "PUT"
        assert server.asked[-1].body["spec"]["renewTime"] > "2026"
        replies["GET"] = Reply(503, "busy")
        held.renew()
        replies["GET"] = recorded("not-found")
        held.renew()
        before = len(server.asked)
        held.renew()
        assert len(server.asked) == before
        held.release()
