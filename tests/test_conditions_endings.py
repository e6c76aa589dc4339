"""Containers that must end, and pods that must heal in place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conformance.conditions import (
    containers_ended,
    first_never,
    healed_in_place,
    none_keeps_ending,
    replicas_keep_ending,
    replicas_made,
)
from conformance.judgement import Judgement, Kept, Never, NotYet
from conformance.observed import PodView, Snapshot
from tests.recorded import objects, recorded, snapshot_of

SERVICE_MADE = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)


def why(judgement: Judgement[Any]) -> str:
    assert not isinstance(judgement, Kept)
    return judgement.why


def names() -> list[str]:
    return sorted(name for name in recorded("healthy").pods if name.startswith("keystone-rc"))


def ended(code: int = 1, began: int = -20) -> dict[str, Any]:
    at = (SERVICE_MADE + timedelta(seconds=began)).isoformat()
    return {"terminated": {"exitCode": code, "reason": "Error", "startedAt": at, "finishedAt": at}}


def with_keystone(state: dict[str, Any], pods: list[str] | None = None, **status: Any) -> Snapshot:
    """The healthy stack, but for the keystone containers of `pods`, or of all."""
    found = objects("healthy")
    for pod in found["pods"]:
        if pod["metadata"]["name"] in (names() if pods is None else pods):
            container = next(c for c in pod["status"]["containerStatuses"] if c["name"] == "keystone")
            container.update(state=state, ready="running" in state, **status)
    return snapshot_of(found)


BACK_OFF = {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 10s"}}


@pytest.mark.parametrize(("pod", "container"), [("nobody", "keystone"), (names()[0], "nothing")])
def test_what_is_not_there_is_named(pod: str, container: str) -> None:
    assert why(containers_ended([pod], container)(recorded("healthy"))).startswith("manifest not accepted: ")


def test_ends_are_found_by_pod() -> None:
    judgement = containers_ended(names(), "keystone")(with_keystone(ended(3)))
    assert isinstance(judgement, Kept)
    assert {pod: end.exit_code for pod, end in judgement.value.items()} == dict.fromkeys(names(), 3)


def test_the_end_of_a_container_that_was_restarted_since_counts() -> None:
    snapshot = with_keystone({"running": {}}, lastState=ended())
    assert isinstance(containers_ended(names(), "keystone")(snapshot), Kept)


def test_one_that_runs_on_is_named() -> None:
    judgement = containers_ended(names(), "keystone")(with_keystone(ended(), names()[:2]))
    assert judgement == NotYet(
        f"environment wrong: container keystone of pod {names()[2]} runs on, though it should refuse to"
    )


def test_replicas_are_made_however_they_are() -> None:
    assert isinstance(replicas_made("keystone-rc")(with_keystone(ended())), Kept)
    found = objects("healthy")
    found["pods"] = [pod for pod in found["pods"] if pod["metadata"]["name"] != names()[0]]
    assert "2 of 3 pods are there" in why(replicas_made("keystone-rc")(snapshot_of(found)))
    assert "there is no replication controller x" in why(replicas_made("x")(recorded("healthy")))


@pytest.mark.parametrize(
    ("state", "restarts"), [(BACK_OFF, 1), (ended(), 1), ({"running": {}}, 2), (BACK_OFF, 4)]
)
def test_replicas_keep_ending_when_all_have_ended_twice(state: dict[str, Any], restarts: int) -> None:
    """Whether the kubelet shows that it backs off, has not looked again since, or has tried once more."""
    loop = replicas_keep_ending("keystone-rc", "keystone")
    assert isinstance(loop(with_keystone(state, restartCount=restarts, lastState=ended())), Kept)


def test_the_pods_need_not_back_off_at_one_moment() -> None:
    found = objects("healthy")
    states: list[tuple[dict[str, Any], int]] = [(BACK_OFF, 1), (ended(), 2), ({"running": {}}, 3)]
    for name, (state, restarts) in zip(names(), states, strict=True):
        pod = next(each for each in found["pods"] if each["metadata"]["name"] == name)
        container = next(c for c in pod["status"]["containerStatuses"] if c["name"] == "keystone")
        container.update(state=state, ready=False, restartCount=restarts, lastState=ended())
    assert isinstance(replicas_keep_ending("keystone-rc", "keystone")(snapshot_of(found)), Kept)


@pytest.mark.parametrize(("state", "restarts"), [({"running": {}}, 1), (ended(), 0)])
def test_one_end_is_not_enough_to_keep_ending(state: dict[str, Any], restarts: int) -> None:
    last = ended() if "running" in state else {}
    judgement = replicas_keep_ending("keystone-rc", "keystone")(
        with_keystone(state, restartCount=restarts, lastState=last)
    )
    assert "has ended only once" in why(judgement)


def test_replicas_that_cannot_keep_ending_say_why() -> None:
    loop = replicas_keep_ending("keystone-rc", "keystone")
    assert "runs on, though it should refuse to" in why(loop(recorded("healthy")))
    assert "has no container other" in why(replicas_keep_ending("keystone-rc", "other")(recorded("healthy")))
    assert isinstance(replicas_keep_ending("x", "keystone")(recorded("healthy")), NotYet)


def before() -> tuple[PodView, ...]:
    return tuple(recorded("healthy").pods[name] for name in names())


def heals() -> Any:
    return healed_in_place(before(), "keystone", SERVICE_MADE)


def test_the_same_pods_ready_are_healed() -> None:
    snapshot = with_keystone({"running": {}}, restartCount=2, lastState=ended(began=-5))
    judgement = heals()(snapshot)
    assert isinstance(judgement, Kept)
    assert [pod.uid for pod in judgement.value] == [pod.uid for pod in before()]


def test_a_back_off_is_waited_for() -> None:
    judgement = heals()(with_keystone(BACK_OFF, restartCount=1, lastState=ended(began=-5)))
    assert isinstance(judgement, NotYet)
    assert "container keystone" in judgement.why


def test_a_restart_within_the_spread_of_the_clocks_may_still_end() -> None:
    assert isinstance(heals()(with_keystone(BACK_OFF, restartCount=2, lastState=ended(began=1))), NotYet)


def test_a_restart_after_the_service_that_ends_again_is_never_made_good() -> None:
    judgement = heals()(with_keystone(BACK_OFF, restartCount=2, lastState=ended(began=9)))
    assert isinstance(judgement, Never)
    assert judgement.why.endswith("restarted 9 s after, ended again (exit code 1)")


def test_a_pod_that_was_replaced_did_not_heal() -> None:
    found = objects("healthy")
    found["pods"] = [pod for pod in found["pods"] if pod["metadata"]["name"] != names()[1]]
    judgement = heals()(snapshot_of(found))
    assert isinstance(judgement, Never)
    assert f"pod {names()[1]} did not heal in place: it is gone" in judgement.why


def uids(snapshot: Snapshot, *pods: str) -> set[str]:
    return {snapshot.pods[pod].uid for pod in pods}


def test_a_container_that_ended_twice_ends_a_wait() -> None:
    new, *old = names()
    once = with_keystone(BACK_OFF, [new], restartCount=0, lastState=ended())
    twice = with_keystone(BACK_OFF, [new], restartCount=1, lastState=ended())
    assert isinstance(none_keeps_ending("keystone", uids(once, *old))(once), Kept)
    judgement = none_keeps_ending("keystone", uids(twice, *old))(twice)
    assert judgement == Never(
        f"not started: container keystone of pod {new} keeps ending (exit code 1)", "crash-loop"
    )


def test_a_container_that_is_killed_for_memory_again_and_again_is_told_so() -> None:
    new, *old = names()
    killed = ended(137)
    killed["terminated"]["reason"] = "OOMKilled"
    snapshot = with_keystone(BACK_OFF, [new], restartCount=1, lastState=killed)
    judgement = none_keeps_ending("keystone", uids(snapshot, *old))(snapshot)
    assert isinstance(judgement, Never)
    assert judgement.cause == "out-of-memory"


def test_an_old_pod_that_keeps_ending_ends_no_wait_for_a_new_one() -> None:
    snapshot = with_keystone(BACK_OFF, restartCount=1, lastState=ended())
    assert isinstance(none_keeps_ending("keystone", uids(snapshot, *names()))(snapshot), Kept)


def test_the_first_never_counts_and_else_the_last_judgement() -> None:
    snapshot = recorded("healthy")
    kept, not_yet, never, other = (
        Kept(None),
        NotYet("wait"),
        Never("first", "crash-loop"),
        Never("second", "x"),
    )
    assert first_never(lambda _: kept, lambda _: not_yet)(snapshot) == not_yet
    assert first_never(lambda _: never, lambda _: other)(snapshot) == never
    assert first_never(lambda _: not_yet, lambda _: kept)(snapshot) == kept
