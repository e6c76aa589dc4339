"""What is typed wrongly is told in one line that names the thing and the remedy; nothing is begun."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from conformance.exit_codes import ExitCode
from tests.front_door import ROOT, toxw

IMAGES = ("--keystone-image", "k:1", "--database-image", "d:1", "--memcached-image", "m:1")
KUBECONFIG = """\
apiVersion: v1
kind: Config
current-context: here
contexts: [{{name: here, context: {{cluster: c, user: u}}}}]
clusters: [{{name: c, cluster: {{server: "{server}"}}}}]
users: [{{name: u, user: {{token: nobody}}}}]
"""
BLOGS_CONTROLLER = """\
apiVersion: v1
kind: ReplicationController
metadata:
  name: keystone-rc
  spec:
    replicas: 3
      selector:
      name: keystone
"""


@pytest.fixture(scope="module", autouse=True)
def _prepared() -> None:
    """A clone that was never used makes its environment and says so, which is no line of a refusal."""
    said = toxw("-e", "conformance", "--", "--help")
    assert said.returncode == ExitCode.KEPT, said.stderr


@pytest.fixture
def kubeconfig(tmp_path: Path) -> Path:
    file = tmp_path / "kubeconfig"
    file.write_text(KUBECONFIG.format(server="http://127.0.0.1:1"), encoding="utf-8")
    return file


@pytest.fixture
def manifests(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "manifests", tmp_path / "manifests"))


def refused(reports: Path, *arguments: str) -> tuple[int, str]:
    """Return exit code and the one line of a run that must not begin."""
    said = toxw("-e", "conformance", "--", "--reports", str(reports), *arguments)
    lines = said.stderr.strip().splitlines()
    assert len(lines) == 1, said.stderr + said.stdout
    assert said.stdout == ""
    assert not reports.exists()
    return said.returncode, lines[0]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--no-such-option"], "--no-such-option"),
        (["--profile", "cor"], "'cor'"),
        (["--accept-missing", "load-balancer"], "'load-balancer'"),
        (["--only", "pods_99"], "'pods_99'"),
        (["--patience", "pod-running=soon"], "soon"),
        (["--patience", "pod-runing=5"], "pod-running"),
        (["--deadline", "40"], "--deadline 40"),
        (["--deadline", "30s"], "--deadline: 30.0 s are less than a start"),
        (["--keystone-image", "Not An Image"], "Not An Image"),
        (["--manifests", "/nonexistent"], "/nonexistent"),
        (["--config", "/nonexistent", "--environment", "gke"], "/nonexistent"),
        (["--kubeconfig", "/nonexistent", *IMAGES], "/nonexistent"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_bad_words_are_named(tmp_path: Path, arguments: list[str], named: str) -> None:
    code, line = refused(tmp_path / "reports", *arguments)
    assert code == ExitCode.BAD_INPUT
    assert named in line


def test_an_unknown_context_is_named_with_those_there_are(tmp_path: Path, kubeconfig: Path) -> None:
    code, line = refused(
        tmp_path / "reports", "--kubeconfig", str(kubeconfig), "--context", "elsewhere", *IMAGES
    )
    assert code == ExitCode.BAD_INPUT
    assert "elsewhere" in line
    assert "here" in line


def test_a_malformed_kubeconfig_is_named(tmp_path: Path, kubeconfig: Path) -> None:
    kubeconfig.write_text("contexts: [", encoding="utf-8")
    code, line = refused(tmp_path / "reports", "--kubeconfig", str(kubeconfig), *IMAGES)
    assert code == ExitCode.BAD_INPUT
    assert str(kubeconfig) in line


def test_images_have_no_default_on_an_existing_cluster(tmp_path: Path, kubeconfig: Path) -> None:
    code, line = refused(tmp_path / "reports", "--kubeconfig", str(kubeconfig), *IMAGES[:4])
    assert code == ExitCode.BAD_INPUT
    assert "--memcached-image" in line


@pytest.mark.parametrize(
    "file",
    ["keystone-db.yaml", "keystone-db-service.yaml", "keystone-rc.yaml", "keystone-public-service.yaml"],
)
def test_a_missing_manifest_is_named(tmp_path: Path, manifests: Path, file: str) -> None:
    (manifests / file).unlink()
    code, line = refused(tmp_path / "reports", "--manifests", str(manifests))
    assert code == ExitCode.BAD_INPUT
    assert file.removesuffix(".yaml") in line


@pytest.mark.parametrize(
    "content",
    [BLOGS_CONTROLLER, "just words\n", "kind: ReplicationController\n", "a: 1\na: 2\n"],
    ids=["the blog's controller as published", "no object", "no apiVersion", "doubled key"],
)
def test_a_manifest_that_is_no_kubernetes_object_is_named(
    tmp_path: Path, manifests: Path, content: str
) -> None:
    (manifests / "keystone-rc.yaml").write_text(content, encoding="utf-8")
    code, line = refused(tmp_path / "reports", "--manifests", str(manifests))
    assert code == ExitCode.BAD_INPUT
    assert "keystone-rc.yaml" in line


def test_a_server_that_does_not_answer_is_unknown(tmp_path: Path, kubeconfig: Path) -> None:
    code, line = refused(tmp_path / "reports", "--kubeconfig", str(kubeconfig), *IMAGES)
    assert code == ExitCode.UNKNOWN
    assert "127.0.0.1:1" in line


class _Refusing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(401)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_GET  # noqa: N815 - the base class's way to name a method

    def log_message(self, format: str, *args: object) -> None:
        del format, args


@pytest.fixture
def refusing_server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Refusing) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_refused_credentials_are_unknown(tmp_path: Path, kubeconfig: Path, refusing_server: str) -> None:
    kubeconfig.write_text(KUBECONFIG.format(server=refusing_server), encoding="utf-8")
    code, line = refused(tmp_path / "reports", "--kubeconfig", str(kubeconfig), *IMAGES)
    assert code == ExitCode.UNKNOWN
    assert "401" in line
