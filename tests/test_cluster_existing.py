from __future__ import annotations

import base64
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from kubernetes.client import Configuration

from conformance.clusters import existing
from conformance.clusters.contexts import read_contexts
from conformance.clusters.credentials import hold_client
from conformance.clusters.existing import ExistingCluster, find_existing
from conformance.errors import BadInput, ClusterUnreachable, CredentialsRefused
from conformance.redact import all_held, held_as
from tests.played_http import Asked, Reply, played


def _kubeconfig(path: Path, *contexts: str, server: str = "http://127.0.0.1:1", current: str = "") -> Path:
    document = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "c", "cluster": {"server": server}}],
        "users": [{"name": "u", "user": {"token": "secret-token"}}],
        "contexts": [{"name": name, "context": {"cluster": "c", "user": "u"}} for name in contexts],
    }
    if current:
        document["current-context"] = current
    path.write_text(yaml.safe_dump(document))
    return path


def test_the_named_file_counts_before_the_environment(tmp_path: Path) -> None:
    named = _kubeconfig(tmp_path / "named", "one")
    other = _kubeconfig(tmp_path / "other", "two")
    assert read_contexts(named, {"KUBECONFIG": str(other)}).names == ("one",)


def test_several_files_are_read_as_one_and_the_first_says_the_current_context(tmp_path: Path) -> None:
    first = _kubeconfig(tmp_path / "first", "one", "both", current="one")
    second = _kubeconfig(tmp_path / "second", "two", "both", current="two")
    contexts = read_contexts(None, {"KUBECONFIG": f"{tmp_path / 'missing'}:{first}:{second}"})
    assert contexts.names == ("one", "both", "two")
    assert contexts.choose(None) == "one"
    assert contexts.choose("two") == "two"


def test_without_any_word_the_callers_own_file_counts(tmp_path: Path) -> None:
    (tmp_path / ".kube").mkdir()
    _kubeconfig(tmp_path / ".kube/config", "mine", current="mine")
    assert read_contexts(None, {"HOME": str(tmp_path)}).choose(None) == "mine"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nowhere cannot be read"):
        read_contexts(tmp_path / "nowhere", {})
    with pytest.raises(BadInput, match=r"no kubeconfig .*\.kube/config: name one with --kubeconfig"):
        read_contexts(None, {"HOME": str(tmp_path)})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", "is no YAML \\(line"),
        ("", "is no kubeconfig"),
        ("- a", "is no kubeconfig"),
        ("contexts: nonsense", "is no kubeconfig"),
        ("contexts: [nonsense]", "is no kubeconfig"),
    ],
)
def test_a_file_that_is_no_kubeconfig_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "odd").write_text(text)
    with pytest.raises(BadInput, match=said):
        read_contexts(tmp_path / "odd", {})


def test_an_unknown_context_is_refused_with_those_that_exist(tmp_path: Path) -> None:
    contexts = read_contexts(_kubeconfig(tmp_path / "k", "two", "one"), {})
    with pytest.raises(BadInput, match="no context 'three': there are one, two"):
        contexts.choose("three")
    with pytest.raises(BadInput, match="no current context"):
        contexts.choose(None)


@pytest.mark.parametrize(
    ("context", "kind"),
    [
        ("kind-x", "kind"),
        ("k3d-x", "k3d"),
        ("minikube", "minikube"),
        ("gke_p_z_c", "gke"),
        ("work", "existing"),
    ],
)
def test_the_kind_of_a_cluster_shows_in_its_context(context: str, kind: str, tmp_path: Path) -> None:
    contexts = read_contexts(_kubeconfig(tmp_path / "k", context), {})
    assert ExistingCluster(contexts, context).kind == kind


def _find(tmp_path: Path, status: int) -> tuple[ExistingCluster, list[Asked]]:
    def answer(_: Asked) -> Reply:
        return Reply(status, {"apiVersion": "v1", "kind": "Status", "status": {"userInfo": {}}})

    with played(answer) as server:
        file = _kubeconfig(tmp_path / "k", "here", server=server.url, current="here")
        return find_existing(file, None), server.asked


