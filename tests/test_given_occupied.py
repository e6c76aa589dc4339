"""What is in the way of a stack in a given namespace: selectors of every kind, and policies of the site."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.errors import EnvironmentFault
from conformance.given.occupied import collisions, refuse_occupied, shutting
from conformance.given.selecting import selects
from conformance.manifests import ManifestSet, read_manifests
from conformance.options import FOLDERS
from conformance.site import NOTHING, SiteOverlay
from tests.played_api import played_api, recorded
from tests.played_http import Asked, Reply
from tests.test_given_namespace import placed

BLOG, HARDENED = read_manifests(FOLDERS["blog"]), read_manifests(FOLDERS["hardened"])
EVERYTHING: list[dict[str, Any]] = [{}]
NAME = "keystone"


def expression(operator: str, *values: str, key: str = "name") -> dict[str, Any]:
    return {
        "matchExpressions": [{"key": key, "operator": operator, **({"values": values} if values else {})}]
    }


@pytest.mark.parametrize("kind", ["Deployment", "ReplicaSet", "StatefulSet"])
@pytest.mark.parametrize(
    ("selector", "is_hit"),
    [
        ({"matchLabels": {"name": NAME}}, True),
        ({"matchLabels": {"name": NAME, "pod-template-hash": "1"}}, False),
        (expression("In", NAME, "other"), True),
        (expression("In", "other"), False),
        (expression("NotIn", "other"), True),
        (expression("NotIn", NAME, "keystone-db"), False),
        (expression("Exists"), True),
        (expression("Exists", key="app"), False),
        (expression("DoesNotExist"), False),
        (expression("DoesNotExist", key="app"), True),
        ({"matchLabels": {"name": NAME}, **expression("Exists", key="app")}, False),
        (expression("Like", NAME), False),
        ({}, False),
    ],
)
def test_a_controller_of_any_kind_that_would_take_the_pods_is_in_the_way(
    kind: str, selector: dict[str, Any], is_hit: bool
) -> None:
    said = f"{kind.lower()} theirs, which selects pods that the run would make" if is_hit else ""
    assert next(collisions(placed(kind, "theirs", selector=selector), BLOG), "") == said


def test_a_volume_claims_selector_is_of_volumes_and_chooses_no_pod() -> None:
    assert not selects(
        "PersistentVolumeClaim", {"spec": {"selector": {"matchLabels": {"a": "b"}}}}, {"a": "b"}
    )


def with_policy(**spec: Any) -> ManifestSet:
    """The hardened set, its first policy another one."""
    found = read_manifests(FOLDERS["hardened"])
    next(each for each in found.manifests if each.kind == "NetworkPolicy").content["spec"] = spec
    return found


def test_a_policy_of_the_set_may_not_cut_off_others_pods() -> None:
    shop = placed("Pod", "shop", labels={"app": "shop"})
    assert list(collisions(shop, HARDENED)) == []
    (said,) = collisions(shop, with_policy(podSelector={}))
    assert said == "pod shop, which networkpolicy keystone-db would select"


def policy(**spec: Any) -> Any:
    return placed("NetworkPolicy", "theirs", **{"podSelector": {}, **spec})


def said_of(what: str) -> list[str]:
    return [f"networkpolicy theirs, which shuts {what} of pods of the run"]


@pytest.mark.parametrize(
    ("spec", "of_blog", "of_hardened"),
    [
        ({}, "ingress", ""),
        ({"podSelector": {"matchLabels": {"name": "keystone-db"}}}, "ingress", ""),
        ({"podSelector": {"matchLabels": {"app": "shop"}}}, "", ""),
        ({"policyTypes": ["Ingress", "Egress"]}, "egress and ingress", "egress"),
        ({"egress": [{"ports": [{"port": 53}]}]}, "ingress", ""),
        ({"policyTypes": ["Egress"], "egress": EVERYTHING}, "", ""),
        ({"policyTypes": ["Ingress"], "ingress": EVERYTHING}, "", ""),
    ],
)
def test_a_policy_that_shuts_what_nothing_opens_is_in_the_way(
    spec: dict[str, Any], of_blog: str, of_hardened: str
) -> None:
    assert list(shutting(policy(**spec), BLOG)) == (said_of(of_blog) if of_blog else [])
    assert list(shutting(policy(**spec), HARDENED)) == (said_of(of_hardened) if of_hardened else [])


def test_what_another_policy_of_the_site_lets_through_is_not_shut() -> None:
    within = {
        "metadata": {"name": "within"},
        "spec": {"podSelector": {}, "ingress": [{"from": [{"podSelector": {}}]}]},
    }
    there = policy()
    assert list(shutting({"NetworkPolicy": [*there["NetworkPolicy"], within]}, BLOG)) == []


def test_a_policy_of_the_set_counts_for_the_pods_that_it_selects() -> None:
    for_database_only = with_policy(podSelector={"matchLabels": {"name": "nobody"}})
    assert list(shutting(policy(), for_database_only)) == said_of("ingress")


def refusal(there: dict[str, list[Any]], *hidden: str, site: SiteOverlay = NOTHING) -> str:
    """Return how the blog's set is refused where `there` is, by plural, and `hidden` may not be listed."""

    def answer(asked: Asked) -> Reply:
        kind = asked.path.rpartition("/")[2]
        return recorded("no-right") if kind in hidden else Reply(200, {"items": there.get(kind, [])})

    with played_api(answer) as (api, _):
        try:
            refuse_occupied(api, "team-a", BLOG, site)
        except EnvironmentFault as refused:
            return str(refused)
    return ""


DENY = {
    "metadata": {"name": "default-deny"},
    "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]},
}


def test_a_default_deny_refuses_a_set_without_policies_with_the_remedy() -> None:
    assert refusal({"networkpolicies": [DENY]}) == (
        "namespace team-a has networkpolicy default-deny, which shuts egress and ingress of pods of the "
        "run: name a namespace without it (--namespace), or a set with a policy for them (docs/rights.md)"
    )


def test_kinds_that_the_set_has_not_are_looked_at_too() -> None:
    theirs = {"metadata": {"name": "theirs"}, "spec": {"selector": {"matchLabels": {"name": NAME}}}}
    for kind in ("deployments", "replicasets", "statefulsets"):
        assert f"{kind[:-1]} theirs, which selects pods that the run would make" in refusal({kind: [theirs]})


def test_what_may_not_be_listed_refuses_nobody() -> None:
    hidden = ("networkpolicies", "deployments", "replicasets", "statefulsets")
    assert refusal({"networkpolicies": [DENY]}, *hidden) == ""


def test_pods_have_the_sites_labels_too() -> None:
    spec = {"podSelector": {"matchLabels": {"tier": "guarded"}}}
    there = {"networkpolicies": [{"metadata": {"name": "guard"}, "spec": spec}]}
    assert refusal(there) == ""
    assert "networkpolicy guard, which shuts ingress" in refusal(
        there, site=SiteOverlay(labels={"tier": "guarded"})
    )
