"""A sweep of a real cluster: a dead run beside a live one and look-alikes, and what a finalizer holds."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGTERM, Signals

import pytest
from kubernetes.client import ApiClient

from conformance.api_requests import request
from conformance.cluster_time import cluster_time
from conformance.clusters.kubebox import readiness
from conformance.clusters.kubebox.box import Box
from conformance.deploy import create_namespace
from conformance.deploy.namespace import NAMESPACES
from conformance.exit_codes import ExitCode
from conformance.lease import LASTS, LEASES, NAME, RunLease
from conformance.stack import RUN_LABEL
from tests.front_door import toxw, toxw_until
from tests.thrown_away_box import thrown_away_box
from verbs import sweep

pytestmark = pytest.mark.box

DEAD, LIVE, HELD = "20260101-000000-aaaaaa", "20260101-000000-bbbbbb", "20260101-000000-cccccc"
LABEL_ONLY, NAME_ONLY = "payments", "20260101-000000-aaaaaa-somebodys"
FINALIZER = "example.com/hold"
GOES_WITHIN_S = 300.0
"""Only ends what hangs."""
SERVICE = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "keystone-public"},
    "spec": {"type": "LoadBalancer", "ports": [{"port": 5000}]},
}


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with thrown_away_box("sweep") as box:
        yield box


@pytest.fixture(scope="module")
def api(box: Box) -> Iterator[ApiClient]:
    with box.api() as api:
        yield api


def stopped_renewing(api: ApiClient, run_id: str) -> str:
    """Make a run's namespace whose Lease was renewed for the last time when 2026 began."""
    namespace = create_namespace(api, run_id, "own-1").name
    metadata = {"name": NAME, "labels": {RUN_LABEL: run_id}}
    spec = {"holderIdentity": run_id, "leaseDurationSeconds": 100, "renewTime": "2026-01-01T00:00:00.000000Z"}
    body = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": metadata, "spec": spec}
    request(api, "POST", f"{LEASES}/namespaces/{namespace}/leases", body=body)
    return namespace


def plain_namespace(api: ApiClient, name: str, **labels: str) -> None:
    body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}
    request(api, "POST", NAMESPACES, body=body)


def names(api: ApiClient) -> set[str]:
    return {each["metadata"]["name"] for each in request(api, "GET", NAMESPACES).content["items"]}


def test_a_dead_run_goes_and_a_live_one_and_look_alikes_stay(
    box: Box, api: ApiClient, capsys: pytest.CaptureFixture[str]
) -> None:
    dead = stopped_renewing(api, DEAD)
    request(api, "POST", f"{NAMESPACES}/{dead}/services", body=SERVICE)
    live = create_namespace(api, LIVE, "own-1").name
    lease = RunLease(api, LIVE)
    lease.hold(live)
    plain_namespace(api, LABEL_ONLY, **{RUN_LABEL: DEAD})
    plain_namespace(api, NAME_ONLY)
    assert sweep.main(["--box", box.name, "--dry-run"]) == ExitCode.KEPT
    assert dead in names(api)
    assert sweep.main(["--box", box.name]) == ExitCode.KEPT, capsys.readouterr().out
    assert names(api) >= {live, LABEL_ONLY, NAME_ONLY}
    assert dead not in names(api)
    assert sweep.main(["--box", box.name, "--run", LIVE]) == ExitCode.BAD_INPUT
    lease.renew()
    held = request(api, "GET", f"{LEASES}/namespaces/{live}/leases/{NAME}").content
    since = cluster_time(api) - datetime.fromisoformat(held["spec"]["renewTime"])
    assert timedelta(0) <= since < timedelta(seconds=LASTS)
    lease.give_up()
    assert sweep.main(["--box", box.name]) == ExitCode.KEPT, capsys.readouterr().out
    assert live not in names(api)