@pytest.mark.parametrize("status", [201, 404])
def test_a_cluster_that_knows_us_or_is_too_old_to_say_is_taken(tmp_path: Path, status: int) -> None:
    cluster, asked = _find(tmp_path, status)
    assert (cluster.name, cluster.made_by_suite, cluster.close()) == ("here", False, [])
    assert [each.path for each in asked] == ["/apis/authentication.k8s.io/v1/selfsubjectreviews"]
    assert asked[0].headers["authorization"] == "Bearer secret-token"


@pytest.mark.parametrize("status", [401, 403])
def test_refused_credentials_are_told_apart(tmp_path: Path, status: int) -> None:
    with pytest.raises(CredentialsRefused, match=f"refuses the credentials.*{status}") as caught:
        _find(tmp_path, status)
    assert "secret-token" not in str(caught.value)


def test_a_server_in_trouble_is_not_reached(tmp_path: Path) -> None:
    with pytest.raises(ClusterUnreachable, match="answers 503"):
        _find(tmp_path, 503)


def test_a_closed_port_is_not_reached(tmp_path: Path) -> None:
    with pytest.raises(ClusterUnreachable, match=r"of 'here' .* does not answer .*Connection refused"):
        find_existing(_kubeconfig(tmp_path / "k", "here"), "here")


@pytest.fixture
def silent_server() -> Iterator[str]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_a_silent_server_is_asked_once_and_given_up(
    tmp_path: Path, silent_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(existing, "ANSWER_S", 0.05)
    with pytest.raises(ClusterUnreachable, match="does not answer"):
        find_existing(_kubeconfig(tmp_path / "k", "here", server=silent_server), "here")


def test_a_context_without_its_cluster_is_bad_input(tmp_path: Path) -> None:
    document: dict[str, Any] = yaml.safe_load(_kubeconfig(tmp_path / "k", "here").read_text())
    document["clusters"] = []
    (tmp_path / "k").write_text(yaml.safe_dump(document))
    with pytest.raises(BadInput, match="'here'"):
        find_existing(tmp_path / "k", "here")


def test_every_credential_of_a_kubeconfig_is_held(tmp_path: Path) -> None:
    file = _kubeconfig(tmp_path / "config", "one")
    document = yaml.safe_load(file.read_text())
    key = base64.b64encode(b"the key of nobody").decode()
    document["users"] += [
        {"name": "v", "user": {"client-key-data": key, "username": "v", "password": "of-v"}},
        {"name": "w", "user": {"auth-provider": {"config": {"id-token": "of-w", "idp-issuer-url": "x"}}}},
        {"name": "plain"},
    ]
    file.write_text(yaml.safe_dump(document))
    read_contexts(file, {})
    assert held_as("kubeconfig-token") >= {"secret-token", "of-w"}
    assert held_as("kubeconfig-password") >= {"of-v"}
    assert held_as("kubeconfig-key") >= {key, "the key of nobody"}
    assert not {"v", "x"} & all_held().keys()


def test_what_a_client_sends_and_signs_with_is_held_also_when_it_is_renewed(tmp_path: Path) -> None:
    key = tmp_path / "client.key"
    key.write_text("a key in a file")
    configuration: Any = Configuration()
    configuration.api_key = {"authorization": "Bearer sent-first"}
    configuration.key_file = str(key)

    def renew(current: Any) -> None:
        current.api_key["authorization"] = "Bearer sent-later"

    configuration.refresh_api_key_hook = renew
    hold_client(configuration)
    assert held_as("kubeconfig-token") >= {"sent-first"}
    assert held_as("kubeconfig-key") >= {"a key in a file"}
    configuration.get_api_key_with_prefix("authorization")
    assert held_as("kubeconfig-token") >= {"sent-later"}
