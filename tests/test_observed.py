from __future__ import annotations

import dataclasses
from types import MappingProxyType

import pytest

from conformance.observed import Change, ContainerView, EventView, NodeView, PodView, ServiceView, Snapshot
from tests.recorded import named, objects, recorded


def test_a_healthy_pod_is_seen_as_it_is() -> None:
    pod = recorded("healthy").pod("keystone-db")
    assert pod is not None
    assert (pod.phase, pod.ready_containers, pod.restarts, pod.is_ready, pod.terminating) == (
        "Running",
        1,
        0,
        True,
        False,
    )
    assert pod.labels == {"name": "keystone-db"}
    assert pod.owner is None
    assert pod.ip.startswith("10.244.")
    container = pod.containers[0]
    assert container.state == "running"
    assert container.limits == {"cpu": "500m"}
    assert container.ports == (3306,)
    assert container.image == "registry.k8s.io/pause:3.10"
    assert container.image_id.startswith("sha256:")
    assert container.container_id.startswith("containerd://")


def test_a_controller_and_the_pods_it_owns_are_found() -> None:
    snapshot = recorded("healthy")
    controller = snapshot.controller("keystone-rc")
    assert controller is not None
    assert (controller.replicas, controller.ready_replicas, controller.observed) == (3, 3, True)
    pods = snapshot.pods_of(controller.uid)
    assert len(pods) == 3
    for pod in pods:
        assert pod.owner is not None
        assert (pod.owner.kind, pod.owner.name) == ("ReplicationController", "keystone-rc")
        assert [each.name for each in pod.containers] == ["keystone", "memcached"]
        assert snapshot.pod_of_uid(pod.uid) is pod
    assert snapshot.pods_matching(controller.selector) == pods
    assert snapshot.pods_matching({}) == ()


def test_a_terminating_pod_is_still_owned() -> None:
    snapshot = recorded("one-going")
    controller = snapshot.controller("keystone-rc")
    assert controller is not None
    pods = snapshot.pods_of(controller.uid)
    assert len(pods) == 4
    assert sum(pod.terminating for pod in pods) == 1


def test_services_show_their_addresses_and_what_is_behind_them() -> None:
    snapshot = recorded("healthy")
    public, db = snapshot.service("keystone-public"), snapshot.service("db")
    assert public is not None
    assert db is not None
    assert len(public.addresses) == 1
    assert public.addresses[0].startswith("198.18.")
    assert (public.ports[0].port, public.ports[0].target_port) == (5000, 5000)
    assert public.ports[0].node_port > 0
    assert db.selector_text == "name=keystone-db"
    assert [each.pod for each in snapshot.endpoints_of("db")] == ["keystone-db"]
    assert len(snapshot.endpoints_of("keystone-public")) == 3


def test_an_endpoint_that_ends_is_not_ready() -> None:
    snapshot = recorded("one-going")
    going = [each for each in snapshot.endpoints_of("keystone-public", ready_only=False) if each.terminating]
    assert all(not each.ready for each in going)


def test_events_are_found_by_what_they_are_about_oldest_first() -> None:
    snapshot = recorded("troubles")
    pod = snapshot.pod("image-not-found")
    assert pod is not None
    reasons = [event.reason for event in snapshot.events_about(pod.uid)]
    assert reasons[0] == "Scheduled"
    assert {"Pulling", "Failed", "BackOff"} <= set(reasons)
    assert snapshot.events_about(pod.uid, reason="Scheduled")[0].about_name == "image-not-found"
    assert snapshot.events_about("nobody") == ()


def test_both_ways_of_writing_an_event_are_read() -> None:
    old = {
        "metadata": {"name": "e"},
        "count": 3,
        "lastTimestamp": "2026-11-23T04:00:05Z",
        "source": {"component": "kubelet"},
    }
    new = {
        "metadata": {"name": "e"},
        "eventTime": "2026-11-23T04:00:00.123456Z",
        "series": {"count": 2, "lastObservedTime": "2026-11-23T04:00:09.000001Z"},
        "reportingComponent": "default-scheduler",
    }
    first, second = EventView.from_json(old), EventView.from_json(new)
    assert (first.count, first.source, first.last and first.last.second) == (3, "kubelet", 5)
    assert (second.count, second.source, second.last and second.last.second) == (2, "default-scheduler", 9)


def test_a_node_is_ready_by_its_condition() -> None:
    node = next(iter(recorded("healthy").nodes.values()))
    assert node.is_ready
    silent = {"metadata": {"name": "n"}, "status": {"conditions": [{"type": "Ready", "status": "Unknown"}]}}
    assert not NodeView.from_json(silent).is_ready
    assert not NodeView.from_json({}).is_ready


def test_a_bare_object_has_a_view() -> None:
    assert PodView.from_json({}).phase == ""
    assert not PodView.from_json({}).is_ready
    assert ServiceView.from_json({"spec": {"clusterIP": "None"}}).cluster_ip == ""
    assert ContainerView.from_json({"name": "c"}, {}).state == "unknown"


def test_an_owner_that_is_no_controller_owns_nothing() -> None:
    found = objects("healthy")
    for pod in found["pods"]:
        for owner in pod["metadata"].get("ownerReferences", ()):
            owner["controller"] = False
    pod = named(found["pods"], "keystone-db")
    assert PodView.from_json(pod).owner is None


def test_a_snapshot_cannot_be_changed() -> None:
    snapshot = recorded("healthy")
    with pytest.raises(dataclasses.FrozenInstanceError):
        snapshot.revision = 9  # type: ignore[misc]  # that is the point
    with pytest.raises(TypeError):
        snapshot.pods["x"] = PodView.from_json({})  # type: ignore[index]  # that is the point


def test_history_tells_when_an_object_came_and_went() -> None:
    pod = PodView.from_json({"metadata": {"name": "p", "uid": "1"}})
    changes = tuple(
        Change(at, action, "Pod", "p", "1", "", pod)
        for at, action in ((1.0, "ADDED"), (2.0, "MODIFIED"), (3.5, "DELETED"))
    )
    snapshot = Snapshot(history=changes, pods=MappingProxyType({}))
    assert snapshot.first_seen("1") == 1.0
    assert snapshot.deleted_at("1") == 3.5
    assert snapshot.first_seen("2") is None
    assert snapshot.deleted_at("2") is None
