"""A pod judges the cluster that it is of, by the token that the kubelet mounts and renews."""

from __future__ import annotations

import datetime as real
import ssl
from pathlib import Path
from types import SimpleNamespace

import pytest
from kubernetes.config import incluster_config

from conformance import inputs
from conformance.api_requests import request
from conformance.clusters.existing import SELF_REVIEW
from conformance.clusters.in_cluster import OwnPodsCluster
from conformance.command_line import read_options
from conformance.errors import BadInput, CredentialsRefused
from conformance.inputs import read_inputs
from conformance.redact import held_as
from conformance.sweep.command import sweep_command
from preflight.needs import needs_box
from tests.played_http import Played, Reply, played

WORDS = ["--in-cluster", "--keystone-image", "k", "--database-image", "d", "--memcached-image", "m"]


def pod_of(server: Played, mount: Path, token: str = "first-token") -> OwnPodsCluster:
    """Lay out what the kubelet gives a pod of the cluster whose API server is played."""
    host, _, port = server.url.removeprefix("https://").partition(":")
    (mount / "ca.crt").write_bytes((mount / "ca.pem").read_bytes())
    (mount / "token").write_text(token)
    return OwnPodsCluster({"KUBERNETES_SERVICE_HOST": host, "KUBERNETES_SERVICE_PORT": port}, mount)


def test_a_pod_is_known_by_its_service_account(tls: ssl.SSLContext, tmp_path: Path) -> None:
    with played(lambda _: Reply(201, {}), tls) as server:
        cluster = pod_of(server, tmp_path)
        cluster.ask()
        assert [each.path for each in server.asked] == [SELF_REVIEW]
        assert server.asked[0].headers["authorization"] == "bearer first-token"
    assert (cluster.name, cluster.kind, cluster.made_by_suite) == ("in-cluster", "existing", False)
    assert "first-token" in held_as("kubeconfig-token")
    assert (cluster.close(), cluster.collect_logs(tmp_path)) == ([], [])


def test_a_token_that_the_kubelet_has_renewed_is_the_one_that_is_sent(
    tls: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = real.datetime(2026, 11, 26)
    clock = SimpleNamespace(now=lambda: now)
    monkeypatch.setattr(
        incluster_config, "datetime", SimpleNamespace(datetime=clock, timedelta=real.timedelta)
    )
    with played(lambda _: Reply(200, {}), tls) as server, pod_of(server, tmp_path).api() as api:
        request(api, "GET", "/api/v1/nodes")
        (tmp_path / "token").write_text("renewed-token")
        request(api, "GET", "/api/v1/nodes")
        # The kubelet renews a token when a fifth of its life is left: an hour is the usual life.
        now += real.timedelta(minutes=1)
        request(api, "GET", "/api/v1/nodes")
        sent = [asked.headers["authorization"] for asked in server.asked]
    assert sent == ["bearer first-token", "bearer first-token", "bearer renewed-token"]
    assert "renewed-token" in held_as("kubeconfig-token")


def test_a_service_account_that_is_not_known_is_refused_without_its_token(
    tls: ssl.SSLContext, tmp_path: Path
) -> None:
    with (
        played(lambda _: Reply(401, {}), tls) as server,
        pytest.raises(CredentialsRefused, match=r"'in-cluster'.*refuses the credentials") as refused,
    ):
        pod_of(server, tmp_path).ask()
    assert "first-token" not in str(refused.value)


@pytest.mark.parametrize("missing", ["environment", "token", "ca.crt"])
def test_what_is_no_pod_is_told(tmp_path: Path, missing: str) -> None:
    environment = {"KUBERNETES_SERVICE_HOST": "127.0.0.1", "KUBERNETES_SERVICE_PORT": "1"}
    for name in {"token", "ca.crt"} - {missing}:
        (tmp_path / name).write_text("something")
    cluster = OwnPodsCluster({} if missing == "environment" else environment, tmp_path)
    with pytest.raises(BadInput, match="--in-cluster: this is no pod with a service account"):
        cluster.api()


def test_the_option_chooses_the_pods_own_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    there = OwnPodsCluster({})
    monkeypatch.setattr(inputs, "find_in_cluster", lambda: there)
    options = read_options(WORDS)
    assert read_inputs(options).existing is there
    # It is somebody's: images have no default, passwords are random, what was made is taken away.
    assert (options.existing_cluster, options.on_kubebox, options.taken_away) == (True, False, True)
    assert not needs_box("conformance", WORDS)


@pytest.mark.parametrize(
    "other", [["--box", "b"], ["--context", "c"], ["--kubeconfig", "f"], ["--provider", "kind"]]
)
def test_another_cluster_beside_it_is_refused(other: list[str]) -> None:
    with pytest.raises(BadInput, match="--in-cluster is the cluster of this pod"):
        read_options([*WORDS, *other])


def test_it_wins_over_the_environments_cluster(tmp_path: Path) -> None:
    file = tmp_path / "conformance.toml"
    file.write_text('[environments.nightly]\ncontext = "away"\nkeystone-image = "k@sha256:1"\n')
    options = read_options(["--in-cluster", "--environment", "nightly", "--config", str(file)])
    assert (options.context, options.keystone_image, options.in_cluster) == (None, "k@sha256:1", True)


def test_the_sweep_is_typed_by_whoever_reads_the_log() -> None:
    assert sweep_command(read_options(WORDS), "r") == "./toxw -e sweep -- --context NAME --run r"
