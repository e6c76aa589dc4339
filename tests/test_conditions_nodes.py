"""What a node does to a pod that is waited for."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.conditions import pod_running
from conformance.judgement import Judgement, Kept, NotYet
from tests.recorded import named, objects, snapshot_of


def why(judgement: Judgement[Any]) -> str:
    assert not isinstance(judgement, Kept)
    return judgement.why


def not_ready_node(*nodes: str) -> Judgement[Any]:
    found = objects("healthy")
    for pod in found["pods"]:
        pod["status"]["phase"] = "Pending"
    recorded_node = found["nodes"][0]
    found["nodes"] = [
        recorded_node
        | {"metadata": {"name": name}, "status": {"conditions": [{"type": "Ready", "status": "Unknown"}]}}
        for name in (recorded_node["metadata"]["name"] if name == "its own" else name for name in nodes)
    ]
    return pod_running("keystone-db")(snapshot_of(found))


def test_a_node_that_is_not_ready_is_named() -> None:
    judgement = not_ready_node("its own")
    assert isinstance(judgement, NotYet)
    assert judgement.cause == "node-not-ready"


def test_a_node_that_is_gone_is_named_only_where_nodes_can_be_seen() -> None:
    gone, unseen = not_ready_node("another"), not_ready_node()
    assert why(gone).endswith("is gone")
    assert isinstance(unseen, NotYet)
    assert unseen.cause == ""


@pytest.mark.parametrize(
    ("message", "cause", "words"),
    [
        ("no network", "sandbox-failed", "the node could not make the pod's sandbox (no network)"),
        (
            "runc create failed: can't get final child's PID from pipe: EOF",
            "no-process",
            "the node could start no process of the pod (runc create failed: ",
        ),
    ],
)
def test_a_sandbox_that_cannot_be_made_is_the_nodes_fault_until_it_is_made(
    message: str, cause: str, words: str
) -> None:
    found = objects("just-created")
    pod = named(found["pods"], "keystone-db")
    pod["spec"]["nodeName"] = found["nodes"][0]["metadata"]["name"] if found["nodes"] else "n"
    pod["status"]["containerStatuses"] = [
        {"name": "keystone-db", "state": {"waiting": {"reason": "ContainerCreating"}}}
    ]

    def event(name: str, reason: str, second: int) -> dict[str, Any]:
        return {
            "metadata": {"name": name},
            "reason": reason,
            "message": message,
            "lastTimestamp": f"2026-11-23T04:00:0{second}Z",
            "involvedObject": {"uid": pod["metadata"]["uid"]},
        }

    found["events"] = [event("a", "FailedCreatePodSandBox", 1)]
    judgement = pod_running("keystone-db")(snapshot_of(found))
    assert isinstance(judgement, NotYet)
    assert judgement.cause == cause
    assert words in judgement.why
    found["events"].append(event("b", "Pulling", 2))
    later = pod_running("keystone-db")(snapshot_of(found))
    assert isinstance(later, NotYet)
    assert later.cause == ""
