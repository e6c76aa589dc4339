"""What kind, k3d and minikube are told, held to the options that their documentation has; they are played."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path

import pytest
import yaml
from pytest_kubernetes.providers import base

from conformance.api_requests import request
from conformance.capabilities import missing_capabilities
from conformance.capability import Capability
from conformance.clusters.provided import KUBERNETES, make_provided
from conformance.clusters.providers import LACKS, OF_ONE_RUN, PROVIDERS, name_of_this_run, refuse_unprovided
from conformance.command_line import read_options
from conformance.errors import BadInput, SetUpFailed
from conformance.inputs import read_inputs
from tests.played_api import played_api
from tests.played_http import Asked, Reply, played

DOCUMENTED = json.loads(
    (Path(__file__).parent / "recorded" / "provider-options.json").read_text(encoding="utf-8")
)
"""By command: where its options are documented, and which there are with a value and without one."""
READY = "readyz check passed"


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in $PATH whose programs note what they are told."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setattr(base, "sleep", lambda _: None)
    for name in (*PROVIDERS, "docker"):
        write(folder, name, f'echo "{name} $*" >> {tmp_path}/told')
    write(
        folder,
        "k3d",
        f'echo "k3d $*" >> {tmp_path}/told; [ "$1" = --version ] && echo "k3d version v5.8.3"; true',
    )
    # answers once there is a cluster
    write(folder, "kubectl", f"test -s {tmp_path}/told && echo '{READY}'")
    return folder


def write(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def commands_told(tmp_path: Path) -> list[list[str]]:
    lines = (tmp_path / "told").read_text().splitlines()
    return [words for words in map(shlex.split, lines) if words[1] != "--version"]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_each_argument_is_one_that_the_documentation_has(
    tmp_path: Path, programs: Path, provider: str
) -> None:
    assert programs.is_dir()
    cluster = make_provided(provider, [])
    assert cluster.close() == []
    commands = commands_told(tmp_path)
    for words in commands:
        check(words)
    assert cluster.name == name_of_this_run()
    assert OF_ONE_RUN.fullmatch(cluster.name)
    assert any(KUBERNETES in word for word in commands[0])
    assert {cluster.name in words for words in commands} == {True}
    assert not cluster.kubeconfig.parent.exists()


def check(words: list[str]) -> None:
    """Every option of the command is documented, with a value where it has to have one."""
    verb = next(
        name for name in DOCUMENTED if " ".join(words).startswith(f"{name} ") or " ".join(words) == name
    )
    options = DOCUMENTED[verb]
    rest = words[len(verb.split()) :]
    names = 0
    while rest:
        option, equals, _ = rest.pop(0).partition("=")
        if not option.startswith("-"):
            names += 1
            continue
        assert option in {*options["with a value"], *options["alone"]}, (verb, option)
        if option in options["with a value"] and not equals:
            assert rest.pop(0)[:1] != "-"
    assert names <= options["names"], (verb, words)


def test_the_check_of_arguments_can_fail() -> None:
    with pytest.raises(AssertionError):
        check(["kind", "create", "cluster", "--nam", "x"])
    with pytest.raises(AssertionError):
        check(["kind", "create", "cluster", "x"])


def test_a_made_cluster_is_asked_by_the_context_that_the_provider_writes(
    tmp_path: Path, programs: Path
) -> None:
    with played(lambda _: Reply(200, {"items": []})) as server:
        kubeconfig = {
            "apiVersion": "v1", "kind": "Config",
            "clusters": [{"name": "c", "cluster": {"server": server.url}}],
            "users": [{"name": "u", "user": {"token": "t"}}],
            "contexts": [{"name": "NAME", "context": {"cluster": "c", "user": "u"}}],
        }  # fmt: skip
        (tmp_path / "kubeconfig").write_text(yaml.safe_dump(kubeconfig))
        script = f'[ "$1" = create ] && sed "s/NAME/kind-$4/" {tmp_path}/kubeconfig > "$6"; true'
        write(programs, "kind", f"{script}; echo kind $* >> {tmp_path}/told")
        cluster = make_provided("kind", [])
        with cluster.api() as api:
            assert request(api, "GET", "/api/v1/namespaces").content == {"items": []}
        assert cluster.close() == []


def test_minikubes_kubeconfig_does_not_stay_in_the_environment(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBECONFIG", "mine")
    write(programs, "minikube", f'echo "minikube $KUBECONFIG" >> {tmp_path}/told')
    cluster = make_provided("minikube", [])
    assert commands_told(tmp_path)[0] == ["minikube", str(cluster.kubeconfig)]
    assert os.environ["KUBECONFIG"] == "mine"
    cluster.close()


def test_a_provider_that_fails_is_told_in_its_own_words_and_leaves_nothing(
    programs: Path, tmp_path: Path
) -> None:
    script = 'if [ "$1" = create ]; then echo "no space left on device" >&2; exit 1; fi'
    write(programs, "kind", f'echo "kind $*" >> {tmp_path}/told; {script}')
    # no cluster answers before one is made
    write(programs, "kubectl", "exit 1")
    with pytest.raises(SetUpFailed, match=r"kind made no cluster \(no space left on device\)"):
        make_provided("kind", [])
    assert [words[1] for words in commands_told(tmp_path)] == ["create", "delete"]


def test_an_interrupted_making_leaves_nothing(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert programs.is_dir()

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(base.AClusterManager, "create", interrupted)
    with pytest.raises(KeyboardInterrupt):
        make_provided("kind", [])
    assert [words[1] for words in commands_told(tmp_path)] == ["delete"]


def test_a_cluster_that_cannot_be_deleted_is_left_behind_and_named(programs: Path, tmp_path: Path) -> None:
    cluster = make_provided("kind", [])
    write(programs, "kind", 'echo "cannot connect to docker" >&2; exit 1')
    (left,) = cluster.close()
    assert left == f"kind cluster {cluster.name} is not deleted (cannot connect to docker)"
    assert tmp_path.is_dir()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_is_not_installed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, provider: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadInput, match=f"--provider {provider}: {provider}, docker, kubectl missing"):
        refuse_unprovided(provider)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--provider kin", "there is no provider 'kin': providers are kind, k3d, minikube"),
        ("--provider kind --context x", "--provider makes a cluster, and another one is named"),
        ("--provider kind --box x", "--provider makes a cluster, and another one is named"),
        ("--provider kind --keep-cluster", "--keep-cluster and --subnet are for kubebox"),
        ("--provider kind --keystone-image k:1", "--database-image and --memcached-image missing"),
    ],
)
def test_what_does_not_go_together_is_told(words: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_inputs(read_options(words.split()))
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_missing_capabilities_are_declared_and_believed(provider: str) -> None:
    def answer(asked: Asked) -> Reply:
        return (
            Reply(201, {"status": {"allowed": True}}) if asked.method == "POST" else Reply(200, {"items": []})
        )

    assert set(LACKS[provider]) <= set(Capability)
    with played_api(answer) as (api, _):
        found = missing_capabilities(api, known=LACKS[provider])
    assert found["load_balancer"] == LACKS[provider]["load_balancer"]
    assert found["exec"] == ""
