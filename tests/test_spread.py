from __future__ import annotations

from conformance.judges.spread import answered_once, every_replica_answers
from conformance.observed import ServiceView
from conformance.spread import FALSE_ALARM, MarkedRequests, requests_needed
from tests.played_http import Reply, played

PUBLIC = ServiceView.from_json(
    {"metadata": {"name": "keystone-public", "uid": "1"}, "spec": {"sessionAffinity": "None"}}
)


def test_the_number_of_requests_is_the_least_that_keeps_the_false_alarm_small() -> None:
    assert (requests_needed(1), requests_needed(3)) == (1, 54)
    for replicas in (2, 3, 4, 5, 10):
        needed = requests_needed(replicas)
        missed = replicas * (1 - 1 / replicas) ** needed
        assert missed <= FALSE_ALARM < replicas * (1 - 1 / replicas) ** (needed - 1)


def test_each_request_has_a_query_string_of_its_own_that_is_found_in_a_log() -> None:
    requests = MarkedRequests.of(3)
    with played(lambda _: Reply(200, {})) as server:
        assert requests.send(server.url, 5) == (200, 200, 200)
    lines = [f"T request method=GET path={asked.path} status=200" for asked in server.asked]
    assert len(set(lines)) == 3
    assert requests.in_log("\n".join(lines)) == {0, 1, 2}
    assert requests.in_log(lines[1]) == {1}
    assert MarkedRequests.of(3).in_log("\n".join(lines)) == frozenset()


def test_a_number_is_not_taken_for_one_that_begins_alike() -> None:
    requests = MarkedRequests("spread1", range(20))
    assert requests.in_log('"GET /v3?probe=spread1-12 HTTP/1.1" 200') == {12}


def test_a_replica_that_got_none_is_named() -> None:
    seen = {"a": {0, 2}, "b": {1}, "c": set[int]()}
    assert every_replica_answers(seen, PUBLIC) == ["endpoint not listed: pod c got none of 3 requests"]
    assert every_replica_answers({"a": {0}, "b": {1}}, PUBLIC) == []


def test_a_service_that_keeps_a_client_at_one_pod_is_named_as_the_cause() -> None:
    spec = {"type": "LoadBalancer", "sessionAffinity": "ClientIP"}
    sticky = ServiceView.from_json({"metadata": {"name": "keystone-public", "uid": "1"}, "spec": spec})
    assert every_replica_answers({"a": {0}, "b": set[int]()}, sticky) == [
        "one replica a client: service keystone-public has sessionAffinity ClientIP: "
        "pod b got none of 1 requests"
    ]
    assert every_replica_answers({"a": {0}, "b": {1}}, sticky) == []


def test_a_request_that_two_replicas_answered_is_told() -> None:
    assert answered_once({"a": {0, 1}, "b": {1}}) == ["1 requests were answered by two replicas each"]
    assert answered_once({"a": {0}, "b": {1}}) == []
