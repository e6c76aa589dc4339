from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from conformance import capabilities
from conformance.capabilities import missing_capabilities
from conformance.inside_the_cluster import SERVICE_HOST, why_inside
from tests.played_api import played_api, recorded
from tests.played_http import Asked, Reply

POD = {SERVICE_HOST: "10.96.0.1"}
CLAIMS = {"kubernetes.io": {"namespace": "ci", "pod": {"name": "runner-1", "uid": "u-1"}}}
CA = "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n"


def mounted(folder: Path, claims: Any = CLAIMS, authority: str = CA) -> Path:
    """Lay out what the kubelet mounts into a pod."""
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    (folder / "token").write_text(f"head.{payload}.signature")
    (folder / "ca.crt").write_text(authority)
    return folder


def has_pod(uid: str = "u-1") -> Reply:
    return Reply(200, {"metadata": {"name": "runner-1", "uid": uid}})


def reason(reply: Reply, mount: Path, environment: dict[str, str] = POD) -> tuple[str, list[Asked]]:
    with played_api(lambda _: reply) as (api, server):
        return why_inside(api, environment, mount), server.asked


def test_a_machine_that_is_no_pod_asks_nothing(tmp_path: Path) -> None:
    assert reason(has_pod(), tmp_path) == ("", [])
    assert reason(has_pod(), mounted(tmp_path), {}) == ("", [])


def test_a_pod_of_the_judged_cluster_is_known_by_its_uid(tmp_path: Path) -> None:
    why, asked = reason(has_pod(), mounted(tmp_path))
    assert why.startswith("this runner is pod ci/runner-1 of this cluster: kube-proxy answers")
    assert [each.path for each in asked] == ["/api/v1/namespaces/ci/pods/runner-1"]
    assert "signature" not in json.dumps([dict(each.headers) for each in asked])


@pytest.mark.parametrize("reply", [recorded("not-found"), has_pod("another")])
def test_a_pod_of_another_cluster_is_outside(tmp_path: Path, reply: Reply) -> None:
    assert reason(reply, mounted(tmp_path))[0] == ""


@pytest.mark.parametrize("claims", [{}, {"kubernetes.io": {"namespace": "ci"}}, []])
def test_a_pod_that_cannot_be_told_to_be_elsewhere_counts_as_inside(tmp_path: Path, claims: Any) -> None:
    assert "perhaps of this cluster" in reason(has_pod(), mounted(tmp_path, claims))[0]


def test_a_pod_that_may_not_look_for_itself_counts_as_inside(tmp_path: Path) -> None:
    assert "perhaps of this cluster" in reason(recorded("no-right"), mounted(tmp_path))[0]


def test_one_authority_needs_no_right(tmp_path: Path) -> None:
    named = tmp_path / "of-the-kubeconfig.crt"
    named.write_text("a comment\n" + CA.replace("\n", "\r\n"))
    with played_api(lambda _: recorded("no-right")) as (api, server):
        api.configuration.ssl_ca_cert = str(named)
        assert why_inside(api, POD, mounted(tmp_path)).startswith("this runner is a pod of this cluster:")
        api.configuration.ssl_ca_cert, api.configuration.ca_cert_data = None, CA
        assert why_inside(api, POD, mounted(tmp_path)).startswith("this runner is a pod of this cluster:")
        assert server.asked == []


def test_inside_a_cluster_its_load_balancer_cannot_be_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capabilities, "why_inside", lambda *_: "this runner is a pod of this cluster")
    allowed = Reply(201, {"status": {"allowed": True}})
    with played_api(lambda asked: allowed if asked.method == "POST" else Reply(200, {"items": []})) as (
        api,
        _,
    ):
        for known in ({}, {"load_balancer": ""}):
            assert missing_capabilities(api, known=known)["load_balancer"] == (
                "this runner is a pod of this cluster"
            )
        lacking = {"load_balancer": "kind has none"}
        assert missing_capabilities(api, known=lacking)["load_balancer"] == "kind has none"
