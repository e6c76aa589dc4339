"""The suite as a Job of a real cluster: its image pulled by digest, its verdicts, its log, its report."""

from __future__ import annotations

import os
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from kubernetes.client import ApiClient

from conformance.api_requests import request
from conformance.clusters.kubebox.box import Box
from conformance.clusters.kubebox.readiness import until
from conformance.clusters.kubebox.suite_image import ROOT
from conformance.deploy.namespace import NAMESPACES
from conformance.exit_codes import ExitCode
from conformance.record import RunRecord
from conformance.report import read_run
from conformance.run_identity import git_state
from conformance.verdict import Verdict
from tests.registry_in_box import registry_in
from tests.thrown_away_box import thrown_away_box
from verbs import images as verb

pytestmark = pytest.mark.box

NAME = "keystone-conformance"
PODS = f"/api/v1/namespaces/{NAME}/pods"
ENDS_WITHIN_S = 1800.0
"""Ends what hangs."""
WHOLE = 'profile = ["core", "load_balancer", "resilience"]'
PROFILES = 'profile = ["core", "load_balancer"]'
SONOBUOY = "sonobuoy"
"""The same job leaves what Sonobuoy's sidecar waits for, in this folder of the volume."""
ROLE = ROOT / "rbac" / "cluster" / "role.yaml"
STAND_IN = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "ClusterRole",
    "metadata": {"name": NAME},
    "rules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}],
}
"""In the place of the role that the suite ships, which has its own test: everything is allowed."""


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with thrown_away_box("in-cluster") as box:
        yield box


def kubectl(box: Box, *words: str) -> str:
    """Run the box's kubectl and return what it printed."""
    ended = subprocess.run(
        ["kubectl", *words],
        executable=Path(box.state.programs) / "kubebox",
        env={**os.environ, "KUBECONFIG": str(box.kubeconfig)},
        capture_output=True,
        text=True,
        check=False,
        timeout=ENDS_WITHIN_S,
    )
    assert ended.returncode == 0, ended.stderr + ended.stdout
    return ended.stdout


def filled_in(folder: Path, names: dict[str, str]) -> Path:
    """Copy the manifests with the names that were pushed, as a user does, and what this test changes."""
    folder.mkdir()
    for file in (ROOT / "in_cluster" / "manifests").glob("*.yaml"):
        text = file.read_text(encoding="utf-8").replace(WHOLE, PROFILES)
        for name, pushed in names.items():
            text = text.replace(f"REGISTRY/{name}@sha256:DIGEST", pushed)
        (folder / file.name).write_text(text, encoding="utf-8")
    job = yaml.safe_load((folder / "job.yaml").read_text(encoding="utf-8"))
    (container,) = job["spec"]["template"]["spec"]["containers"]
    container["env"] = [{"name": "SONOBUOY_RESULTS_DIR", "value": f"/reports/{SONOBUOY}"}]
    (folder / "job.yaml").write_text(yaml.safe_dump(job), encoding="utf-8")
    # A test that runs at the hour of the nightly run would find a report more.
    nightly = yaml.safe_load((folder / "cronjob.yaml").read_text(encoding="utf-8"))
    nightly["spec"]["suspend"] = True
    (folder / "cronjob.yaml").write_text(yaml.safe_dump(nightly), encoding="utf-8")
    role = ROLE.read_text(encoding="utf-8") if ROLE.is_file() else yaml.safe_dump(STAND_IN)
    (folder / "role.yaml").write_text(role, encoding="utf-8")
    return folder


def of_job(api: ApiClient) -> dict[str, Any]:
    """Return the status of the job's one container, which is waiting until there is one."""
    pods = request(api, "GET", PODS, query=[("labelSelector", f"job-name={NAME}")]).content["items"]
    statuses = [status for pod in pods for status in pod["status"].get("containerStatuses", [])]
    assert len(statuses) < 2
    return statuses[0] if statuses else {"state": {"waiting": {}}}


