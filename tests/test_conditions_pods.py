from __future__ import annotations

from typing import Any

import pytest

from conformance.conditions import pod_gone, pod_running
from conformance.judgement import Judgement, Kept, Never, NotYet
from tests.recorded import named, objects, recorded, snapshot_of


def why(judgement: Judgement[Any]) -> str:
    assert not isinstance(judgement, Kept)
    return judgement.why


def test_a_pod_that_runs_is_found() -> None:
    judgement = pod_running("keystone-db")(recorded("healthy"))
    assert isinstance(judgement, Kept)
    assert judgement.value.name == "keystone-db"


def test_a_pod_that_is_not_there_may_still_come() -> None:
    assert pod_running("nobody")(recorded("healthy")) == NotYet(
        "manifest not accepted: there is no pod nobody"
    )


def test_a_pod_just_made_takes_its_time() -> None:
    judgement = pod_running("keystone-db")(recorded("just-created"))
    assert isinstance(judgement, NotYet)
    assert judgement.cause == ""


# Each pod of the recording is named after the cause that keeps it from running.
@pytest.mark.parametrize(
    ("pod", "kind", "cause", "line"),
    [
        (
            "image-not-found",
            Never,
            None,
            "image not pulled: pod image-not-found: image not found: nope/nothing:v9",
        ),
        (
            "image-name-invalid",
            Never,
            None,
            "image not pulled: pod image-name-invalid: image name invalid: Upper/Case",
        ),
        (
            "image-never-pulled",
            Never,
            None,
            "image not pulled: pod image-never-pulled: image not on the node",
        ),
        (
            "command-wrong",
            Never,
            None,
            "not started: pod command-wrong: container c: the container's command cannot",
        ),
        ("pod-finished", Never, None, "not started: pod pod-finished has ended"),
        (
            "configuration-missing",
            NotYet,
            None,
            "not started: pod configuration-missing: container c: a Secret, ",
        ),
        (
            "volume-missing",
            NotYet,
            "configuration-missing",
            "not started: pod volume-missing: a Secret, ConfigMap",
        ),
        ("unschedulable", NotYet, None, "not scheduled: pod unschedulable: no room on any node (0/1 nodes"),
        (
            "unschedulable-by-manifest",
            NotYet,
            None,
            "not scheduled: pod unschedulable-by-manifest: no node fits",
        ),
        (
            "crash-loop",
            NotYet,
            None,
            "not started: pod crash-loop: container c keeps ending (exit code 0",
        ),
    ],
)
def test_what_keeps_a_pod_from_running(pod: str, kind: type, cause: str | None, line: str) -> None:
    judgement = pod_running(pod)(recorded("troubles"))
    assert isinstance(judgement, Never | NotYet)
    assert type(judgement) is kind
    assert judgement.cause == (cause or pod)
    assert judgement.why.startswith(line)


def test_an_old_kubelets_back_off_is_explained_by_its_event() -> None:
    found = objects("troubles")
    pod = named(found["pods"], "image-not-found")
    waiting = pod["status"]["containerStatuses"][0]["state"]["waiting"]
    waiting.update(reason="ImagePullBackOff", message='Back-off pulling image "nope/nothing:v9"')
    judgement = pod_running("image-not-found")(snapshot_of(found))
    assert isinstance(judgement, Never)
    assert judgement.cause == "image-not-found"


def waiting_for_pull(message: str) -> Judgement[Any]:
    found = objects("troubles")
    found["events"] = []
    pod = named(found["pods"], "image-not-found")
    pod["status"]["containerStatuses"][0]["state"]["waiting"] = {"reason": "ErrImagePull", "message": message}
    return pod_running("image-not-found")(snapshot_of(found))


def test_a_registry_that_fails_is_waited_for_and_named() -> None:
    judgement = waiting_for_pull(
        "unexpected status from HEAD request to https://r/v2/: 503 Service Unavailable"
    )
    assert isinstance(judgement, NotYet)
    assert judgement.cause == "pull-registry-error"
    assert "503 Service Unavailable" in judgement.why


def test_a_refused_pull_is_final() -> None:
    judgement = waiting_for_pull(
        "failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized"
    )
    assert isinstance(judgement, Never)
    assert judgement.cause == "pull-refused"


