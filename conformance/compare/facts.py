"""Everything about a run that can be compared besides verdicts and durations, fact by fact; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from conformance.compare.masking import leaves, masked
from conformance.record import RunRecord
from conformance.report.history import lasting_name
from conformance.verdict import Verdict

OBSERVED: Mapping[str, str] = MappingProxyType(
    {
        "document": "versions document",
        "headers": "response header",
        "body": "token body",
        "catalog": "catalog",
        "environment": "pod environment",
        "configuration": "keystone.conf",
        "listed": "API versions",
        "versions": "memcached version",
        "revisions": "schema revision",
        "databases": "databases",
        "limits": "limits",
        "mounts": "mounts",
        "ports": "ports",
        "pull_policies": "pull policy",
    }
)
"""What a kept promise saw and wrote down under these names; the other observations differ in every run."""

WHOLE_RUN = ("feature", "manifest", "deviation from the manifests")
"""Aspects that every run looks at: one of them without any fact has none."""
LINKED = "_SERVICE_HOST"
DATABASE_LINK = "DB"
"""The variables of a service begin with its name: kubelet's envvars.go."""


@dataclass(frozen=True)
class Fact:
    """One thing that holds of a run.

    Two runs are only compared in what both of them looked at: `scope` is that, e.g. a promise's identifier.
    """

    aspect: str
    scope: str
    where: str
    value: str


def facts_of(run: RunRecord) -> frozenset[Fact]:
    """Return all facts of `run`."""
    return frozenset((*_ran_on(run), *_ran(run), *_sent(run), *_stored(run), *_observed(run)))


def _ran_on(run: RunRecord) -> Iterator[Fact]:
    cluster = run.cluster
    kind = "" if cluster.kind == "unknown" else cluster.kind
    name = lasting_name(cluster)
    for aspect, value in (
        ("cluster", f"{kind} {name}".strip()),
        ("Kubernetes", cluster.server_version),
        ("load balancer", masked(cluster.load_balancer)),
    ):
        if value:
            yield Fact(aspect, "", "", value)
    for node in cluster.nodes:
        for part, value in node.items():
            if part != "name":
                yield Fact("node", "", part, value)


def _ran(run: RunRecord) -> Iterator[Fact]:
    for image in run.images:
        yield Fact("image digest", image.container, "", image.digest)
        yield Fact("image", image.container, "", image.image)


def _sent(run: RunRecord) -> Iterator[Fact]:
    yield Fact("suite version", "", "", run.suite_version)
    commit = f"{run.git_commit}{', with changes' if run.git_dirty else ''}"
    yield Fact("suite commit", "", "", commit)
    yield Fact("set of manifests", "", "", run.manifest_set)
    for aspect, hashes in (("feature", run.features), ("manifest", run.manifests)):
        for path, digest in hashes.items():
            yield Fact(aspect, "", path, f"sha256:{digest}")
    for line in run.deviations:
        yield Fact("deviation from the manifests", "", "", masked(line))


def _stored(run: RunRecord) -> Iterator[Fact]:
    for each in run.stored:
        scope = f"{each.kind} {masked(each.name)}"
        yield Fact("stored object", scope, "", "compared")
        for one in each.differences:
            yield Fact("stored object", scope, one.field, f"{masked(one.sent)} kept as {masked(one.stored)}")
        for field in each.added:
            yield Fact("stored object", scope, field, "added")


def _observed(run: RunRecord) -> Iterator[Fact]:
    for scenario in run.scenarios:
        if scenario.verdict is not Verdict.KEPT:
            continue
        for observed in scenario.observed:
            asked = str(observed.get("asked", ""))
            for name in OBSERVED.keys() & observed.keys():
                scope = f"{scenario.identifier} {asked}".strip()
                told = observed[name] if name != "environment" else _without_links(observed[name])
                for where, value in leaves(told):
                    yield Fact(OBSERVED[name], scope, where, value)


def _without_links(environments: Any) -> Any:
    """Leave out the links to other services than the database's.

    Which of them a container has depends on what was there a moment before it started.
    """
    if not isinstance(environments, dict):
        return environments
    return {pod: _without_links_of_one(one) for pod, one in environments.items()}


def _without_links_of_one(environment: Any) -> Any:
    if not isinstance(environment, dict):
        return environment
    services = tuple(
        name.removesuffix(LINKED)
        for name in environment
        if name.endswith(LINKED) and name != f"{DATABASE_LINK}{LINKED}"
    )
    links = tuple(f"{service}{part}" for service in services for part in ("_SERVICE_", "_PORT"))
    return {name: value for name, value in environment.items() if not name.startswith(links)}