def test_a_job_judges_the_cluster_that_it_runs_in(
    box: Box, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with registry_in(box, tmp_path) as registry, box.api() as api:
        assert verb.main(["--push", f"{registry}/team", "--plain-http", "--suite"]) == ExitCode.KEPT
        pushed = capsys.readouterr().out.split()
        names = {name.rpartition("/")[2].partition("@")[0]: name for name in pushed}
        assert set(names) == {"keystone", "mariadb", "memcached", NAME}
        files = filled_in(tmp_path / "manifests", names)
        for name in ("account", "role", "settings", "reports", "cronjob", "job"):
            kubectl(box, "apply", "-f", str(files / f"{name}.yaml"))
        assert until(lambda: "waiting" not in of_job(api)["state"], ENDS_WITHIN_S)
        # It ends when the container does.
        log = kubectl(box, "-n", NAME, "logs", "--follow", f"job/{NAME}")
        assert until(lambda: "terminated" in of_job(api)["state"], ENDS_WITHIN_S), log
        status = of_job(api)
        assert status["state"]["terminated"]["exitCode"] == ExitCode.KEPT, log
        assert status["imageID"] == names[NAME]
        assert "\n# KEPT: all" in log
        kubectl(box, "apply", "-f", str(files / "reader.yaml"))
        patiently = f"--timeout={ENDS_WITHIN_S:.0f}s"
        kubectl(box, "-n", NAME, "wait", "--for=condition=ready", "pod/reports-reader", patiently)
        kubectl(box, "cp", f"{NAME}/reports-reader:/reports", str(tmp_path / "reports"))
        left = {each["metadata"]["name"] for each in request(api, "GET", NAMESPACES).content["items"]}
    (report,) = (tmp_path / "reports").glob("*/report.json")
    record = read_run(report.parent)
    judged_as_from_outside(record, names)
    handed_over(tmp_path / "reports" / SONOBUOY)
    assert [name for name in left if name.startswith(record.run_id)] == []


def test_sonobuoys_plugin_is_a_container_that_the_api_server_takes(box: Box) -> None:
    """Its `spec` is a container of Kubernetes' own form, to which Sonobuoy adds the volume `results`."""
    plugin = yaml.safe_load((ROOT / "in_cluster" / "sonobuoy-plugin.yaml").read_text(encoding="utf-8"))
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "plugin"},
        "spec": {"containers": [plugin["spec"]], "volumes": [{"name": "results", "emptyDir": {}}]},
    }
    strictly = [("dryRun", "All"), ("fieldValidation", "Strict")]
    with box.api() as api:
        said = request(api, "POST", "/api/v1/namespaces/default/pods", query=strictly, body=pod)
    assert said.content["spec"]["containers"][0]["args"] == plugin["spec"]["args"]


def judged_as_from_outside(record: RunRecord, names: dict[str, str]) -> None:
    """Every promise is kept but those that only somebody outside can see, on the images that were pushed."""
    skipped = {each.identifier: each.reason for each in record.scenarios if each.verdict is Verdict.SKIPPED}
    assert {each.verdict for each in record.scenarios} == {Verdict.KEPT, Verdict.SKIPPED}
    assert set(skipped) >= {"reach_1"}
    assert all("of this cluster: kube-proxy answers there" in why for why in skipped.values()), skipped
    assert (record.cluster.kind, record.cluster.name) == ("existing", "in-cluster")
    assert record.git_commit == git_state(ROOT).commit
    ran = {image.digest for image in record.images}
    assert ran == {name.partition("@")[2] for key, name in names.items() if key != NAME}


def handed_over(results: Path) -> None:
    """What Sonobuoy's sidecar would find is there."""
    archive = Path((results / "done").read_text(encoding="utf-8"))
    assert archive == Path("/reports") / SONOBUOY / "keystone-conformance.tar.gz"
    with tarfile.open(results / archive.name) as packed:
        assert {"./junit.xml", "./report.html", "run.xml"} <= set(packed.getnames())
