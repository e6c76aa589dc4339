"""The dump of a whole cluster: what is compared, what is left out, and whose a difference is."""

from __future__ import annotations

from typing import Any

from sabotage.endings.cluster_dump import Key, belonging_to, compared, differences, take_dump
from sabotage.endings.exceptions import EXCEPTIONS
from tests.played_api import played_api
from tests.played_http import Reply

RUN = "20261126-041011-3fa9c1"
POD = Key("Pod", f"{RUN}-own-1", "keystone-db", "/api/v1")
CONFIG_MAP = Key("ConfigMap", "default", "kube-root-ca.crt", "/api/v1")
NAMESPACE = Key("Namespace", "", f"{RUN}-own-1", "/api/v1")


def test_only_fields_with_a_reason_are_left_out() -> None:
    metadata = {"name": "x", "resourceVersion": "1", "managedFields": [], "labels": {"a": "b"}}
    assert compared("Pod", {"metadata": metadata, "status": {"phase": "Running"}}) == {
        "metadata": {"name": "x", "labels": {"a": "b"}},
        "status": {"phase": "Running"},
    }
    assert compared("Node", {"metadata": metadata, "status": {}}) == {
        "metadata": {"name": "x", "labels": {"a": "b"}}
    }
    assert all(each.why for each in EXCEPTIONS)


def test_each_difference_is_a_line_that_names_object_and_field() -> None:
    before = {CONFIG_MAP: {"data": {"ca.crt": "A"}}, NAMESPACE: {}}
    after = {CONFIG_MAP: {"data": {"ca.crt": "B"}}, POD: {}}
    assert differences(before, after) == [
        f"+ Pod {RUN}-own-1/keystone-db",
        f"- Namespace {RUN}-own-1",
        "~ ConfigMap default/kube-root-ca.crt: data.ca.crt was 'A', is 'B'",
    ]
    assert differences(before, before) == []


def test_what_a_run_left_is_counted_by_kind() -> None:
    dump: dict[Key, Any] = {POD: {}, NAMESPACE: {}, CONFIG_MAP: {}}
    assert belonging_to(RUN, dump) == {"Namespace": 1, "Pod": 1}
    assert belonging_to("20261126-041011-ffffff", dump) == {}
    assert belonging_to("", dump) == {}


def test_every_kind_that_can_be_listed_is_in_it_but_what_is_left_out() -> None:
    def item(name: str) -> dict[str, Any]:
        return {"metadata": {"name": name, "namespace": "default", "resourceVersion": "7"}}

    answers: dict[str, Any] = {
        "/apis": {"groups": [{"preferredVersion": {"groupVersion": "coordination.k8s.io/v1"}}]},
        "/api/v1": {
            "resources": [
                {"name": "pods", "kind": "Pod", "verbs": ["list"]},
                {"name": "pods/log", "kind": "Pod", "verbs": ["get"]},
                {"name": "events", "kind": "Event", "verbs": ["list"]},
                {"name": "bindings", "kind": "Binding", "verbs": ["create"]},
            ]
        },
        "/apis/coordination.k8s.io/v1": {
            "resources": [{"name": "leases", "kind": "Lease", "verbs": ["list"]}]
        },
        "/api/v1/pods": {"items": [item("a"), item("b")]},
    }
    with played_api(lambda asked: Reply(200, answers[asked.path])) as (api, server):
        dump = take_dump(api)
    assert dump == {
        Key("Pod", "default", name, "/api/v1"): {"metadata": {"name": name, "namespace": "default"}}
        for name in ("a", "b")
    }
    assert {each.path for each in server.asked} == set(answers)
