"""What a site asks for is on every object that is made, and stands in the place of nothing."""

from __future__ import annotations

import ast
import copy
from pathlib import Path
from typing import Any

import pytest

from conformance.deploy import copy_pull_secret, create_namespace, deploy, parse_pull_secret
from conformance.disrupt import create_bare_pod, create_empty_service
from conformance.errors import BadInput
from conformance.lease import NAME, RunLease
from conformance.manifests import Changes, admin_service, on_site, prepare, read_manifests, refuse_overriding
from conformance.manifests.pod_templates import mapping, pod_template
from conformance.missing_link import lone
from conformance.options import FOLDERS
from conformance.site import SiteOverlay, Toleration
from conformance.stack import MANAGED_BY, MANAGED_LABEL, RUN_LABEL, STACK_LABEL, Role
from tests.played_api import played_api

INTERNAL = {"networking.gke.io/load-balancer-type": "Internal"}
SITE = SiteOverlay(
    labels={"team": "identity"},
    annotations={
        "every": {"example.test/owner": "ci"},
        "Service": INTERNAL,
        "Pod": {"example.test/owner": "p"},
    },
    nodeSelector={"pool": "spot"},
    tolerations=(Toleration(key="spot", operator="Exists"),),
)
OF_PODS = {"nodeSelector": {"pool": "spot"}, "tolerations": [{"key": "spot", "operator": "Exists"}]}
SETS = {name: read_manifests(folder) for name, folder in FOLDERS.items()}


@pytest.mark.parametrize("name", SETS)
def test_every_object_of_a_set_has_it(name: str) -> None:
    before = copy.deepcopy([each.content for each in SETS[name].manifests])
    prepared = prepare(SETS[name], Changes("here", {RUN_LABEL: "run-1"}, site=SITE))
    for manifest in prepared.manifests:
        assert_on(manifest.content)
    assert [each.content for each in SETS[name].manifests] == before
    assert tuple(SITE.told()) == prepared.deviations[-len(tuple(SITE.told())) :]
    assert prepared.names == SETS[name].names


def assert_on(content: dict[str, Any]) -> None:
    """The object has labels and annotations of its kind, and so has its pod template, which has the rest."""
    kind, metadata = content["kind"], content["metadata"]
    assert metadata["labels"]["team"] == "identity", kind
    owner = "p" if kind == "Pod" else "ci"
    internal = INTERNAL if kind == "Service" else {}
    assert metadata["annotations"] == {"example.test/owner": owner, **internal}, kind
    if template := pod_template(content):
        assert template["metadata"]["labels"]["team"] == "identity"
        assert template["metadata"]["annotations"]["example.test/owner"] == "p"
        assert {key: template["spec"][key] for key in OF_PODS} == OF_PODS


def test_whatever_the_suite_makes_beside_a_set_has_it_too(tmp_path: Path) -> None:
    prepared = prepare(SETS["blog"], Changes("here", site=SITE))
    template = pod_template(prepared.of(Role.CONTROLLER).content)
    config = tmp_path / "config.json"
    config.write_text('{"auths": {"r": {"auth": "YTpi"}}}', encoding="utf-8")
    with played_api() as (api, server):
        create_namespace(api, "run-1", "own", SITE)
        copy_pull_secret(api, parse_pull_secret(str(config)), "here", site=SITE)
        create_empty_service(api, "here", "other", 3306, site=SITE)
        create_bare_pod(api, "here", "bare", template, SITE)
        create_bare_pod(api, "here", "lone", lone(template), SITE)
        deploy(api, admin_service(prepared, site=SITE), "here")
        lease = RunLease(api, "run-1", SITE)
        lease.release()
        lease.hold("here")
    made = {asked.body["metadata"]["name"]: asked.body for asked in server.asked}
    assert set(made) == {"run-1-own", "image-pull", "other", "bare", "lone", "keystone-admin", NAME}
    for content in made.values():
        assert_on(content)
    # A pod without the controller's labels still has none of them.
    assert made["lone"]["metadata"]["labels"] == {"team": "identity"}
    # What the template brings along already is not there twice.
    assert made["bare"]["spec"]["tolerations"] == OF_PODS["tolerations"]
    assert made["run-1-own"]["metadata"]["labels"] == {
        "team": "identity", RUN_LABEL: "run-1", STACK_LABEL: "own", MANAGED_LABEL: MANAGED_BY,
    }  # fmt: skip


