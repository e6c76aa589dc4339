"""The plugin that a kubeconfig names: run by the protocol, told in one line where it fails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.api_client import ClusterClient
from conformance.api_requests import request
from conformance.api_streams import connect
from conformance.clusters import credential_plugin
from conformance.clusters.contexts import read_contexts
from conformance.clusters.existing import ExistingCluster, find_existing
from conformance.errors import BadInput, CredentialPluginFailed, CredentialsRefused
from conformance.exit_codes import ExitCode
from conformance.observe import NamespaceWatch
from conformance.observe.raw_get import RefusedError, get_json
from conformance.redact import held_as
from tests.played_http import Asked, Played, Reply, played
from verbs import conformance as verb

V1 = "client.authentication.k8s.io/v1"
GIVES = """\
echo once more >> {folder}/asked
printf '%s' "$KUBERNETES_EXEC_INFO" > {folder}/told
n=$(wc -l < {folder}/asked | tr -d ' ')
echo '{{"apiVersion": "{version}", "kind": "ExecCredential", "status": {{"token": "token-'$n'"{more}}}}}'
"""


def _kubeconfig(folder: Path, script: str, server: str = "http://127.0.0.1:1", **more: Any) -> Path:
    """A kubeconfig as `gcloud container clusters get-credentials` writes it: a program gives the tokens."""
    plugin = folder / "auth-plugin"
    plugin.write_text(f"#!/bin/sh\n{script}")
    plugin.chmod(0o755)
    named = {"apiVersion": V1, "command": str(plugin), "interactiveMode": "Never", **more}
    document = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "here",
        "clusters": [{"name": "c", "cluster": {"server": server}}],
        "users": [{"name": "u", "user": {"exec": named}}],
        "contexts": [{"name": "here", "context": {"cluster": "c", "user": "u"}}],
    }
    file = folder / "kubeconfig"
    file.write_text(yaml.safe_dump(document))
    return file


def _gives(folder: Path, more: str = "", version: str = V1) -> str:
    return GIVES.format(folder=folder, more=more, version=version)


def _cluster(file: Path) -> ExistingCluster:
    return ExistingCluster(read_contexts(file, {}), "here", file)


def _asked(folder: Path) -> int:
    return (folder / "asked").read_text().count("\n")


def test_its_token_is_sent_and_held_and_it_is_not_run_for_each_request(tmp_path: Path) -> None:
    far = ', "expirationTimestamp": "2126-01-01T00:00:00Z"'
    with played(lambda _: Reply(200, {})) as server:
        file = _kubeconfig(tmp_path, _gives(tmp_path, far), server.url)
        with _cluster(file).api() as api:
            for _ in range(3):
                request(api, "GET", "/api/v1/namespaces")
    assert [asked.headers["authorization"] for asked in server.asked] == ["Bearer token-1"] * 3
    assert _asked(tmp_path) == 1
    assert "token-1" in held_as("kubeconfig-token")


def test_it_is_told_of_the_cluster_where_it_asks_for_that_and_never_let_ask(tmp_path: Path) -> None:
    file = _kubeconfig(tmp_path, _gives(tmp_path), provideClusterInfo=True)
    document = yaml.safe_load(file.read_text())
    extension = {"name": "client.authentication.k8s.io/exec", "extension": {"audience": "a"}}
    document["clusters"][0]["cluster"]["extensions"] = [extension]
    file.write_text(yaml.safe_dump(document))
    _cluster(file).api()
    told = json.loads((tmp_path / "told").read_text())
    assert (told["apiVersion"], told["kind"], told["spec"]["interactive"]) == (V1, "ExecCredential", False)
    assert told["spec"]["cluster"]["server"] == "http://127.0.0.1:1"
    assert told["spec"]["cluster"]["config"] == {"audience": "a"}


def _knows(*tokens: str) -> Any:
    def answer(asked: Asked) -> Reply:
        known = asked.headers["authorization"] in {f"Bearer {token}" for token in tokens}
        return (
            Reply(200, {"metadata": {}})
            if known
            else Reply(401, {"kind": "Status", "message": "Unauthorized"})
        )

    return answer


def test_a_token_that_is_refused_is_renewed_and_the_request_sent_again(tmp_path: Path) -> None:
    file = _kubeconfig(tmp_path, _gives(tmp_path))
    with played(_knows("token-2")) as server, _cluster(_at(file, server)).api() as api:
        assert request(api, "POST", "/api/v1/namespaces", body={}).content == {"metadata": {}}
    assert _shown(server) == ["token-1", "token-2"]
    assert isinstance(api, ClusterClient)
    assert api.use.record.credentials_renewed == 1


def test_a_server_that_refuses_each_token_is_not_asked_for_ever(tmp_path: Path) -> None:
    file = _kubeconfig(tmp_path, _gives(tmp_path))
    with played(_knows()) as server, _cluster(_at(file, server)).api() as api:
        with pytest.raises(CredentialsRefused, match="401"):
            request(api, "GET", "/api/v1/namespaces")
        assert _shown(server) == ["token-1", "token-2"]
        with pytest.raises(RefusedError, match="401"):
            get_json(api, "/api/v1/nodes", {}, 5)
        with pytest.raises(CredentialsRefused, match="401"):
            connect(api, "/api/v1/namespaces/n/pods/p/exec", [], 5)
    assert _shown(server) == ["token-1", "token-2", "token-2", "token-3", "token-3", "token-4"]


def test_a_watch_shows_a_new_token_where_the_old_one_is_refused(tmp_path: Path) -> None:
    file = _kubeconfig(tmp_path, _gives(tmp_path))
    with played(_knows("token-2")) as server, _cluster(_at(file, server)).api() as api:
        assert get_json(api, "/api/v1/nodes", {}, 5) == {"metadata": {}}
    assert _shown(server) == ["token-1", "token-2"]


def test_a_watch_that_has_nothing_to_show_any_more_says_so_at_once(tmp_path: Path) -> None:
    script = f"[ -e {tmp_path}/asked ] && echo 'refresh token revoked' >&2 && exit 3\n{_gives(tmp_path)}"
    file = _kubeconfig(tmp_path, script)
    with (
        played(_knows()) as server,
        _cluster(_at(file, server)).api() as api,
        pytest.raises(CredentialPluginFailed, match=r"exit code 3 \(refresh token revoked\)"),
    ):
        NamespaceWatch(api, "stack").start()


def _at(file: Path, server: Played) -> Path:
    document = yaml.safe_load(file.read_text())
    document["clusters"][0]["cluster"]["server"] = server.url
    file.write_text(yaml.safe_dump(document))
    return file


def _shown(server: Played) -> list[str]:
    return [asked.headers["authorization"].removeprefix("Bearer ") for asked in server.asked]


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (
            "echo 'ERROR: sign in first' >&2; echo more >&2; exit 7",
            r"ended with exit code 7 \(ERROR: sign in first\): ",
        ),
        ("exit 1", r"ended with exit code 1 \(it says nothing\): "),
        ("echo hello", "prints no ExecCredential: "),
        ("echo '[]'", "prints no ExecCredential: "),
    ],
)
def test_a_plugin_that_fails_is_told_in_one_line(tmp_path: Path, script: str, said: str) -> None:
    with pytest.raises(CredentialPluginFailed, match=f"^the credential plugin auth-plugin {said}") as caught:
        find_existing(_kubeconfig(tmp_path, script), None)
    assert "\n" not in str(caught.value)
    assert "kubectl auth whoami" in str(caught.value)
    assert caught.value.exit_code is ExitCode.UNKNOWN


def test_a_certificate_that_it_gives_is_shown(tmp_path: Path) -> None:
    pair = '"clientCertificateData": "a certificate", "clientKeyData": "the key of a plugin"'
    script = f"""echo '{{"apiVersion": "{V1}", "kind": "ExecCredential", "status": {{{pair}}}}}'"""
    shown: Any = _cluster(_kubeconfig(tmp_path, script)).api().configuration
    assert Path(shown.cert_file).read_text() == "a certificate"
    assert Path(shown.key_file).read_text() == "the key of a plugin"
    assert "the key of a plugin" in held_as("kubeconfig-key")


def test_another_version_than_the_kubeconfigs_is_refused(tmp_path: Path) -> None:
    script = _gives(tmp_path, version="client.authentication.k8s.io/v1beta1")
    with pytest.raises(
        CredentialPluginFailed, match=r"speaks .*/v1beta1, and the kubeconfig asks for .*/v1: "
    ):
        find_existing(_kubeconfig(tmp_path, script), None)


def test_a_credential_of_neither_kind_is_refused(tmp_path: Path) -> None:
    nothing = f"""echo '{{"apiVersion": "{V1}", "kind": "ExecCredential", "status": {{}}}}'"""
    with pytest.raises(CredentialPluginFailed, match="without a token or certificate"):
        find_existing(_kubeconfig(tmp_path, nothing), None)


def test_a_plugin_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credential_plugin, "PLUGIN_S", 0.05)
    with pytest.raises(CredentialPluginFailed, match=r"has not ended after 0\.05 s"):
        find_existing(_kubeconfig(tmp_path, "exec sleep 5"), None)


@pytest.mark.parametrize(
    ("hint", "remedy"), [({}, "install it, and put it into"), ({"installHint": "\nRun this.\n"}, "Run this.")]
)
def test_a_plugin_that_is_not_there_is_named_with_its_own_hint(
    tmp_path: Path, hint: dict[str, str], remedy: str
) -> None:
    file = _kubeconfig(tmp_path, "", command="some-auth-plugin", **hint)
    with pytest.raises(
        CredentialPluginFailed, match=f"^the credential plugin some-auth-plugin is not there: {remedy}"
    ):
        find_existing(file, None)


def test_a_plugin_that_cannot_be_run_is_named(tmp_path: Path) -> None:
    file = _kubeconfig(tmp_path, "")
    (tmp_path / "auth-plugin").chmod(0o644)
    with pytest.raises(CredentialPluginFailed, match=r"auth-plugin cannot be run \(Permission denied\)"):
        find_existing(file, None)


@pytest.mark.parametrize("key", ["command", "apiVersion"])
def test_a_kubeconfig_that_does_not_say_which_plugin_is_bad_input(tmp_path: Path, key: str) -> None:
    with pytest.raises(BadInput, match=f"exec without {key}"):
        find_existing(_kubeconfig(tmp_path, "", **{key: ""}), None)


def test_a_run_says_at_once_that_the_plugin_failed_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _kubeconfig(tmp_path, "echo 'Reauthentication required.' >&2; exit 1")
    images = [f"--{name}-image=registry.example/{name}:1" for name in ("keystone", "database", "memcached")]
    words = ["--kubeconfig", str(file), "--reports", str(tmp_path / "reports"), *images]
    assert verb.main(words) == ExitCode.UNKNOWN
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(
        "conformance: the credential plugin auth-plugin ended with exit code 1 (Reauthentication required.): "
    )
    assert not (tmp_path / "reports").exists()
