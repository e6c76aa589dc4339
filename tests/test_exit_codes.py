"""Each exit code that needs a cluster, reached through the front door on a box used as any cluster is."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from conformance.exit_codes import ExitCode
from tests.front_door import ROOT, toxw

pytestmark = pytest.mark.box

IMAGES = (
    "--keystone-image",
    "bodepd/keystone",
    "--database-image",
    "mariadb",
    "--memcached-image",
    "memcached",
)

HANGS_S = 300.0
"""Only ends what hangs."""


@dataclass(frozen=True)
class Ran:
    """A run that has ended."""

    code: int
    last_lines: list[str]
    record: dict[str, object]
    said: str


@pytest.fixture(scope="module")
def kubeconfig() -> Iterator[Path]:
    name = f"exit-codes-{os.getpid()}"
    up = toxw("-e", "cluster", "--", "up", "--name", name)
    assert up.returncode == 0, up.stderr + up.stdout
    yield Path(toxw("-e", "cluster", "--", "kubeconfig", "--name", name).stdout.strip())
    assert toxw("-e", "cluster", "--", "down", "--name", name).returncode == 0


@pytest.fixture
def manifests(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "manifests", tmp_path / "manifests"))


def run(tmp_path: Path, kubeconfig: Path, *arguments: str, **environment: str) -> Ran:
    reports = tmp_path / "reports"
    said = toxw(
        "-e", "conformance", "--", "--kubeconfig", str(kubeconfig), "--reports", str(reports),
        "--blog-credentials", *(() if "--keystone-image" in arguments else IMAGES), *arguments,
        environment=environment,
    )  # fmt: skip
    lines = said.stdout.strip().splitlines()
    return Ran(
        said.returncode,
        lines[-5:],
        json.loads((reports / "latest" / "report.json").read_text(encoding="utf-8")),
        said.stdout + said.stderr,
    )


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_all_kept_is_0(tmp_path: Path, kubeconfig: Path) -> None:
    ran = run(tmp_path, kubeconfig, "--profile", "load_balancer")
    assert ran.code == ExitCode.KEPT, ran.said
    assert "nothing left behind" in ran.last_lines[3]


def test_a_broken_promise_is_1_and_its_first_line_names_the_cause(
    tmp_path: Path, kubeconfig: Path, manifests: Path
) -> None:
    edit(manifests / "keystone-db-service.yaml", "name: keystone-db\n", "name: keystone-bd\n")
    ran = run(
        tmp_path,
        kubeconfig,
        "--manifests",
        str(manifests),
        "--only",
        "wiring_1",
        "--patience",
        "endpoint-listed=5",
    )
    assert ran.code == ExitCode.BROKEN, ran.said
    evidence = tmp_path / "reports" / "latest" / "evidence" / "wiring_1"
    assert any(evidence.iterdir())


def test_an_image_that_is_not_there_is_1_and_said(tmp_path: Path, kubeconfig: Path) -> None:
    images = (
        "--keystone-image",
        "nobody/nothing:1",
        "--database-image",
        "mariadb",
        "--memcached-image",
        "memcached",
    )
    ran = run(tmp_path, kubeconfig, *images, "--only", "pods_3")
    assert ran.code == ExitCode.BROKEN, ran.said
    assert "nobody/nothing:1" in ran.said


def test_an_interrupt_is_2(tmp_path: Path, kubeconfig: Path) -> None:
    for stop in (signal.SIGINT, signal.SIGTERM):
        process = subprocess.Popen(
            [str(ROOT / "toxw"), "-e", "conformance", "--", "--kubeconfig", str(kubeconfig),
             "--reports", str(tmp_path / stop.name), *IMAGES],
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        for line in process.stdout:
            if "pods_1" in line:
                break
        process.send_signal(stop)
        rest, _ = process.communicate(timeout=HANGS_S)
        assert process.returncode == ExitCode.INTERRUPTED, rest


def test_a_defect_of_the_suite_is_3(tmp_path: Path, kubeconfig: Path) -> None:
    ran = run(tmp_path, kubeconfig, "--only", "pods_1", PYTEST_PLUGINS="a_plugin_that_is_not_there")
    assert ran.code == ExitCode.INTERNAL_ERROR, ran.said
    assert "a_plugin_that_is_not_there" in ran.said


def test_nothing_to_judge_is_5(tmp_path: Path, kubeconfig: Path) -> None:
    ran = run(tmp_path, kubeconfig, "--profile", "node", "--accept-missing", "losable_nodes")
    assert ran.code == ExitCode.NOTHING_RAN, ran.said


def test_something_left_behind_is_7_and_named_with_its_finalizer(
    tmp_path: Path, kubeconfig: Path, manifests: Path
) -> None:
    held = "metadata:\n  finalizers: [conformance.example/held]\n"
    edit(manifests / "keystone-db-service.yaml", "metadata:\n", held)
    ran = run(
        tmp_path,
        kubeconfig,
        "--manifests",
        str(manifests),
        "--profile",
        "core",
        "--patience",
        "namespace-gone=5",
    )
    assert ran.code == ExitCode.LEFT_BEHIND, ran.said
    assert "conformance.example/held" in ran.said


def test_a_promise_left_out_is_8(tmp_path: Path, kubeconfig: Path) -> None:
    assert run(tmp_path, kubeconfig, "--only", "pods_1").code == ExitCode.PARTIAL