def test_a_container_killed_for_memory_says_so() -> None:
    found = objects("healthy")
    status = named(found["pods"], "keystone-db")["status"]["containerStatuses"][0]
    status.update(ready=False, restartCount=2, state={"waiting": {"reason": "CrashLoopBackOff"}})
    status["lastState"] = {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}
    judgement = pod_running("keystone-db")(snapshot_of(found))
    assert isinstance(judgement, NotYet)
    assert judgement.cause == "out-of-memory"
    assert "(OOMKilled, exit code 137, 2 restarts)" in judgement.why


def ended(restarts: int, message: str = "") -> str:
    found = objects("healthy")
    status = named(found["pods"], "keystone-db")["status"]["containerStatuses"][0]
    end = {"terminated": {"exitCode": 1, "reason": "Error", "message": message}}
    status.update(ready=False, restartCount=restarts, state=end)
    return why(pod_running("keystone-db")(snapshot_of(found))).removeprefix("not started: pod keystone-db: ")


def test_an_end_is_told_with_its_number_and_the_programs_last_words() -> None:
    assert ended(0) == "container keystone-db ended (exit code 1)"
    assert ended(1) == "container keystone-db keeps ending (exit code 1, 1 restart)"
    assert ended(2, "first\nDB_PORT_3306_TCP_ADDR must be set\n") == (
        "container keystone-db keeps ending (exit code 1, 2 restarts): DB_PORT_3306_TCP_ADDR must be set"
    )


def test_a_container_that_runs_again_is_no_trouble_of_its_last_end() -> None:
    found = objects("healthy")
    status = named(found["pods"], "keystone-db")["status"]["containerStatuses"][0]
    status.update(restartCount=1, lastState={"terminated": {"exitCode": 1, "reason": "Error"}})
    assert isinstance(pod_running("keystone-db")(snapshot_of(found)), Kept)


def evicted(phase: str, **more: Any) -> Judgement[Any]:
    found = objects("healthy")
    pod = named(found["pods"], "keystone-db")
    pod["status"] |= {"phase": phase, **more}
    return pod_running("keystone-db")(snapshot_of(found))


def test_a_drained_pod_is_the_environments_fault() -> None:
    condition = {
        "type": "DisruptionTarget",
        "status": "True",
        "reason": "EvictionByEvictionAPI",
        "message": "drain",
    }
    for judgement in (
        evicted("Failed", reason="Evicted", message="The node was low on resource: memory."),
        evicted("Failed", conditions=[condition]),
    ):
        assert isinstance(judgement, Never)
        assert judgement.cause == "node-disrupted"


def test_a_pod_is_gone_when_its_uid_is() -> None:
    snapshot = recorded("healthy")
    pod = snapshot.pod("keystone-db")
    assert pod is not None
    assert isinstance(pod_gone(pod.uid)(snapshot), NotYet)
    assert isinstance(pod_gone("another")(snapshot), Kept)


def test_a_pod_that_is_not_ready_says_what_its_readiness_probe_met_last() -> None:
    """An image that answers 500 was told as: Running, 1/2 ready (keystone running)."""
    found = objects("healthy")
    pod = named(found["pods"], "keystone-db")
    pod["status"]["containerStatuses"][0]["ready"] = False
    for condition in pod["status"]["conditions"]:
        condition["status"] = "True" if condition["type"] == "PodScheduled" else "False"
    about = {"uid": pod["metadata"]["uid"], "kind": "Pod", "name": "keystone-db"}
    found["events"] = [
        {
            "metadata": {"name": f"e{second}", "uid": f"e{second}"},
            "involvedObject": about,
            "reason": "Unhealthy",
            "message": message,
            "lastTimestamp": f"2026-11-26T17:00:0{second}Z",
        }
        for second, message in enumerate(
            (
                "Readiness probe failed: connection refused",
                "Readiness probe failed: HTTP probe failed with statuscode: 500",
                "Liveness probe failed: connection refused",
            )
        )
    ]
    judgement = pod_running("keystone-db")(snapshot_of(found))
    assert why(judgement) == (
        "not started: pod keystone-db Running, 0/1 ready "
        "(keystone-db running; Readiness probe failed: HTTP probe failed with statuscode: 500)"
    )