def test_a_module_that_makes_objects_places_them_on_the_site() -> None:
    root = Path(__file__).resolve().parent.parent / "conformance"
    # Deploying sends what `prepare` has placed already.
    files = [root / "lease.py", *(root / "disrupt").glob("*.py"), *(root / "deploy").glob("*.py")]
    posting = {file: _posts(file) for file in files if file.name not in ("objects.py", "dry_run.py")}
    bodies = {file.name: found for file, found in posting.items() if found}
    assert set(bodies) == {
        *("lease.py", "namespace.py", "pull_secret.py", "services.py", "bare_pods.py"),
        *("controllers.py", "key_secret.py"),
    }
    assert all(body.startswith("on_site(") for found in bodies.values() for body in found)


def _posts(file: Path) -> list[str]:
    calls = (
        node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    )
    return [
        ast.unparse(next(keyword.value for keyword in call.keywords if keyword.arg == "body"))
        for call in calls
        if any(isinstance(word, ast.Constant) and word.value == "POST" for word in call.args)
    ]


def test_a_controller_without_labels_keeps_those_it_gets_by_default() -> None:
    content = SETS["blog"].of(Role.CONTROLLER).content
    assert "labels" not in content["metadata"]
    assert on_site(content, SITE)["metadata"]["labels"] == {"name": "keystone", "team": "identity"}


def test_nothing_is_added_where_the_site_asks_for_nothing() -> None:
    for manifest in SETS["hardened"].manifests:
        assert on_site(manifest.content, SiteOverlay()) == manifest.content


@pytest.mark.parametrize(
    ("site", "said"),
    [
        (SiteOverlay(labels={"name": "x"}), "label name=x would replace name=keystone-db of Pod keystone-db"),
        (
            SiteOverlay(annotations={"Pod": {"a": "1"}}),
            "annotation a=1 would replace a=0 of ReplicationController keystone-rc",
        ),
        (
            SiteOverlay(nodeSelector={"pool": "spot"}),
            "node selector pool=spot would replace pool=big of ReplicationController keystone-rc",
        ),
    ],
)
def test_what_a_manifest_has_is_not_overridden(site: SiteOverlay, said: str) -> None:
    manifests = copy.deepcopy(SETS["blog"].manifests)
    template = pod_template(next(each for each in manifests if each.role is Role.CONTROLLER).content)
    mapping(template, "metadata")["annotations"] = {"a": "0"}
    mapping(template, "spec")["nodeSelector"] = {"pool": "big"}
    with pytest.raises(BadInput) as caught:
        refuse_overriding(manifests, site, "gke")
    assert str(caught.value).startswith(f"environment gke: {said}")
    assert "choose another name" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_same_value_is_no_conflict() -> None:
    manifests = SETS["blog"].only([Role.CONTROLLER]).manifests
    refuse_overriding(manifests, SiteOverlay(labels={"name": "keystone"}), "gke")


def test_two_pull_secrets_have_two_names() -> None:
    prepared = prepare(SETS["blog"], Changes("here", pull_secrets=("image-pull", "image-pull-2")))
    spec = pod_template(prepared.of(Role.CONTROLLER).content)["spec"]
    assert spec["imagePullSecrets"] == [{"name": "image-pull"}, {"name": "image-pull-2"}]
    assert prepared.deviations[-2:] == (
        "every pod: image pull secret image-pull",
        "every pod: image pull secret image-pull-2",
    )
