"""The shipped roles, and the question for them that a run asks before it makes anything."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest
from kubernetes.client import ApiClient

from conformance.capabilities import RIGHTS, refuse_without
from conformance.capability import Capability
from conformance.disrupt import (
    change_image,
    delete_pod,
    delete_service,
    orphan_pods_of,
    relabel_pod,
    scale_controller,
)
from conformance.errors import ConformanceError, MissingCapability, RightMissing
from conformance.manifests import read_manifests
from conformance.options import FOLDERS
from conformance.rights.needed import rights_needed
from conformance.rights.preflight import OPTIONAL, refuse_without_rights
from conformance.rights.reviews import not_allowed
from conformance.rights.right import OF_THE_CLUSTER, Right
from conformance.rights.roles import ACCOUNT, CLUSTER, GIVEN_NAMESPACE, NAMESPACE, RBAC, objects_in, rights_in
from tests.played_api import played_api, recorded
from tests.played_http import Asked, Played, Reply

FOLDERS_OF_ROLES = sorted(each for each in RBAC.iterdir() if each.is_dir())
BLOG = frozenset(each.kind for each in read_manifests(FOLDERS["blog"]).manifests)
HARDENED = frozenset(each.kind for each in read_manifests(FOLDERS["hardened"]).manifests)


def asked_right(asked: Asked) -> Right:
    said = asked.body["spec"]["resourceAttributes"]
    return Right(said["verb"], said["resource"], said["subresource"], said["group"])


def preflight(
    missing: Collection[Right], kinds: Collection[str] = BLOG, namespace: str = ""
) -> tuple[Played, str]:
    """Return the played server, and what the preflight says where these rights are missing."""

    def answer(asked: Asked) -> Reply:
        return Reply(201, {"status": {"allowed": asked_right(asked) not in missing}})

    with played_api(answer) as (api, server):
        try:
            refuse_without_rights(api, kinds, namespace)
        except RightMissing as refused:
            return server, str(refused)
    return server, ""


@pytest.mark.parametrize("folder", FOLDERS_OF_ROLES, ids=lambda folder: folder.name)
def test_a_role_names_each_verb_and_is_bound_to_the_suites_own_account(folder: Any) -> None:
    rights = rights_in(folder)
    assert rights
    assert not [right for right in rights if "*" in str(right)]
    objects = objects_in(folder)
    (role,) = (each for each in objects if each["kind"] in ("Role", "ClusterRole"))
    (binding,) = (each for each in objects if each["kind"] in ("RoleBinding", "ClusterRoleBinding"))
    assert binding["roleRef"]["name"] == role["metadata"]["name"]
    assert binding["roleRef"]["kind"] == role["kind"]
    where = ACCOUNT if role["kind"] == "ClusterRole" else GIVEN_NAMESPACE
    assert binding["subjects"] == [{"kind": "ServiceAccount", "name": ACCOUNT, "namespace": where}]


def test_a_given_namespace_needs_no_right_to_what_belongs_to_the_cluster() -> None:
    assert {right.resource for right in rights_in(NAMESPACE)} & OF_THE_CLUSTER == set()


@pytest.mark.parametrize("base", [CLUSTER, NAMESPACE])
def test_what_the_hardened_set_needs_besides_is_a_role_of_its_own(base: Any) -> None:
    given = base is NAMESPACE
    needed = set(rights_needed(HARDENED, given_namespace=given)) - set(rights_in(base))
    assert needed == set(rights_in(base.with_name(f"{base.name}-hardened")))
    assert set(rights_needed(BLOG, given_namespace=given)) == set(rights_in(base))


def test_who_has_every_right_is_not_refused_and_each_is_asked_for_once() -> None:
    server, said = preflight(())
    assert said == ""
    asked = [asked_right(each) for each in server.asked]
    assert sorted(asked) == sorted(set(rights_in(CLUSTER)) - OPTIONAL)


@pytest.mark.parametrize("right", sorted(set(rights_in(CLUSTER)) - OPTIONAL), ids=str)
def test_each_right_that_is_missing_is_named_with_its_remedy(right: Right) -> None:
    assert preflight([right])[1] == (
        f"not allowed in every namespace to {right}: `kubectl apply -f rbac/cluster` gives it to the "
        "service account keystone-conformance (docs/rights.md)"
    )


def test_of_many_the_first_are_named() -> None:
    missing = rights_in(CLUSTER)
    refused = sorted(set(missing) - OPTIONAL)
    said = preflight(missing)[1]
    assert f"to {', '.join(map(str, refused[:4]))} and {len(refused) - 4} more:" in said


def test_rights_in_a_given_namespace_are_asked_for_there() -> None:
    server, said = preflight([Right("create", "secrets")], HARDENED, "team-a")
    assert {each.body["spec"]["resourceAttributes"]["namespace"] for each in server.asked} == {"team-a"}
    assert said.startswith("not allowed in namespace team-a to create secrets: `sed ")
    assert "s/given-namespace/team-a/' rbac/namespace-hardened/*.yaml | kubectl apply -f -`" in said


def test_a_kind_that_no_shipped_role_has_is_named_too() -> None:
    said = preflight([Right("create", "deployments", group="apps")], {"Deployment"})[1]
    assert said.startswith("not allowed in every namespace to create deployments.apps: no role of rbac/")


def test_what_only_some_promises_need_refuses_nobody() -> None:
    server, said = preflight(OPTIONAL)
    assert said == ""
    assert not {asked_right(each) for each in server.asked} & OPTIONAL


def test_every_optional_right_is_in_the_role() -> None:
    assert set(rights_in(CLUSTER)) >= OPTIONAL


@pytest.mark.parametrize(
    ("capability", "disturb"),
    [
        (Capability.DELETE_PODS, lambda api: delete_pod(api, "here", "a", "uid")),
        (Capability.RELABEL_PODS, lambda api: relabel_pod(api, "here", "a", "uid", {})),
        (Capability.SCALE_CONTROLLERS, lambda api: scale_controller(api, "here", "a", 5)),
        (Capability.DELETE_CONTROLLERS, lambda api: orphan_pods_of(api, "here", "a", "uid")),
        (Capability.CHANGE_CONTROLLERS, lambda api: change_image(api, "here", "a", 0, "keystone", "image")),
        (Capability.DELETE_SERVICES, lambda api: delete_service(api, "here", "a", "uid")),
    ],
)
def test_a_disturbance_without_the_right_to_it_is_a_missing_capability(
    capability: Capability, disturb: Any
) -> None:
    assert capability in RIGHTS
    with played_api(lambda _: recorded("no-right")) as (api, _), pytest.raises(MissingCapability) as caught:
        disturb(api)
    assert caught.value.capability is capability
    assert "a right is missing: " in caught.value.reason


def test_credentials_that_are_refused_are_no_missing_capability() -> None:
    with (
        played_api(lambda _: Reply(401, {"message": "Unauthorized"})) as (api, _),
        pytest.raises(ConformanceError) as caught,
    ):
        delete_pod(api, "here", "a", "uid")
    assert not isinstance(caught.value, MissingCapability)


def test_a_port_forward_is_asked_for_before_it_is_opened() -> None:
    def refuse(api: ApiClient) -> None:
        refuse_without(api, Capability.PORT_FORWARD, "here")

    with played_api(lambda _: Reply(201, {"status": {"allowed": True}})) as (api, _):
        refuse(api)
    with (
        played_api(lambda _: Reply(201, {"status": {"allowed": False}})) as (api, _),
        pytest.raises(MissingCapability) as caught,
    ):
        refuse(api)
    assert caught.value.reason == "not allowed to get pods/portforward and create pods/portforward"


def test_a_right_is_asked_for_again_where_the_api_server_goes_meanwhile() -> None:
    """It was restarted as the first port-forward was asked for, and the promise was unknown."""
    asked: list[Asked] = []

    def gone_at_first(each: Asked) -> Reply:
        asked.append(each)
        return Reply(201, {"status": {"allowed": True}}) if len(asked) > 1 else Reply(0)

    with played_api(gone_at_first) as (api, _):
        assert not_allowed(api, [Right("get", "pods", "portforward")], "here") == []
    assert len(asked) == 2
