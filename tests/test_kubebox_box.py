"""A box is a Kubernetes like any other; one box for all of these."""

from __future__ import annotations

import errno
import json
import socket
import subprocess
from collections.abc import Iterator
from os import getpid
from pathlib import Path
from typing import Any

import pytest
import urllib3

from conformance.clusters.existing import find_existing
from conformance.clusters.kubebox import readiness
from conformance.clusters.kubebox.boot import boot
from conformance.clusters.kubebox.box import Box
from conformance.clusters.kubebox.inspection import condition
from conformance.clusters.kubebox.intervention import pause, resume
from conformance.clusters.kubebox.making import Made, make
from conformance.clusters.kubebox.options import BoxOptions
from conformance.clusters.kubebox.processes import members
from conformance.errors import BadInput
from conformance.places import cache_dir
from tests.box_kubectl import kubectl

pytestmark = pytest.mark.box

PATIENCE_S = 120.0
MEMCACHED = 11211
OBJECTS: list[dict[str, Any]] = [
    {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "cache", "labels": {"app": "cache"}},
        "spec": {
            "containers": [
                {
                    "name": "memcached",
                    "image": "memcached",
                    "imagePullPolicy": "Always",
                    "volumeMounts": [{"name": "data", "mountPath": "/data"}],
                }
            ],
            "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}],
        },
    },
    {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "data"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    },
    {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "cache"},
        "spec": {"type": "LoadBalancer", "selector": {"app": "cache"}, "ports": [{"port": MEMCACHED}]},
    },
    {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "nobody"},
        "spec": {"type": "LoadBalancer", "selector": {"app": "nobody"}, "ports": [{"port": MEMCACHED}]},
    },
    {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "wrong"},
        "spec": {"containers": [{"name": "wrong", "image": "nobody/has-this:1"}]},
    },
]


@pytest.fixture(scope="module")
def made() -> Made:
    return make(cache_dir(), print)


@pytest.fixture(scope="module")
def box(made: Made) -> Iterator[Box]:
    """A box with the objects above; its pod is ready."""
    with boot(BoxOptions(name=f"test-{getpid()}"), made.programs, made.images, lambda *_: None) as box:
        kubectl(
            box, "create", "-f", "-", given=json.dumps({"apiVersion": "v1", "kind": "List", "items": OBJECTS})
        )
        kubectl(box, "wait", "--for=condition=Ready", "pod/cache", f"--timeout={PATIENCE_S}s")
        yield box
    assert not box.folder.path.exists()


def _address(box: Box, service: str) -> str:
    wanted = "--for=jsonpath={.status.loadBalancer.ingress[0].ip}"
    kubectl(box, "wait", wanted, f"service/{service}", f"--timeout={PATIENCE_S}s")
    return kubectl(box, "get", f"service/{service}", "-o", "jsonpath={.status.loadBalancer.ingress[0].ip}")


def _refusal(address: str, port: int) -> int:
    with socket.socket() as asking:
        asking.settimeout(PATIENCE_S)
        try:
            return asking.connect_ex((address, port))
        except TimeoutError:
            return errno.ETIMEDOUT


def test_a_service_answers_this_machine_on_its_load_balancers_address(box: Box) -> None:
    address = _address(box, "cache")
    assert readiness.until(lambda: _refusal(address, MEMCACHED) == 0, PATIENCE_S)
    with socket.create_connection((address, MEMCACHED), PATIENCE_S) as asking:
        asking.sendall(b"version\r\n")
        assert asking.recv(100).startswith(b"VERSION 1.")


def test_a_service_without_pods_refuses(box: Box) -> None:
    assert _refusal(_address(box, "nobody"), MEMCACHED) in (errno.ECONNREFUSED, errno.EHOSTUNREACH)


def test_an_address_that_no_service_has_refuses(box: Box) -> None:
    unassigned = str(box.state.plan.pool[-2])
    assert _refusal(unassigned, MEMCACHED) == errno.EHOSTUNREACH


def test_an_image_that_nobody_has_is_not_found(box: Box) -> None:
    reason = "{.status.containerStatuses[0].state.waiting.reason}"
    of_pod = ("get", "pod/wrong", "-o", f"jsonpath={reason}")
    # At first it waits for its container, and events are sent on their own.
    assert readiness.until(
        lambda: kubectl(box, *of_pod) in ("ErrImagePull", "ImagePullBackOff"), PATIENCE_S
    ), kubectl(box, *of_pod)
    failed = ("get", "events", "--field-selector=involvedObject.name=wrong,reason=Failed")
    assert readiness.until(lambda: "nobody/has-this:1: not found" in kubectl(box, *failed), PATIENCE_S), (
        kubectl(box, *failed)
    )


