"""Stacks that differ from the blog's in what is free: none of them may be called broken."""

from __future__ import annotations

from conformance.manifests.objects import Content
from conformance.stack import FILES, Role
from sabotage.changes import append, drop, env, put, several, unchanged
from sabotage.cluster_faults import restarted_once_healthy
from sabotage.manifest_objects import ManifestObjects
from sabotage.mutant import HealthyVariant


def other_names(objects: ManifestObjects) -> None:
    """Give every object, container and label of the stack another name, but for `db`."""
    objects.database["metadata"] = {"name": "storage", "labels": {"role": "storage"}}
    objects.mariadb["name"] = "server"
    objects.db_service["spec"]["selector"] = {"role": "storage"}
    objects.controller["metadata"]["name"] = "identity"
    objects.controller["spec"]["selector"] = {"role": "identity"}
    objects.template["metadata"]["labels"] = {"role": "identity"}
    objects.keystone["name"] = "api"
    objects.memcached["name"] = "cache"
    objects.public_service["metadata"] = {"name": "front"}
    objects.public_service["spec"]["selector"] = {"role": "identity"}


def as_json(objects: ManifestObjects) -> None:
    """Write all four files as JSON."""
    for stem in FILES.values():
        objects.rename(f"{stem}.yaml", f"{stem}.json")


def yml_endings(objects: ManifestObjects) -> None:
    """Give all four files the ending `.yml`."""
    for stem in FILES.values():
        objects.rename(f"{stem}.yaml", f"{stem}.yml")


def anchors(objects: ManifestObjects) -> None:
    """Let selector and labels of the controller be one mapping: an anchor and its alias."""
    labels: Content = {"name": "keystone"}
    objects.controller["spec"]["selector"] = labels
    objects.template["metadata"]["labels"] = labels


def all_in_one_file(objects: ManifestObjects) -> None:
    """Put all four objects into the controller's file; the other three are empty."""
    four = [objects.database, objects.db_service, objects.public_service]
    for content in four:
        objects.remove(content)
    objects.add(objects.file_of(Role.CONTROLLER), *four)
    for stem in FILES.values():
        if f"{stem}.yaml" != objects.file_of(Role.CONTROLLER):
            objects.text(f"{stem}.yaml", "# the controller's file holds it\n")


def containers_reversed(objects: ManifestObjects) -> None:
    """Put memcached before Keystone."""
    objects.template["spec"]["containers"].reverse()


ENDS_WHEN_ASKED = ["sh", "-c", "trap exit TERM; while sleep 1; do :; done"]
"""A container that waits for its grace to pass makes each replacement take 30 s, and patience is measured."""
SIDECAR: Content = {"name": "sidecar", "image": "memcached", "command": ENDS_WHEN_ASKED}

HEALTHY = (
    HealthyVariant("other-names", "Every name and label is another, but for db.", other_names),
    HealthyVariant("json-manifests", "The four files are JSON.", as_json),
    HealthyVariant(
        "yml-endings-and-anchors",
        "The four files end in .yml, and the controller's has an anchor and its alias.",
        several(anchors, yml_endings),
    ),
    HealthyVariant("all-in-one-file", "One file holds all four objects.", all_in_one_file),
    HealthyVariant("memcached-first", "Memcached stands before Keystone.", containers_reversed),
    HealthyVariant(
        "four-replicas", "The controller keeps four replicas.", put("controller.spec.replicas", 4)
    ),
    HealthyVariant(
        "more-labels-and-variables",
        "Every object, the template and Keystone's environment say who owns them.",
        several(
            *(
                put(f"{where}.metadata.labels.owner", "identity-team")
                for where in ("database", "db_service", "controller", "public_service", "template")
            ),
            env("keystone", "OWNER", "identity-team"),
        ),
    ),
    HealthyVariant(
        "sidecar", "A third container stands in each replica.", append("template.spec.containers", SIDECAR)
    ),
    HealthyVariant(
        "readiness-probe",
        "A replica is ready once Keystone answers.",
        put("keystone.readinessProbe", {"httpGet": {"path": "/v3", "port": 5000}, "periodSeconds": 1}),
    ),
    HealthyVariant(
        "selector-by-default",
        "The controller has no selector: its template's labels are taken.",
        drop("controller.spec.selector"),
    ),
    HealthyVariant(
        "said-otherwise",
        "The database's limit is written 500m, beside one of memory, and the public port has a name.",
        several(
            put("mariadb.resources.limits", {"cpu": "500m", "memory": "1Gi"}),
            put("public_service.spec.ports.0.targetPort", "keystone-public"),
        ),
    ),
    HealthyVariant(
        "api-server-restarted",
        "The API server is killed once the stack is whole, and started again.",
        unchanged,
        fault=restarted_once_healthy("kube-apiserver"),
    ),
)
