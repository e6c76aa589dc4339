from __future__ import annotations

import tomllib
from dataclasses import replace
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import pytest

from conformance.clusters.kubebox import audit
from conformance.clusters.kubebox.addresses import AddressPlan
from conformance.clusters.kubebox.components import COMPONENTS, KUBE_APISERVER
from conformance.clusters.kubebox.container_configuration import (
    containerd,
    registry,
    registry_of_every_name,
)
from conformance.clusters.kubebox.inputs import Inputs
from conformance.clusters.kubebox.kubernetes_configuration import cloud, corefile, kube_proxy, kubelet
from conformance.clusters.kubebox.layout import BoxFolder
from conformance.clusters.kubebox.machine import Machine
from conformance.clusters.kubebox.node import nodes_of
from conformance.clusters.kubebox.options import BoxOptions, SlowCloud


def _inputs(**machine: Any) -> Inputs:
    facts: dict[str, Any] = {
        "runtime": Path("/usr/sbin/runc"),
        "may_lower_oom_score": True,
        "bridges_are_filtered": True,
    }
    folder, plan = BoxFolder(Path("/boxes/x")), AddressPlan(IPv4Network("198.18.7.0/24"))
    options = BoxOptions(name="x", cloud=SlowCloud(delay="45s"))
    return Inputs(
        folder=folder,
        options=options,
        plan=plan,
        machine=Machine(**(facts | machine)),
        programs=Path("/programs"),
        registry=Path("/images/registry"),
        store=Path("/stores/0/containerd"),
        node=nodes_of(options, plan, folder)[0],
    )


def test_nobody_is_anonymous_and_nobody_is_always_allowed() -> None:
    words = KUBE_APISERVER.command(_inputs())
    assert "--anonymous-auth=false" in words
    assert "--authorization-mode=Node,RBAC" in words
    assert not any("AlwaysAllow" in word for word in words)
    node = kubelet(_inputs())
    assert node["authentication"]["anonymous"] == {"enabled": False}
    assert node["authorization"] == {"mode": "Webhook"}


def test_every_registry_name_is_pulled_from_the_boxs_registry_and_from_nowhere_else() -> None:
    hosts = tomllib.loads(registry_of_every_name(_inputs()))
    assert hosts["server"] == "http://198.18.7.2:10500"
    assert list(hosts["host"]) == [hosts["server"]]


def test_the_registry_is_only_read() -> None:
    assert registry(_inputs())["storage"]["maintenance"]["readonly"] == {"enabled": True}


@pytest.mark.parametrize("may", [True, False])
def test_a_machine_that_forbids_lower_oom_scores_is_respected(may: bool) -> None:
    runtime = tomllib.loads(containerd(_inputs(may_lower_oom_score=may)))["plugins"]
    assert runtime["io.containerd.cri.v1.runtime"]["restrict_oom_score_adj"] is not may
    assert kubelet(_inputs(may_lower_oom_score=may))["oomScoreAdj"] == (-999 if may else 0)


def test_no_profile_stays_loaded_in_the_kernel() -> None:
    plugins = tomllib.loads(containerd(_inputs()))["plugins"]
    assert plugins["io.containerd.cri.v1.runtime"]["disable_apparmor"] is True


def test_the_machines_disks_cannot_evict_a_pod() -> None:
    node = kubelet(_inputs())
    assert set(node["evictionHard"].values()) == {"0%"}
    assert node["imageGCHighThresholdPercent"] == 100


def test_kube_proxy_writes_no_setting_of_the_machine() -> None:
    conntrack = kube_proxy(_inputs())["conntrack"]
    assert conntrack == {
        "maxPerCore": 0,
        "min": 0,
        "tcpEstablishedTimeout": "0s",
        "tcpCloseWaitTimeout": "0s",
    }


def test_replies_between_pods_are_masqueraded_where_bridges_hide_them() -> None:
    hidden = kube_proxy(_inputs(bridges_are_filtered=False))
    assert hidden["iptables"]["masqueradeAll"] is True
    assert kube_proxy(_inputs())["iptables"]["masqueradeAll"] is False


def test_names_outside_the_cluster_are_asked_of_nobody() -> None:
    text = corefile(_inputs())
    assert "kubernetes cluster.local" in text
    assert "forward" not in text


def test_the_cloud_is_as_slow_as_was_asked() -> None:
    assert cloud(_inputs()) == {
        "pool": "198.18.7.128/25",
        "delay": "45s",
        "refuse": "",
        "silent": "false",
    }


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.name)
def test_each_component_is_one_of_the_boxs_own_programs(component: Any) -> None:
    assert component.command(_inputs())[0].startswith("/programs/")


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.name)
def test_no_component_listens_on_every_address(component: Any) -> None:
    assert not any("0.0.0.0" in word for word in component.command(_inputs()))


def test_an_audit_log_is_written_where_it_was_asked_for_and_has_no_bodies() -> None:
    assert not any("audit" in word for word in KUBE_APISERVER.command(_inputs()))
    inputs = _inputs()
    asked = replace(inputs, options=replace(inputs.options, audit=True))
    words = KUBE_APISERVER.command(asked)
    assert "--audit-log-path=/boxes/x/audit.log" in words
    assert "--audit-policy-file=/boxes/x/configuration/audit-policy.yaml" in words
    assert {rule["level"] for rule in audit.policy()["rules"]} == {"None", "Metadata"}