def test_images_are_pulled_though_they_are_there(box: Box) -> None:
    events = kubectl(box, "get", "events", "--field-selector=involvedObject.name=cache,reason=Pulled")
    assert 'Successfully pulled image "memcached"' in events


def test_a_pod_resolves_the_clusters_names_and_no_others(box: Box) -> None:
    inside = ("exec", "cache", "--", "getent", "hosts")
    assert "10.96.0.1" in kubectl(box, *inside, "kubernetes.default.svc.cluster.local")
    with pytest.raises(subprocess.CalledProcessError):
        kubectl(box, *inside, "example.com.")


def test_a_claim_of_the_default_class_is_bound(box: Box) -> None:
    assert kubectl(box, "get", "pvc/data", "-o", "jsonpath={.status.phase}") == "Bound"


def test_there_is_no_way_out_of_the_box(box: Box) -> None:
    routes = _in_the_box(box, "ip", "route")
    assert "default" not in routes


def _in_the_box(box: Box, *command: str) -> str:
    assert box.state.init is not None
    words = ["nsenter", "--target", str(box.state.init.pid), "--net", "--", *command]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    ("port", "path"),
    [
        (6443, "/healthz"),
        (6443, "/version"),
        (6443, "/api/v1/secrets"),
        (10250, "/pods"),
        (10250, "/metrics"),
    ],
)
def test_nobody_is_anonymous(box: Box, port: int, path: str) -> None:
    authority = str(box.folder.certificates / "ca.crt")
    with urllib3.PoolManager(ca_certs=authority, retries=False, timeout=PATIENCE_S) as anybody:
        assert anybody.request("GET", f"https://{box.state.plan.node}:{port}{path}").status == 401


def test_each_component_runs_and_is_known(box: Box) -> None:
    assert {condition(component) for component in box.state.components} == {"running"}
    assert box.state.init is not None
    assert {component.process.pid for component in box.state.components} <= members(box.state.init)
    assert box.ended() == []


def test_a_paused_component_stands_still_until_it_is_resumed(box: Box) -> None:
    scheduler = next(each for each in box.state.components if each.name == "kube-scheduler")
    pause(box.state, "kube-scheduler")
    assert readiness.until(lambda: condition(scheduler) == "paused", PATIENCE_S)
    resume(box.state, "kube-scheduler")
    assert readiness.until(lambda: condition(scheduler) == "running", PATIENCE_S)
    assert box.ended() == []


def test_its_kubeconfig_is_all_that_somebody_else_needs(box: Box, tmp_path: Path) -> None:
    elsewhere = tmp_path / "kubeconfig"
    elsewhere.write_bytes(box.kubeconfig.read_bytes())
    cluster = find_existing(elsewhere, None)
    assert (cluster.name, cluster.kind) == (box.context, "kubebox")
    (node,) = cluster.describe().nodes
    assert node["name"] == box.state.node
    assert node["kubelet"] == cluster.describe().server_version == "v1.36.3"


def test_its_name_cannot_be_taken_twice(box: Box, made: Made) -> None:
    with pytest.raises(BadInput, match="is up already"):
        boot(BoxOptions(name=box.name), made.programs, made.images, lambda *_: None)
    assert box.folder.path.is_dir()


def test_its_block_cannot_be_taken_twice(box: Box, made: Made) -> None:
    twice = BoxOptions(name=f"twice-{getpid()}", subnet=box.state.block)
    with pytest.raises(BadInput, match="in use"):
        boot(twice, made.programs, made.images, lambda *_: None)


def test_the_boxs_own_files_are_for_root(box: Box) -> None:
    for path in (box.folder.path, box.folder.certificates, box.folder.kubeconfigs):
        assert path.stat().st_mode & 0o077 == 0
    assert box.kubeconfig.stat().st_mode & 0o077 == 0


def test_logs_are_kept_for_the_report(box: Box, tmp_path: Path) -> None:
    names = {path.name for path in box.collect_logs(tmp_path / "logs")}
    assert {"kubelet.log", "kube-apiserver.log", "0.log"} <= names
