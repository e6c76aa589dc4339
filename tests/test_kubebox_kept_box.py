"""A box that stays up is as good after many claims as after none; one box for all of these."""

from __future__ import annotations

import json
from collections.abc import Iterator
from os import getpid

import pytest

from conformance.clusters.kubebox.daemon import boot_in_daemon
from conformance.clusters.kubebox.kept import KeptBox
from conformance.clusters.kubebox.making import make
from conformance.clusters.kubebox.options import BoxOptions
from conformance.clusters.kubebox.volumes import COUNT
from conformance.places import cache_dir
from tests.box_kubectl import kubectl

pytestmark = pytest.mark.box

WITHIN = "--timeout=120s"
CLAIM = {
    "apiVersion": "v1",
    "kind": "PersistentVolumeClaim",
    "metadata": {"name": "data"},
    "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
}
POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "writer"},
    "spec": {
        "terminationGracePeriodSeconds": 2,
        "securityContext": {"fsGroup": 999},
        "containers": [
            {
                "name": "memcached",
                "image": "memcached",
                "volumeMounts": [{"name": "data", "mountPath": "/data"}],
            }
        ],
        "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}],
    },
}
STACK = json.dumps({"apiVersion": "v1", "kind": "List", "items": [CLAIM, POD]})


@pytest.fixture(scope="module")
def box() -> Iterator[KeptBox]:
    made = make(cache_dir(), print)
    box = boot_in_daemon(BoxOptions(name=f"test-{getpid()}"), made.programs, made.images, lambda *_: None)
    yield box
    assert box.down() == []


def test_a_box_gives_more_claims_a_volume_than_it_has_and_each_an_empty_one(box: KeptBox) -> None:
    for _ in range(COUNT + 2):
        kubectl(box, "create", "-f", "-", given=STACK)
        kubectl(box, "wait", "--for=condition=Ready", "pod/writer", WITHIN)
        seen = kubectl(
            box, "exec", "writer", "--", "sh", "-c", "ls -A /data; echo mine > /data/of-this-claim"
        )
        assert seen == ""
        kubectl(box, "delete", "pod/writer", "pvc/data", WITHIN)


def test_a_volume_that_is_free_again_is_as_it_was(box: KeptBox) -> None:
    for number in range(COUNT):
        kubectl(box, "wait", "--for=jsonpath={.status.phase}=Available", f"pv/volume-{number}", WITHIN)
        folder = box.folder.volumes / f"volume-{number}"
        assert list(folder.iterdir()) == []
        assert folder.stat().st_mode & 0o7777 == 0o777
