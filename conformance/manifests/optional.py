"""The second service of the blog's repository, on the admin port: fitted to whatever set it is put beside."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from conformance.errors import BadInput
from conformance.manifests.manifest_set import Manifest, ManifestSet
from conformance.manifests.objects import Content, read_objects
from conformance.manifests.placed_on_site import on_site
from conformance.manifests.pod_templates import mapping, mappings
from conformance.options import SUITE_FOLDER
from conformance.site import NOTHING, SiteOverlay
from conformance.stack import EXPECTED, RUN_LABEL, Role

ADMIN_SERVICE = SUITE_FOLDER / "manifests" / "optional" / "keystone-admin-service.yaml"
OF_THE_LOAD_BALANCER = ("loadBalancerClass", "loadBalancerSourceRanges")
"""What a set, or a run, says of its load balancer holds for the second one too."""


def own_admin_service(manifests: ManifestSet) -> str | None:
    """Return the name of the service on the admin port that the set brings along, None where it has none."""
    return next(
        (
            each.name
            for each in manifests.manifests
            if each.kind == "Service" and EXPECTED.admin_port in _ports(each.content)
        ),
        None,
    )


def admin_service(
    prepared: ManifestSet, file: Path = ADMIN_SERVICE, site: SiteOverlay = NOTHING
) -> ManifestSet:
    """Return the service in `file` alone, to deploy beside `prepared`, which is not touched.

    It selects the pods of that set's controller, whatever their labels, and has the namespace, the run's
    label and the load balancer's settings of its public service, and what the `site` asks for. Raises
    BadInput where `file` holds anything but one service.
    """
    objects = read_objects(file)
    if [each.kind for each in objects] != ["Service"]:
        found = ", ".join(str(each) for each in objects) or "nothing"
        raise BadInput(f"{file.name} holds {found}", "it must hold one Service")
    content = objects[0].content
    public = prepared.of(Role.PUBLIC_SERVICE).content
    _place_beside(content["metadata"], mapping(public, "metadata"))
    content["spec"]["selector"] = dict(prepared.names.replica_labels)
    settings = mapping(public, "spec")
    content["spec"] |= {key: settings[key] for key in OF_THE_LOAD_BALANCER if key in settings}
    return replace(
        prepared, manifests=(Manifest(Role.SUPPORT, objects[0], on_site(content, site)),), deviations=()
    )


def _place_beside(metadata: Content, public: Content) -> None:
    for key in ("namespace", "annotations"):
        if key in public:
            metadata[key] = public[key]
    if RUN_LABEL in mapping(public, "labels"):
        metadata["labels"] = {**mapping(metadata, "labels"), RUN_LABEL: public["labels"][RUN_LABEL]}


def _ports(service: Content) -> set[object]:
    return {port.get("port") for port in mappings(mapping(service, "spec"), "ports")}
