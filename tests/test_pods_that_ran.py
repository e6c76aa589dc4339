"""Which images ran, and in which pods: those that have gone meanwhile too."""

from __future__ import annotations

from dataclasses import replace

from conformance.observed import PodView, Snapshot
from conformance.observed.snapshot import Change
from conformance.pods_that_ran import PodsThatRan
from tests.recorded import named, objects, recorded, snapshot_of

HEALTHY = recorded("healthy")


def looked_at(*snapshots: Snapshot) -> PodsThatRan:
    ran = PodsThatRan()
    for snapshot in snapshots:
        ran.look(snapshot)
    return ran


def gone(pod: PodView) -> Change:
    return Change(1.0, "DELETED", "Pod", pod.name, pod.uid, pod.resource_version, pod)


def test_each_digest_is_told_with_all_pods_that_ran_it() -> None:
    images = looked_at(HEALTHY).images()
    keystone = next(image for image in images if image.container == "keystone")
    assert keystone.digest.startswith("sha256:")
    uids = {pod.uid for pod in HEALTHY.pods.values() if pod.container("keystone")}
    assert len(uids) == 3
    assert {pod.uid for pod in keystone.pods} == uids


def test_looking_twice_adds_nothing() -> None:
    assert looked_at(HEALTHY, HEALTHY).images() == looked_at(HEALTHY).images()


def test_a_pod_that_came_and_went_between_two_looks_is_told() -> None:
    shown = objects("healthy")
    pod = next(iter(HEALTHY.pods.values()))
    shown["pods"].remove(named(shown["pods"], pod.name))
    after = replace(snapshot_of(shown), history=(gone(pod),))
    assert pod.uid in {seen.uid for image in looked_at(after).images() for seen in image.pods}


def test_a_pod_that_ran_nothing_yet_is_not_told() -> None:
    assert looked_at(recorded("just-created")).images() == []
    assert looked_at(recorded("just-created")).statuses() == {"pods": []}


def test_a_tag_that_moved_between_two_runs_of_a_container_shows_as_two_digests() -> None:
    shown = objects("healthy")
    status = shown["pods"][0]["status"]["containerStatuses"][0]
    status["imageID"] = "registry.example/keystone@sha256:" + "ee" * 32
    ran = looked_at(HEALTHY, snapshot_of(shown))
    digests = {image.digest for image in ran.images() if image.container == status["name"]}
    assert len(digests) == 2
    assert len(ran.statuses()["pods"]) == len(HEALTHY.pods) + 1


def test_every_digest_of_the_record_stands_in_the_statuses() -> None:
    ran = looked_at(HEALTHY)
    by_uid = {pod["uid"]: pod for pod in ran.statuses()["pods"]}
    for image in ran.images():
        for pod in image.pods:
            ids = [one["imageID"] for one in by_uid[pod.uid]["containerStatuses"]]
            assert any(each.endswith(image.digest) for each in ids)


def test_the_statuses_hold_no_message_which_may_quote_a_log() -> None:
    shown = objects("healthy")
    status = shown["pods"][0]["status"]
    status["message"] = status["containerStatuses"][0]["state"] = "a secret"
    status["containerStatuses"][0]["state"] = {"terminated": {"message": "a secret", "exitCode": 1}}
    assert "a secret" not in str(looked_at(snapshot_of(shown)).statuses())
