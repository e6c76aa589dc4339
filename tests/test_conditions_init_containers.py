"""Init containers: done once they have ended well, in trouble where they have not."""

from __future__ import annotations

from typing import Any

from conformance.conditions import pod_running
from conformance.judgement import Judgement, Kept, NotYet
from tests.recorded import named, objects, snapshot_of


def why(judgement: Judgement[Any]) -> str:
    assert not isinstance(judgement, Kept)
    return judgement.why


def with_an_init_container(exit_code: int, *, node_ready: bool = True) -> Judgement[Any]:
    found = objects("healthy")
    pod = named(found["pods"], "keystone-db")
    pod["spec"]["initContainers"] = [{"name": "wait-for-disk", "image": "busybox:1"}]
    end = {"terminated": {"exitCode": exit_code, "reason": "Error" if exit_code else "Completed"}}
    pod["status"]["initContainerStatuses"] = [{"name": "wait-for-disk", "state": end}]
    pod["status"]["containerStatuses"][0]["ready"] = False
    for condition in (*pod["status"]["conditions"], *found["nodes"][0]["status"]["conditions"]):
        if condition["type"] in ("Ready", "ContainersReady"):
            condition["status"] = (
                "True" if node_ready and condition.get("reason") == "KubeletReady" else "False"
            )
    return pod_running("keystone-db")(snapshot_of(found))


def test_an_init_container_that_has_done_its_work_is_no_trouble() -> None:
    assert "wait-for-disk" not in why(with_an_init_container(0))
    assert "container wait-for-disk ended (exit code 1)" in why(with_an_init_container(1))


def test_it_hides_no_trouble_of_the_node() -> None:
    judgement = with_an_init_container(0, node_ready=False)
    assert isinstance(judgement, NotYet)
    assert judgement.cause == "node-not-ready"
