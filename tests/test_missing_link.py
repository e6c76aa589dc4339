"""The pods that must end for want of the link."""

from __future__ import annotations

from pathlib import Path

from conformance.manifests import read_manifests
from conformance.missing_link import lone
from conformance.stack import Role

MANIFESTS = read_manifests(Path(__file__).resolve().parent.parent / "manifests")


def test_a_lone_pod_is_the_controllers_but_for_its_labels_and_restarts() -> None:
    template = MANIFESTS.of(Role.CONTROLLER).content["spec"]["template"]
    assert lone(template) == {"spec": {**template["spec"], "restartPolicy": "Never"}}
    assert lone(template, service_links=False)["spec"]["enableServiceLinks"] is False
    assert "restartPolicy" not in template["spec"]
