"""A real run whose node is cordoned and one of whose pods is evicted while a promise is judged broken."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kubernetes.client import ApiClient

from conformance.api_requests import request
from conformance.clusters.kubebox import readiness
from conformance.clusters.kubebox.box import Box
from conformance.exit_codes import ExitCode
from conformance.stack import RUN_LABEL
from tests.front_door import ROOT
from tests.thrown_away_box import thrown_away_box

pytestmark = pytest.mark.box

ENDPOINT_LISTED_S = 30
"""The wait for an endpoint that never comes: long enough to disturb the run in its midst."""
RUNS_WITHIN_S = 600.0
"""Only ends what hangs."""


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with thrown_away_box("ledger") as box:
        yield box


@pytest.fixture(scope="module")
def api(box: Box) -> Iterator[ApiClient]:
    with box.api() as api:
        yield api


def cordon(api: ApiClient, node: str) -> None:
    """Do as `kubectl cordon` does; the box is this module's own and is thrown away."""
    request(api, "PATCH", f"/api/v1/nodes/{node}", body={"spec": {"unschedulable": True}})


def evict(api: ApiClient, pod: dict[str, Any]) -> None:
    """Do as `kubectl drain` does with each pod."""
    metadata = {key: pod["metadata"][key] for key in ("name", "namespace")}
    body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": metadata}
    path = f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}/eviction"
    request(api, "POST", path, body=body)


def replicas(api: ApiClient) -> list[dict[str, Any]]:
    """Return the controller's pods, of the one run, that run."""
    namespaces = request(api, "GET", "/api/v1/namespaces", query=[("labelSelector", RUN_LABEL)]).content
    return [
        pod
        for namespace in namespaces["items"]
        for pod in request(api, "GET", f"/api/v1/namespaces/{namespace['metadata']['name']}/pods").content[
            "items"
        ]
        if pod["metadata"].get("ownerReferences") and pod["status"].get("phase") == "Running"
    ]


def test_a_break_while_the_node_is_cordoned_and_a_pod_evicted_is_unknown_and_names_both(
    tmp_path: Path, box: Box, api: ApiClient
) -> None:
    manifests = Path(shutil.copytree(ROOT / "manifests", tmp_path / "manifests"))
    service = manifests / "keystone-db-service.yaml"
    text = service.read_text(encoding="utf-8")
    assert "name: keystone-db\n" in text
    service.write_text(text.replace("name: keystone-db\n", "name: keystone-bd\n"), encoding="utf-8")
    command = [
        str(ROOT / "toxw"), "-e", "conformance", "--", "--box", box.name, "--only", "wiring_1",
        "--manifests", str(manifests), "--patience", f"endpoint-listed={ENDPOINT_LISTED_S}",
        "--reports", str(tmp_path / "reports"),
    ]  # fmt: skip
    child = subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT)
    try:
        assert readiness.until(lambda: child.poll() is not None or bool(replicas(api)), RUNS_WITHIN_S)
        pod = replicas(api)[0]
        cordon(api, pod["spec"]["nodeName"])
        evict(api, pod)
        said, _ = child.communicate()
    finally:
        child.terminate()
    assert child.returncode == ExitCode.UNKNOWN, said
    run = json.loads((tmp_path / "reports" / "latest" / "report.json").read_text(encoding="utf-8"))["run"]
    (scenario,) = run["scenarios"]
    assert scenario["verdict"] == "unknown"
    assert "and 1 more disturbance" in scenario["reason"]
    assert " cordoned at " in scenario["reason"] + scenario["detail"]
    assert "evicted: DisruptionTarget/EvictionByEvictionAPI" in scenario["detail"]
    assert "no pod has the labels" in scenario["detail"]
    assert {each["kind"]: each["promises"] for each in run["disturbances"]} == {
        "cordoned": ["wiring_1"],
        "evicted": ["wiring_1"],
    }
