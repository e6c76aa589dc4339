"""A run as a program, against an API server that is played: stopped by a signal, it says how it ended."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from signal import SIGINT, SIGTERM, Signals
from typing import Any

import pytest

from conformance.exit_codes import ExitCode
from conformance.lease import NAME
from conformance.report import read_run
from conformance.stack import MANAGED_BY, MANAGED_LABEL, RUN_LABEL
from tests.front_door import ROOT
from tests.test_bad_input import IMAGES, KUBECONFIG

PATIENCE_S = 300.0
"""Only ends what hangs."""


@dataclass
class SlowCluster:
    """Accepts every object and makes no pod: whoever waits for one waits."""

    url: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    waits: threading.Event = field(default_factory=threading.Event)
    """Set once pods are watched."""
    stacks: int = 1
    """In so many namespaces."""
    closing: threading.Event = field(default_factory=threading.Event)
    silent_about: str = "/nothing"
    """How a path ends that is never answered."""
    objects: dict[str, Any] = field(default_factory=dict)
    """What was made, by its path."""

    def deleted(self) -> list[str]:
        return [path for method, path in self.asked if method == "DELETE"]


@contextmanager
def slow_cluster() -> Iterator[SlowCluster]:
    cluster = SlowCluster()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self._note()
            if "watch=" in self.path:
                watched = {
                    each for _, each in cluster.asked if each.endswith("/pods") and "/namespaces/" in each
                }
                if path.endswith("/pods") and len(watched) >= cluster.stacks:
                    cluster.waits.set()
                self._hold()
            elif path.endswith(cluster.silent_about):
                self._hold()
            elif path in cluster.objects:
                self._reply(200, cluster.objects[path])
            elif path.endswith("/serviceaccounts/default"):
                self._reply(200, {"metadata": {"name": "default", "uid": "1"}})
            elif path == "/version":
                self._reply(200, {"gitVersion": "v1.36.3"})
            else:
                self._reply(200, {"metadata": {"resourceVersion": "1"}, "items": []})

        def do_POST(self) -> None:
            path = self._note()
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
            meta = {**body.get("metadata", {}), "uid": "1", "resourceVersion": "1"}
            made = {**body, "metadata": meta, "status": {"allowed": True}}
            cluster.objects[f"{path}/{meta.get('name', '')}" if self.command == "POST" else path] = made
            self._reply(201, made)

        def do_DELETE(self) -> None:
            self._note()
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._reply(200, {})

        do_PUT = do_POST  # noqa: N815 -- the base class's way to name a method

        def _note(self) -> str:
            path = self.path.partition("?")[0]
            cluster.asked.append((self.command, path))
            return path

        def _reply(self, status: int, content: Any) -> None:
            text = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def _hold(self) -> None:
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.flush()
            cluster.closing.wait()
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    cluster.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield cluster
    finally:
        cluster.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


def started(cluster: SlowCluster, folder: Path, *words: str) -> subprocess.Popen[str]:
    """Start a run that soon waits for the database's pod."""
    file = folder / "kubeconfig"
    file.write_text(KUBECONFIG.format(server=cluster.url), encoding="utf-8")
    where = ["--kubeconfig", str(file), "--reports", str(folder / "reports"), "--only", "pods_1", *IMAGES]
    process = subprocess.Popen(
        [sys.executable, "-m", "verbs.conformance", *where, *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if not cluster.waits.wait(PATIENCE_S):
        process.kill()
        pytest.fail(process.communicate()[0])
    return process


@pytest.mark.parametrize(
    ("stop", "silent_about"),
    [(SIGTERM, "/nothing"), (SIGINT, f"/leases/{NAME}")],
    ids=["SIGTERM", "SIGINT where the Lease cannot be given up"],
)
def test_a_run_that_is_stopped_asks_for_every_deletion_and_says_how_to_prove_them(
    tmp_path: Path, stop: Signals, silent_about: str
) -> None:
    with slow_cluster() as cluster:
        cluster.silent_about = silent_about
        process = started(cluster, tmp_path)
        process.send_signal(stop)
        said, _ = process.communicate(timeout=PATIENCE_S)
    record = read_run(tmp_path / "reports" / "latest")
    namespace = f"{record.run_id}-looked-at-1"
    assert process.returncode == record.exit_code == ExitCode.INTERRUPTED, said
    inside = f"/api/v1/namespaces/{namespace}"
    deleted = cluster.deleted()
    assert deleted[0] == f"{inside}/services"
    assert {f"{inside}/replicationcontrollers", f"{inside}/pods", inside} <= set(deleted)
    assert said.splitlines()[-1] == (
        f"requested but not proven gone: {namespace}; to prove it: ./toxw -e sweep -- "
        f"--kubeconfig {tmp_path / 'kubeconfig'} --run {record.run_id}"
    )
    assert "Traceback" not in said
    (lease,) = [each for path, each in cluster.objects.items() if path.endswith(f"/leases/{NAME}")]
    given_up = silent_about == "/nothing"
    assert lease["spec"]["holderIdentity"] == ("" if given_up else record.run_id)


def made_by_two_workers(cluster: SlowCluster) -> list[str]:
    """Return the namespaces that there are: the two stacks, each of another worker."""
    inside = "/api/v1/namespaces/"
    names = sorted(
        path.removeprefix(inside)
        for path in cluster.objects
        if path.startswith(inside) and "/" not in path.removeprefix(inside)
    )
    told = sorted(name.split("-", 3)[3] for name in names)
    assert told in (["w1-looked-at-1", "w2-disturbed-1"], ["w1-disturbed-1", "w2-looked-at-1"])
    return names


def test_what_several_workers_made_is_asked_to_go_at_once_and_named(tmp_path: Path) -> None:
    with slow_cluster() as cluster:
        cluster.stacks = 2
        process = started(cluster, tmp_path, "--only", "heal_2", "-n", "2")
        process.send_signal(SIGINT)
        said, _ = process.communicate(timeout=PATIENCE_S)
    record = read_run(tmp_path / "reports" / "latest")
    assert process.returncode == record.exit_code == ExitCode.INTERRUPTED, said
    namespaces = made_by_two_workers(cluster)
    assert {f"/api/v1/namespaces/{each}" for each in namespaces} <= set(cluster.deleted())
    assert [line.rpartition(": ")[0] for line in said.splitlines()][-1].startswith("requested but not proven")
    assert all(each in said.splitlines()[-1] for each in namespaces)
    leases = [each for path, each in cluster.objects.items() if path.endswith(f"/leases/{NAME}")]
    assert [each["spec"]["holderIdentity"] for each in leases] == ["", ""]
    assert "Traceback" not in said


def test_what_a_killed_run_s_workers_made_is_left_to_a_sweep(tmp_path: Path) -> None:
    with slow_cluster() as cluster:
        cluster.stacks = 2
        process = started(cluster, tmp_path, "--only", "heal_2", "-n", "2")
        process.kill()
        # to its end: no worker goes on, and none asked for anything more
        process.communicate(timeout=PATIENCE_S)
    run_id = read_run(tmp_path / "reports" / "latest").run_id
    for name in made_by_two_workers(cluster):
        labels = cluster.objects[f"/api/v1/namespaces/{name}"]["metadata"]["labels"]
        assert name.startswith(run_id)
        assert (labels[RUN_LABEL], labels[MANAGED_LABEL]) == (run_id, MANAGED_BY), "as a sweep finds them"
    leases = [each for path, each in cluster.objects.items() if path.endswith(f"/leases/{NAME}")]
    assert [each["spec"]["holderIdentity"] for each in leases] == [run_id, run_id]
    assert cluster.deleted() == []
