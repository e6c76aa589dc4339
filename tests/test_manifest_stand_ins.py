"""Sets without a ReplicationController: what stands in its place is deployed, and judged."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.conditions import controller_has_ready_pods, replicas_keep_ending, replicas_made
from conformance.errors import BadInput
from conformance.image_reference import parse_image
from conformance.judgement import Never
from conformance.manifests import Changes, ManifestSet, prepare, read_manifests
from conformance.manifests.pod_templates import containers
from conformance.options import FOLDERS
from conformance.stack import Role
from tests.recorded import recorded

BLOG = FOLDERS["blog"]
Content = dict[str, Any]
CONTROLLER: Content = yaml.safe_load((BLOG / "keystone-rc.yaml").read_text())


def another(kind: str, name: str = "keystone-rc", port: int = 5000) -> Content:
    """The blog's controller as another kind; its first container opens that port."""
    text = yaml.safe_dump(CONTROLLER).replace("5000", str(port))
    spec = yaml.safe_load(text)["spec"]
    spec["selector"] = {"matchLabels": spec["selector"]}
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name}, "spec": spec}


def bare(name: str) -> Content:
    template = CONTROLLER["spec"]["template"]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {**template["metadata"], "name": name},
        "spec": template["spec"],
    }


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., ManifestSet]:
    """Read the blog's set with these objects in the controller's file."""

    def read_with(*contents: Content) -> ManifestSet:
        folder = tmp_path / "set"
        shutil.copytree(BLOG, folder, ignore=shutil.ignore_patterns("hardened", "optional"))
        (folder / "keystone-rc.yaml").write_text(yaml.safe_dump_all(contents))
        return read_manifests(folder)

    return read_with


@pytest.mark.parametrize("kind", ["Deployment", "ReplicaSet", "StatefulSet"])
def test_another_kind_plays_the_controllers_role(read: Callable[..., ManifestSet], kind: str) -> None:
    found = read(another(kind))
    assert found.of(Role.CONTROLLER).kind == kind
    assert found.names.in_the_controllers_place == f"{kind} keystone-rc stands in its place"
    assert (found.names.keystone_container, found.names.replica_selector) == ("keystone", "name=keystone")
    assert len(found.manifests) == 4


def test_bare_pods_play_it_together(read: Callable[..., ManifestSet]) -> None:
    found = read(bare("keystone-1"), bare("keystone-2"))
    assert [each.name for each in found.only([Role.CONTROLLER]).manifests] == ["keystone-1", "keystone-2"]
    assert found.names.in_the_controllers_place == "bare pods keystone-1, keystone-2 stand in its place"
    assert found.names.database_pod == "keystone-db"
    assert found.names.replica_selector == "name=keystone"


def test_one_bare_pod_is_told_as_one(read: Callable[..., ManifestSet]) -> None:
    assert read(bare("alone")).names.in_the_controllers_place == "bare pod alone stands in its place"


def test_a_set_with_its_controller_has_nothing_in_its_place(read: Callable[..., ManifestSet]) -> None:
    found = read(CONTROLLER, bare("keystone-by-hand"))
    assert found.of(Role.CONTROLLER).kind == "ReplicationController"
    assert found.names.in_the_controllers_place == ""
    assert [each.name for each in found.only([Role.SUPPORT]).manifests] == ["keystone-by-hand"]


def test_a_run_changes_every_bare_pod(read: Callable[..., ManifestSet]) -> None:
    image = parse_image("registry.example/k:1")
    wanted = Changes(namespace="n", keystone_image=image, pull_secrets=("s",))
    prepared = prepare(read(bare("keystone-1"), bare("keystone-2")), wanted)
    pods = [each.content for each in prepared.only([Role.CONTROLLER]).manifests]
    assert [containers(pod)[0]["image"] for pod in pods] == ["registry.example/k:1"] * 2
    assert [pod["spec"]["imagePullSecrets"] for pod in pods] == [[{"name": "s"}]] * 2


@pytest.mark.parametrize(
    ("contents", "phrase"),
    [
        ([], "holds no ReplicationController for the keystone controller"),
        ([another("Deployment", port=80)], "a stack is not made of a Deployment (keystone-rc)"),
        ([another("Deployment"), another("StatefulSet", "b")], "a stack is not made of a Deployment"),
        ([another("Deployment"), bare("keystone-1")], "a stack is not made of a Deployment"),
        ([CONTROLLER, another("Deployment", "b")], "a stack is not made of a Deployment (b)"),
    ],
    ids=["nothing", "not Keystone", "two", "pods beside it", "beside the controller"],
)
def test_what_is_no_answer_stays_bad_input(
    read: Callable[..., ManifestSet], contents: list[Content], phrase: str
) -> None:
    with pytest.raises(BadInput) as caught:
        read(*contents)
    assert phrase in str(caught.value)


@pytest.mark.parametrize(
    "condition",
    [
        controller_has_ready_pods("x", in_its_place="Deployment x stands in its place"),
        replicas_made("x", "Deployment x stands in its place"),
        replicas_keep_ending("x", "keystone", "Deployment x stands in its place"),
    ],
)
def test_the_controller_never_comes_where_something_stands_in_its_place(condition: Any) -> None:
    assert condition(recorded("healthy")) == Never(
        "manifest not accepted: there is no ReplicationController: Deployment x stands in its place",
        "controller-of-another-kind",
    )
