from __future__ import annotations

import pytest

from conformance.errors import EnvironmentFault
from conformance.judgement import Kept, NotYet
from conformance.remaining import gone, what_remains, what_remains_in
from tests.played_api import played_api, recorded
from tests.played_http import Asked, Reply

GOING = "2026-11-23T04:00:00Z"
NAMESPACE = {
    "metadata": {"name": "here", "deletionTimestamp": GOING},
    "spec": {"finalizers": ["kubernetes"]},
    "status": {
        "conditions": [{"status": "True", "message": "Discovery failed"}, {"status": "False", "message": "x"}]
    },
}
BALANCED = {
    "metadata": {
        "name": "keystone-public",
        "deletionTimestamp": GOING,
        "finalizers": ["service.kubernetes.io/load-balancer-cleanup"],
    }
}


def remaining(**kinds: list[object]) -> list[str]:
    def answer(asked: Asked) -> Reply:
        kind = asked.path.partition("?")[0].rpartition("/")[2]
        return Reply(200, {"items": kinds.get(kind, [])})

    with played_api(answer) as (api, _):
        judged = gone(lambda: what_remains(api, "run-1"))
        left = what_remains(api, "run-1")
        assert isinstance(judged, NotYet if left else Kept)
        return [str(each) for each in left]


def test_nothing_remains() -> None:
    assert remaining() == []


def test_what_remains_is_named_with_its_finalizer() -> None:
    pod = {"metadata": {"name": "keystone-db"}}
    assert remaining(namespaces=[NAMESPACE], services=[BALANCED], pods=[pod]) == [
        "namespace here: service keystone-public waits for finalizer "
        "service.kubernetes.io/load-balancer-cleanup",
        "namespace here: pod keystone-db is not being deleted",
    ]


def test_an_empty_namespace_says_what_keeps_it() -> None:
    assert remaining(namespaces=[NAMESPACE]) == [
        "namespace here waits for finalizer kubernetes; Discovery failed"
    ]


def test_an_api_server_that_cannot_be_asked_is_not_taken_for_nothing_left() -> None:
    with played_api(lambda _: Reply(503, "busy")) as (api, _), pytest.raises(EnvironmentFault):
        what_remains(api, "run-1")


def test_a_kind_that_is_gone_from_a_namespace_that_goes_is_not_asked_for_again() -> None:
    steady = {"metadata": {"name": "steady"}}

    def answer(asked: Asked) -> Reply:
        if asked.path.partition("?")[0] == "/api/v1/namespaces":
            return Reply(200, {"items": [NAMESPACE, steady]})
        return Reply(200, {"items": [{"metadata": {"name": "keystone-db"}}] if "/pods" in asked.path else []})

    seen_gone: set[tuple[str, str]] = set()
    with played_api(answer) as (api, server):
        first = what_remains(api, "run-1", seen_gone)
        before = len(server.asked)
        assert what_remains(api, "run-1", seen_gone) == first
    again = [each.path for each in server.asked[before:] if "/here/" in each.path]
    assert again == ["/api/v1/namespaces/here/pods"]
    assert [each.path for each in server.asked[before:] if "/steady/services" in each.path]


CONTENT = "Some resources are remaining: configmaps. has 1 resource instances, "
FINALIZERS = (
    "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances"
)


def stuck(answer_other_kinds: bool = True) -> list[str]:
    """Return what remains of a namespace that a ConfigMap and an object of a foreign kind keep."""
    widgets = f"{CONTENT}widgets.example.com has 1 resource instances"
    conditions = [{"status": "True", "message": widgets}, {"status": "True", "message": FINALIZERS}]
    held = {"name": "held", "deletionTimestamp": GOING, "finalizers": ["example.com/hold"]}
    replies = {
        "/api/v1/namespaces/here": {**NAMESPACE, "status": {"conditions": conditions}},
        "/apis/example.com": {"preferredVersion": {"groupVersion": "example.com/v1beta1"}},
        "/api/v1/namespaces/here/configmaps": {"items": [{"metadata": held}]},
        "/apis/example.com/v1beta1/namespaces/here/widgets": {"items": [{"metadata": held}]},
    }

    def answer(asked: Asked) -> Reply:
        if not answer_other_kinds and ("configmaps" in asked.path or "example.com" in asked.path):
            return recorded("no-right")
        return Reply(200, replies.get(asked.path, {"items": []}))

    with played_api(answer) as (api, _):
        return [each.with_remedy() for each in what_remains_in(api, ["here"])]


def test_any_object_that_keeps_a_namespace_is_named_with_its_finalizer_and_the_remedy() -> None:
    patch = '--type=merge -p \'{"metadata":{"finalizers":null}}\''
    who = "whoever set it takes it off; where that is gone for good: kubectl patch"
    assert stuck() == [
        "namespace here: configmaps held waits for finalizer example.com/hold: "
        f"{who} configmaps held -n here {patch}",
        "namespace here: widgets.example.com held waits for finalizer example.com/hold: "
        f"{who} widgets.example.com held -n here {patch}",
    ]


def test_where_they_may_not_be_looked_at_the_namespace_controllers_words_do() -> None:
    (line,) = stuck(answer_other_kinds=False)
    assert line.startswith("namespace here waits for finalizer kubernetes; Some resources are remaining")
    assert "example.com/hold in 1 resource instances" in line


def test_a_load_balancer_that_is_not_released_is_not_to_be_forgotten() -> None:
    def answer(asked: Asked) -> Reply:
        if asked.path == "/api/v1/namespaces/here":
            return Reply(200, NAMESPACE)
        return Reply(200, {"items": [BALANCED] if asked.path.endswith("/services") else []})

    with played_api(answer) as (api, _):
        (left,) = what_remains_in(api, ["here"])
    assert "the cloud has not released its load balancer" in left.with_remedy()
    assert "kubectl describe service keystone-public -n here" in left.with_remedy()
    assert "kubectl patch" not in left.with_remedy()


def test_a_namespace_that_is_gone_leaves_nothing() -> None:
    with played_api(lambda _: recorded("not-found")) as (api, _):
        assert what_remains_in(api, ["here"]) == []
