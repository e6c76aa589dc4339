from __future__ import annotations

from datetime import UTC, datetime
from threading import Event

from conformance.cluster_time import cluster_time
from conformance.lease import LASTS, RunLease
from tests.played_api import played_api, recorded
from tests.played_cluster import NOW, PlayedCluster, namespace, served
from tests.played_http import Asked, Reply

CLOCK = {"Date": "Mon, 23 Nov 2026 04:00:00 GMT"}


def test_leases_are_renewed_until_their_namespace_is_gone() -> None:
    replies = {"GET": Reply(200, {"spec": {"holderIdentity": "run-1"}}, CLOCK)}

    def answer(asked: Asked) -> Reply:
        return replies.get(asked.method, Reply(200, asked.body))

    with played_api(answer) as (api, server):
        held = RunLease(api, "run-1")
        held.hold("here")
        assert server.asked[0].body["spec"] == {"holderIdentity": "run-1", "leaseDurationSeconds": LASTS}
        held.renew()
        assert server.asked[-1].method == "PUT"
        replies["GET"] = Reply(503, "busy")
        held.renew()
        for nonsense in (Reply(200, "<html>a proxy's page</html>"), Reply(200, {"kind": "Status"})):
            replies["GET"] = nonsense
            held.renew()
        replies["GET"] = recorded("not-found")
        held.renew()
        before = len(server.asked)
        held.renew()
        assert len(server.asked) == before
        held.release()


def test_a_lease_is_renewed_by_the_api_servers_clock() -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(200, asked.body or {"spec": {"holderIdentity": "run-1"}}, CLOCK)

    with played_api(answer) as (api, server):
        held = RunLease(api, "run-1")
        held.hold("here")
        held.renew()
        renewed = datetime.fromisoformat(server.asked[-1].body["spec"]["renewTime"])
        held.release()
    assert renewed == NOW
    assert abs((datetime.now(UTC) - NOW).total_seconds()) > 1, "the played clock is not this machine's"


def test_a_lease_that_is_given_up_has_no_holder() -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(200, asked.body or {"spec": {"holderIdentity": "run-1", "leaseDurationSeconds": 100}})

    with played_api(answer) as (api, server):
        held = RunLease(api, "run-1")
        held.hold("here")
        held.give_up()
    assert server.asked[-1].body["spec"]["holderIdentity"] == ""


def test_an_api_server_that_hangs_does_not_hold_up_the_end() -> None:
    free = Event()

    def answer(asked: Asked) -> Reply:
        if asked.method == "GET":
            free.wait(5)
        return Reply(200, asked.body or {"spec": {}})

    with played_api(answer) as (api, server):
        held = RunLease(api, "run-1")
        held.hold("here")
        held.give_up(within=0.01)
        assert [asked.method for asked in server.asked].count("PUT") == 0
        free.set()


def test_a_played_cluster_says_its_own_time() -> None:
    with served(PlayedCluster([namespace()])) as (api, _):
        assert cluster_time(api) == NOW
