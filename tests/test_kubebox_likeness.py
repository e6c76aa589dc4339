"""What a box that is like GKE is made of: its flags, its options, what is refused, how patient a run is."""

from __future__ import annotations

import json
from dataclasses import replace
from ipaddress import IPv4Network
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
import yaml

from conformance.clusters.kubebox.addresses import AddressPlan
from conformance.clusters.kubebox.components import KUBE_APISERVER
from conformance.clusters.kubebox.daemon import order_of
from conformance.clusters.kubebox.holder import Order
from conformance.clusters.kubebox.inputs import Inputs
from conformance.clusters.kubebox.kept import KeptBox
from conformance.clusters.kubebox.layout import BoxFolder
from conformance.clusters.kubebox.likeness.managed import GKE, likeness_named
from conformance.clusters.kubebox.likeness.programs import OBJECTS
from conformance.clusters.kubebox.likeness.sign_in import USER, authentication
from conformance.clusters.kubebox.machine import Machine
from conformance.clusters.kubebox.node import nodes_of
from conformance.clusters.kubebox.options import BoxOptions, box_like
from conformance.clusters.own import refuse_unlike
from conformance.command_line import read_options
from conformance.errors import BadInput
from conformance.inputs import read_inputs
from conformance.patience import BOUNDS
from conformance.plan.told import plan_lines


def _inputs(options: BoxOptions) -> Inputs:
    folder, plan = BoxFolder(Path("/boxes/x")), AddressPlan(IPv4Network("198.18.7.0/24"))
    return Inputs(
        folder=folder,
        options=options,
        plan=plan,
        machine=Machine(Path("/usr/sbin/runc"), may_lower_oom_score=True, bridges_are_filtered=True),
        programs=Path("/programs"),
        registry=Path("/images/registry"),
        store=Path("/stores/0/containerd"),
        node=nodes_of(options, plan, folder)[0],
    )


def test_the_api_server_takes_tokens_of_the_boxs_issuer_and_none_made_to_last_longer() -> None:
    inputs = _inputs(box_like(GKE, "x"))
    assert "--authentication-config=/boxes/x/configuration/authentication.yaml" in KUBE_APISERVER.command(
        inputs
    )
    (issuer,) = yaml.safe_load(authentication(inputs, GKE, "PEM"))["jwt"]
    assert issuer["issuer"]["url"] == "https://198.18.7.2:10550"
    assert issuer["claimValidationRules"][0]["expression"] == "claims.exp - claims.iat <= 120"


def test_without_a_likeness_nothing_is_added() -> None:
    plain = BoxOptions(name="x")
    assert box_like(None, "x") == plain
    added = {*KUBE_APISERVER.command(_inputs(box_like(GKE, "x")))} - {*KUBE_APISERVER.command(_inputs(plain))}
    assert {word.partition("=")[0] for word in added} == {
        "--authentication-config",
        "--admission-control-config-file",
    }
    assert plain.made_from("abc") == "abc"


def test_a_box_with_a_likeness_is_made_from_something_else_and_its_load_balancers_are_slow() -> None:
    options = box_like(GKE, "x", "198.18.7.0/24")
    assert (options.cloud.delay, options.subnet) == ("45s", "198.18.7.0/24")
    assert options.made_from("abc") == "abc like gke"


def test_what_nothing_can_be_like_is_refused() -> None:
    with pytest.raises(BadInput, match="--like aks: kubebox cannot be like that: it can be like gke"):
        likeness_named("aks")
    with pytest.raises(BadInput, match="--like aks"):
        read_options(["--like", "aks"])


@pytest.mark.parametrize("words", [("--context", "c"), ("--kubeconfig", "k"), ("--provider", "kind")])
def test_only_kubebox_can_be_like_something(words: tuple[str, ...]) -> None:
    with pytest.raises(BadInput, match="--like is for kubebox, and another cluster is named"):
        read_options(["--like", "gke", *words])


def test_a_named_box_is_as_it_was_made() -> None:
    plain, managed = (
        cast(KeptBox, SimpleNamespace(name="b", state=SimpleNamespace(like=like))) for like in ("", "gke")
    )
    assert refuse_unlike(plain, None) is plain
    assert refuse_unlike(managed, GKE) is managed
    with pytest.raises(BadInput, match="the box 'b' is like gke: say so: --like gke"):
        refuse_unlike(managed, None)
    with pytest.raises(BadInput, match="the box 'b' is not like gke"):
        refuse_unlike(plain, GKE)


def test_a_run_on_such_a_box_is_as_patient_as_on_the_cloud() -> None:
    managed = read_inputs(read_options(["--like", "gke"]))
    assert managed.patience["service-address"] == BOUNDS["service-address"].elsewhere
    assert managed.options.on_kubebox
    assert read_inputs(read_options([])).patience["service-address"] == BOUNDS["service-address"].kubebox
    assert plan_lines(read_options(["--like", "gke"]))


def test_each_object_names_the_user_that_the_tokens_name() -> None:
    for name in ("access.yaml", "throttling.yaml"):
        assert USER in (OBJECTS / name).read_text()


def test_a_likeness_survives_the_way_to_the_daemon() -> None:
    options = replace(box_like(GKE, "x"), kept_by_daemon=True)
    written = json.dumps(order_of(options, Path("/p"), Path("/i"), 3))
    assert Order.read(written).options == options
