"""The manifests by which the suite runs inside a cluster, and its plugin definition for Sonobuoy."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.capability import Capability
from conformance.clusters.kubebox.suite_image import CONTAINERFILE, PARTS, ROOT, suite_image_folder
from conformance.command_line import read_options
from conformance.manifests.kubernetes_yaml import documents_of
from conformance.options import DEFAULT_PROFILES, Options
from in_cluster.__main__ import REPORTS
from in_cluster.sonobuoy import RESULTS, RUN_FILE

FOLDER = ROOT / "in_cluster" / "manifests"
NAME = "keystone-conformance"
PLUGIN = yaml.safe_load((ROOT / "in_cluster" / "sonobuoy-plugin.yaml").read_text(encoding="utf-8"))
DIGEST = "sha256:" + "0a" * 32

CONFIG_KEYS = {
    "driver",
    "plugin-name",
    "skip-cleanup",
    "result-format",
    "result-files",
    "description",
    "source-url",
    "order",
}
"""Of sonobuoy's pkg/plugin/manifest/manifest.go, SonobuoyConfig; it passes over what it does not know."""
KEYS = {"sonobuoy-config", "spec", "extra-volumes", "podSpec", "config-map"}
"""Of the same file, Manifest."""


def objects(name: str) -> dict[str, dict[str, Any]]:
    """Return the objects of a manifest by kind, read as strictly as those that are judged."""
    read = documents_of((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return {content["kind"]: content for each in read if (content := each.content)}


JOB = objects("job")["Job"]["spec"]
CRON_JOB = objects("cronjob")["CronJob"]["spec"]
POD = JOB["template"]["spec"]
(CONTAINER,) = POD["containers"]


def options_of(args: list[str], tmp_path: Path) -> Options:
    """Read what a container is given as the suite does, with the settings where the volume has them."""
    settings = objects("settings")["ConfigMap"]["data"]["conformance.toml"]
    (tmp_path / "conformance.toml").write_text(settings.replace("sha256:DIGEST", DIGEST))
    here = [word.replace("/etc/keystone-conformance", str(tmp_path)) for word in args]
    return read_options(["--in-cluster", "--reports", str(REPORTS), *here])


def test_the_night_is_the_same_job() -> None:
    assert CRON_JOB["jobTemplate"]["spec"] == JOB
    assert CRON_JOB["concurrencyPolicy"] == "Forbid"


def test_a_red_run_is_not_tried_again() -> None:
    assert (JOB["backoffLimit"], POD["restartPolicy"]) == (0, "Never")


def test_what_hangs_is_ended_after_the_runs_own_deadline(tmp_path: Path) -> None:
    deadline = options_of(CONTAINER["args"], tmp_path).deadline
    assert deadline is not None
    assert JOB["activeDeadlineSeconds"] >= deadline + 300


def test_its_words_and_settings_are_those_that_the_suite_takes(tmp_path: Path) -> None:
    options = options_of(CONTAINER["args"], tmp_path)
    assert options.keystone_image == f"REGISTRY/keystone@{DIGEST}"
    assert options.profiles == DEFAULT_PROFILES
    assert options.accepted_missing == {Capability.LOAD_BALANCER}
    assert options.environment is not None


def test_reports_settings_and_temporary_files_have_a_volume_each() -> None:
    mounted = {mount["mountPath"]: mount["name"] for mount in CONTAINER["volumeMounts"]}
    volumes = {volume["name"]: volume for volume in POD["volumes"]}
    assert set(mounted.values()) == set(volumes)
    claim = objects("reports")["PersistentVolumeClaim"]["metadata"]["name"]
    assert volumes[mounted[str(REPORTS)]]["persistentVolumeClaim"]["claimName"] == claim
    assert volumes[mounted["/etc/keystone-conformance"]]["configMap"]["name"] == NAME
    # Nothing else can be written to.
    assert CONTAINER["securityContext"]["readOnlyRootFilesystem"]
    assert "/tmp" in mounted


@pytest.mark.parametrize("pod", [POD, objects("reader")["Pod"]["spec"]], ids=["job", "reader"])
def test_its_pods_keep_to_the_restricted_standard(pod: dict[str, Any]) -> None:
    """Of https://kubernetes.io/docs/concepts/security/pod-security-standards/ what asks for a field."""
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault"
    for container in pod["containers"]:
        assert container["securityContext"]["allowPrivilegeEscalation"] is False
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    text = (ROOT / CONTAINERFILE).read_text(encoding="utf-8")
    *_, user = re.finditer(r"^USER (\d+):(\d+)$", text, re.M)
    assert [str(pod["securityContext"][key]) for key in ("runAsUser", "runAsGroup")] == [*user.groups()]


def test_the_account_is_bound_to_the_role_that_the_suite_ships() -> None:
    account = objects("account")
    binding = account["ClusterRoleBinding"]
    assert binding["roleRef"] == {
        "apiGroup": "rbac.authorization.k8s.io",
        "kind": "ClusterRole",
        "name": NAME,
    }
    assert binding["subjects"] == [{"kind": "ServiceAccount", "name": NAME, "namespace": NAME}]
    assert account["Namespace"]["metadata"]["name"] == NAME
    assert account["ServiceAccount"]["metadata"] == {"name": NAME, "namespace": NAME}
    assert POD["serviceAccountName"] == NAME


def test_the_plugin_has_no_key_that_sonobuoy_would_pass_over() -> None:
    assert set(PLUGIN) <= KEYS
    config = PLUGIN["sonobuoy-config"]
    assert set(config) <= CONFIG_KEYS
    assert (config["driver"], config["plugin-name"], config["result-format"]) == ("Job", NAME, "junit")
    assert config["result-files"] == ["junit.xml", RUN_FILE]
    assert PLUGIN["spec"]["volumeMounts"] == [{"name": "results", "mountPath": str(RESULTS)}]


def test_the_plugins_words_are_those_that_the_suite_takes(tmp_path: Path) -> None:
    words = [word.replace("sha256:DIGEST", DIGEST) for word in PLUGIN["spec"]["args"]]
    options = options_of(words, tmp_path)
    assert options.keystone_image == f"REGISTRY/keystone@{DIGEST}"
    assert options.profiles == DEFAULT_PROFILES
    assert options.accepted_missing == {Capability.LOAD_BALANCER}


def test_the_image_is_another_when_the_suite_or_its_commit_is(tmp_path: Path) -> None:
    for part in PARTS:
        assert (ROOT / part).exists()
        (tmp_path / part).write_text("one")
    names = [suite_image_folder(tmp_path, tmp_path, "commit")]
    names.append(suite_image_folder(tmp_path, tmp_path, "another"))
    (tmp_path / "verbs").write_text("two")
    names.append(suite_image_folder(tmp_path, tmp_path, "commit"))
    (tmp_path / "conformance.toml").write_text("a site's own")
    assert suite_image_folder(tmp_path, tmp_path, "commit") == names[-1]
    assert len(set(names)) == len(names)
