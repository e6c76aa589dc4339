from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from conformance.disrupt import (
    create_bare_pod,
    delete_pod,
    delete_service,
    end_main_process,
    orphan_pods_of,
    relabel_pod,
    scale_controller,
)
from conformance.disrupt.processes import SCRIPT
from conformance.errors import EnvironmentFault, MissingCapability
from tests.played_api import client_of, played_api, recorded
from tests.played_command import SUCCESS, command, ended
from tests.played_websocket import far_end

IN_HERE = "/api/v1/namespaces/here"


def test_a_pod_is_deleted_by_name_and_uid() -> None:
    with played_api() as (api, server):
        deleted = delete_pod(api, "here", "keystone-rc-a", "uid-1")
    assert (deleted.name, deleted.uid) == ("keystone-rc-a", "uid-1")
    assert server.asked[0].path == f"{IN_HERE}/pods/keystone-rc-a"
    assert server.asked[0].body == {"preconditions": {"uid": "uid-1"}}


def test_a_grace_is_sent_where_it_is_asked_for() -> None:
    with played_api() as (api, server):
        delete_pod(api, "here", "a", "uid-1", grace=0)
    assert server.asked[0].body["gracePeriodSeconds"] == 0


@pytest.mark.parametrize("name", ["not-found", "exists"])
def test_a_pod_that_somebody_else_took_is_a_fault_of_the_environment(name: str) -> None:
    with played_api(lambda _: recorded(name)) as (api, _):
        with pytest.raises(EnvironmentFault, match="was gone before it could be deleted"):
            delete_pod(api, "here", "a", "uid-1")
        with pytest.raises(EnvironmentFault, match="was gone before it could be relabelled"):
            relabel_pod(api, "here", "a", "uid-1", {})


def test_a_pod_is_relabelled_by_a_part_of_it() -> None:
    with played_api() as (api, server):
        relabel_pod(api, "here", "a", "uid-1", {"name": "let-go"})
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("PATCH", f"{IN_HERE}/pods/a")
    assert asked.headers["content-type"] == "application/merge-patch+json"
    assert asked.body == {"metadata": {"uid": "uid-1", "labels": {"name": "let-go"}}}


def test_a_controller_is_scaled_by_its_scale() -> None:
    with played_api() as (api, server):
        scale_controller(api, "here", "rc", 5)
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("PATCH", f"{IN_HERE}/replicationcontrollers/rc/scale")
    assert asked.body == {"spec": {"replicas": 5}}


def test_a_controller_is_deleted_without_its_pods() -> None:
    with played_api() as (api, server):
        orphan_pods_of(api, "here", "rc", "uid-1")
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("DELETE", f"{IN_HERE}/replicationcontrollers/rc")
    assert asked.body == {"preconditions": {"uid": "uid-1"}, "propagationPolicy": "Orphan"}


def test_a_bare_pod_has_the_labels_of_its_template_and_no_owner() -> None:
    template = {"metadata": {"labels": {"name": "keystone"}}, "spec": {"containers": []}}
    with played_api() as (api, server):
        bare = create_bare_pod(api, "here", "bare", template)
    assert bare.uid
    assert server.asked[0].body["metadata"] == {"labels": {"name": "keystone"}, "name": "bare"}
    assert server.asked[0].body["spec"] == {"containers": []}
    assert template["metadata"] == {"labels": {"name": "keystone"}}


def test_it_is_told_how_a_main_process_was_ended() -> None:
    with far_end(command(SUCCESS, b"SIGTERM to 1\n")) as url, client_of(url) as api:
        told = end_main_process(api, "here", "a", "uid-1", "keystone", timeout=5)
    assert (told.pod, told.container, told.how) == ("a", "keystone", "SIGTERM to 1")


def test_a_process_that_takes_no_signal_is_a_missing_capability() -> None:
    refused = command(ended(1), stderr=b"sh: 1: kill: Operation not permitted\n")
    with (
        far_end(refused) as url,
        client_of(url) as api,
        pytest.raises(MissingCapability, match="keystone in pod a takes no signal: sh: 1: kill: Operation"),
    ):
        end_main_process(api, "here", "a", "uid-1", "keystone", timeout=5)


@pytest.mark.skipif(shutil.which("sh") is None, reason="a shell is what is tried")
@pytest.mark.parametrize(
    ("process", "how"), [("python", "SIGTERM to 1"), ("tini", "SIGKILL to -1"), ("sh", "SIGKILL to -1")]
)
def test_an_init_is_ended_by_what_it_looks_after(process: str, how: str, tmp_path: Path) -> None:
    """The shell's own words, with `kill` and process 1 played."""
    (tmp_path / "comm").write_text(process)
    script = SCRIPT.replace("/proc/1/comm", str(tmp_path / "comm"))
    played = f"kill() {{ echo kill $* >> {tmp_path}/kills; }}\nsleep() {{ :; }}\n{script}wait\n"
    said = subprocess.run(["sh", "-c", played], capture_output=True, text=True, check=True)
    signal, _, to = how.removeprefix("SIG").partition(" to ")
    assert said.stdout.strip() == how
    assert (tmp_path / "kills").read_text().splitlines() == ["kill -0 1", f"kill -{signal} {to}"]


def test_a_process_of_the_whole_pod_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "comm").write_text("pause")
    script = f"kill() {{ :; }}\n{SCRIPT.replace('/proc/1/comm', str(tmp_path / 'comm'))}"
    said = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False)
    assert said.returncode == 2
    assert "the pod's" in said.stderr


def test_a_service_is_deleted_by_name_and_uid() -> None:
    with played_api() as (api, server):
        assert delete_service(api, "here", "keystone-public", "uid-1").name == "keystone-public"
    assert server.asked[0].path == f"{IN_HERE}/services/keystone-public"
    assert server.asked[0].body == {"preconditions": {"uid": "uid-1"}}


@pytest.mark.parametrize("name", ["not-found", "exists"])
def test_a_service_that_is_gone_already_is_somebody_elses_work(name: str) -> None:
    with (
        played_api(lambda _: recorded(name)) as (api, _),
        pytest.raises(EnvironmentFault, match=r"service keystone-public .* was gone"),
    ):
        delete_service(api, "here", "keystone-public", "uid-1")