def test_what_a_finalizer_holds_is_named_until_it_is_taken_off(
    box: Box, api: ApiClient, capsys: pytest.CaptureFixture[str]
) -> None:
    namespace = stopped_renewing(api, HELD)
    path = f"{NAMESPACES}/{namespace}/configmaps"
    metadata = {"name": "held", "finalizers": [FINALIZER]}
    request(api, "POST", path, body={"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata})
    # the namespace controller tells what holds it once it has been through every kind there is
    asked = ["--box", box.name, "--patience", "namespace-gone=20"]
    assert sweep.main(asked) == ExitCode.LEFT_BEHIND
    said = capsys.readouterr().out
    assert f"remains: namespace {namespace}: configmaps held waits for finalizer {FINALIZER}" in said
    assert "kubectl patch configmaps held" in said
    request(api, "PATCH", f"{path}/held", body={"metadata": {"finalizers": None}})
    assert readiness.until(lambda: namespace not in names(api), GOES_WITHIN_S)
    assert sweep.main(asked) == ExitCode.KEPT


TWO_WORKERS = ("-n", "2", "--only", "pods_1,wiring_3,token_1,heal_2,heal_5")
"""Promises of two shared stacks, each with a worker of its own."""


def started(box: Box, reports: Path, *more: str) -> tuple[subprocess.Popen[str], str]:
    """Start a run on the box; return it and its name once it has judged its first promise."""
    words = ["-e", "conformance", "--", "--box", box.name, "--profile", "core", "--reports", str(reports)]
    process, said = toxw_until("pods_1", *words, *more)
    assert "pods_1" in said[-1], "".join(said)
    return process, (reports / "latest").readlink().name


def namespaces_of(api: ApiClient, run_id: str) -> set[str]:
    return {name for name in names(api) if name.startswith(run_id)}


@pytest.mark.parametrize(
    ("stop", "more", "stacks"), [(SIGINT, TWO_WORKERS, 2), (SIGTERM, (), 1)], ids=["workers", "serial"]
)
def test_what_an_interrupted_run_asked_to_go_is_proven_gone_by_its_last_line(
    box: Box, api: ApiClient, tmp_path: Path, stop: Signals, more: tuple[str, ...], stacks: int
) -> None:
    process, run_id = started(box, tmp_path, *more)
    assert len(namespaces_of(api, run_id)) == stacks
    process.send_signal(stop)
    rest, _ = process.communicate(timeout=GOES_WITHIN_S)
    assert process.returncode == ExitCode.INTERRUPTED, rest
    last = rest.splitlines()[-1]
    assert last.startswith(f"requested but not proven gone: {run_id}-")
    # In one look: each may be gone in the next moment.
    for each in request(api, "GET", NAMESPACES).content["items"]:
        if each["metadata"]["name"].startswith(run_id):
            assert each["metadata"].get("deletionTimestamp"), each["metadata"]["name"]
    command = shlex.split(last.partition("; to prove it: ")[2])
    assert command[:3] == ["./toxw", "-e", "sweep"]
    swept = toxw(*command[1:])
    assert swept.returncode == ExitCode.KEPT, swept.stdout + swept.stderr
    assert namespaces_of(api, run_id) == set()


def let_its_leases_run_out(api: ApiClient, run_id: str) -> None:
    """Set back when a dead run's Leases were renewed: they last 100 seconds, which nobody need wait for."""
    labelled = [("labelSelector", f"{RUN_LABEL}={run_id}")]
    leases = request(api, "GET", f"{LEASES}/leases", query=labelled).content["items"]
    assert leases
    for lease in leases:
        path = f"{LEASES}/namespaces/{lease['metadata']['namespace']}/leases/{NAME}"
        request(api, "PATCH", path, body={"spec": {"renewTime": "2026-01-01T00:00:00.000000Z"}})


def test_a_killed_run_is_refused_while_its_lease_lasts_and_swept_afterwards(
    box: Box, api: ApiClient, tmp_path: Path
) -> None:
    process, run_id = started(box, tmp_path, *TWO_WORKERS)
    process.send_signal(SIGKILL)
    # to the end of what it prints: no worker is left that could go on
    process.communicate(timeout=GOES_WITHIN_S)
    asked = ["--box", box.name, "--run", run_id]
    assert sweep.main(asked) == ExitCode.BAD_INPUT
    assert namespaces_of(api, run_id)
    let_its_leases_run_out(api, run_id)
    assert sweep.main(asked) == ExitCode.KEPT
    assert namespaces_of(api, run_id) == set()
