"""Faults in what the pods are made of."""

from __future__ import annotations

import copy

from conformance.manifests.objects import Content
from conformance.stack import Role
from sabotage.changes import Change, add_file, append, drop, put, several, wrapped
from sabotage.manifest_objects import ManifestObjects
from sabotage.mutant import Mutant, breaks

DATABASE_RUNS = "the database pod is Running with 1 of 1 containers ready"
HAS_ITS_PODS = "the controller has all the pods it was asked for, at least 3"
SLEEPS = ["sleep", "infinity"]
ALIKE = {"name": "keystone"}
"""The labels that the controller and the public service select."""
ASLEEP = {"name": "keystone", "image": "bodepd/keystone", "command": SLEEPS}


def _joined_by_hand(second: Content) -> Change:
    """Add a pod with the labels, a sleeping keystone and `second`: nobody owns it, so it is adopted."""
    return add_file(
        "by-hand.yaml",
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "keystone-by-hand", "labels": ALIKE},
            "spec": {"containers": [ASLEEP, second]},
        },
    )


def bare_pods(objects: ManifestObjects) -> None:
    """Put three pods in the place of their controller, each as its template has it."""
    file, template = objects.file_of(Role.CONTROLLER), objects.template
    objects.remove(objects.controller)
    for number in (1, 2, 3):
        metadata = {**template["metadata"], "name": f"keystone-{number}"}
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"]}
        objects.add(file, copy.deepcopy(pod))


MUTANTS = (
    Mutant(
        "database-without-cpu-limit",
        "The database may take every cpu of its node.",
        breaks("pods_1", "its container is limited to half a cpu", "the cpu limit of keystone-db is not set"),
        drop("mariadb.resources"),
    ),
    Mutant(
        "database-with-a-whole-cpu",
        "The database's cpu limit is one, not a half.",
        breaks("pods_1", "its container is limited to half a cpu", "the cpu limit of keystone-db is 1"),
        put("mariadb.resources.limits.cpu", 1),
    ),
    Mutant(
        "database-without-its-label",
        "The database pod lacks the label that the db service selects.",
        breaks(
            "pods_1", "it carries the label that the db service selects", "lacks the label name=keystone-db"
        )
        + breaks(
            "wiring_1",
            "exactly the database pod stands behind it on port 3306",
            "no pod has the labels that service db selects",
        ),
        drop("database.metadata.labels"),
    ),
    Mutant(
        "database-image-unknown",
        "No registry has the database's image.",
        breaks("pods_1", DATABASE_RUNS, "pod keystone-db: image not found"),
        put("mariadb.image", "mariadb:of-no-such-tag"),
    ),
    Mutant(
        "database-with-a-second-container",
        "A second container stands in the database pod.",
        breaks("pods_1", DATABASE_RUNS, "pod keystone-db has 2 containers"),
        append("database.spec.containers", {"name": "other", "image": "memcached"}),
    ),
    Mutant(
        "database-pod-of-another-host-name",
        "A command in the database pod does not run on a machine of the pod's name.",
        breaks(
            "pods_2",
            "the command runs as on the pod's own machine",
            "exec in keystone-db answered 'elsewhere'",
        ),
        put("database.spec.hostname", "elsewhere"),
    ),
    Mutant(
        "database-that-serves-nothing",
        "The database pod runs, and no database server in it.",
        breaks("pods_2", "the keystone user sees the keystone database", "ERROR 2002"),
        put("mariadb.command", SLEEPS),
    ),
    Mutant(
        "database-without-a-right",
        "The keystone user may log in and sees no database.",
        breaks("pods_2", "the keystone user sees the keystone database", "not keystone"),
        wrapped("database_without_a_right.sh", "mariadb", after_entrypoint=False),
    ),
    Mutant(
        "two-replicas",
        "The controller asks for two replicas.",
        breaks("pods_3", HAS_ITS_PODS, "controller keystone-rc asks for 2 replicas, at least 3 are due"),
        put("controller.spec.replicas", 2),
    ),
    Mutant(
        "memcached-missing",
        "The replicas have no memcached beside Keystone.",
        breaks("pods_3", HAS_ITS_PODS, "a pod has 1 containers (keystone), 2 are due"),
        drop("template.spec.containers.1"),
    ),
    Mutant(
        "replica-of-another-controller",
        "A second controller makes pods under the first one's labels, which the first one leaves alone.",
        breaks(
            "pods_3",
            "every keystone pod is owned by the controller",
            "is owned by ReplicationController keystone-canary, not keystone-rc",
        ),
        add_file(
            "canary.yaml",
            {
                "apiVersion": "v1",
                "kind": "ReplicationController",
                "metadata": {"name": "keystone-canary"},
                "spec": {
                    "replicas": 1,
                    "selector": ALIKE,
                    "template": {"metadata": {"labels": ALIKE}, "spec": {"containers": [ASLEEP]}},
                },
            },
        ),
    ),
    Mutant(
        "replica-without-memcached",
        "A pod made by hand joins the controller, and none of its two containers is called memcached.",
        breaks(
            "pods_3",
            "every keystone pod runs both its containers",
            "container memcached of pod keystone-by-hand is not there",
        ),
        _joined_by_hand({"name": "cache", "image": "memcached"}),
    ),
    Mutant(
        "keystone-image-unknown",
        "No registry has Keystone's image.",
        breaks("pods_3", HAS_ITS_PODS, "image not found: bodepd/keystone:of-no-such-tag"),
        put("keystone.image", "bodepd/keystone:of-no-such-tag"),
    ),
    Mutant(
        "memcached-that-cannot-start",
        "The program of the memcached container is not there.",
        breaks("pods_3", HAS_ITS_PODS, "container memcached: the container's command cannot be run"),
        put("memcached.command", ["memcashed"]),
    ),
    Mutant(
        "selector-of-the-controller-mistyped",
        "The controller selects pods that its own template does not make.",
        breaks("pods_3", "the stack is deployed", "manifest not accepted"),
        put("controller.spec.selector.name", "keystoen"),
    ),
    Mutant(
        "deployment-in-the-controllers-place",
        "A Deployment keeps the keystone pods.",
        breaks(
            "pods_3",
            HAS_ITS_PODS,
            "there is no ReplicationController: Deployment keystone-rc stands in its place",
        ),
        several(
            put("controller.apiVersion", "apps/v1"),
            put("controller.kind", "Deployment"),
            put("controller.spec.selector", {"matchLabels": {"name": "keystone"}}),
        ),
        must_not_break=("pods_1", "reach_2"),
    ),
    Mutant(
        "bare-pods-in-the-controllers-place",
        "Nobody keeps the keystone pods: the manifest has three of them.",
        breaks(
            "pods_3",
            HAS_ITS_PODS,
            "there is no ReplicationController: bare pods keystone-1, keystone-2, keystone-3 stand in",
        ),
        bare_pods,
        must_not_break=("pods_1", "reach_2"),
    ),
    Mutant(
        "one-replica-of-another-image",
        "A pod made by hand joins the controller, and its memcached is another program.",
        breaks("pods_4", "each container runs one image digest in all replicas", "runs 2 different images"),
        _joined_by_hand({"name": "memcached", "image": "mariadb", "command": SLEEPS}),
    ),
    Mutant(
        "unknown-field-in-the-controller",
        "A field of the template is written wrongly.",
        breaks("pods_3", "the stack is deployed", "manifest not accepted"),
        several(drop("keystone.imagePullPolicy"), put("keystone.imagePullPolcy", "Always")),
    ),
)
