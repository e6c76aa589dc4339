"""The roles that the suite ships in rbac/, as rights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from conformance.rights.right import Right

RBAC = Path(__file__).resolve().parent.parent.parent / "rbac"
CLUSTER, NAMESPACE = RBAC / "cluster", RBAC / "namespace"
"""For runs that make namespaces, and for those within a given one."""
ACCOUNT = "keystone-conformance"
"""The service account that the shipped bindings are for, and the namespace it is in."""
GIVEN_NAMESPACE = "given-namespace"
"""What stands in rbac/namespace for the namespace that a run is given."""
ROLES = ("ClusterRole", "Role")


def objects_in(folder: Path) -> list[dict[str, Any]]:
    """Return every object of the YAML files in `folder`, by file name."""
    return [each for file in sorted(folder.glob("*.yaml")) for each in yaml.safe_load_all(file.read_text())]


def rights_in(folder: Path) -> tuple[Right, ...]:
    """Return the rights that the roles in `folder` give, sorted."""
    return rights_of(each for each in objects_in(folder) if each["kind"] in ROLES)


def rights_of(roles: Iterable[Mapping[str, Any]]) -> tuple[Right, ...]:
    """Return the rights that these roles give, sorted; pure."""
    return tuple(sorted({right for role in roles for rule in role["rules"] for right in _of_rule(rule)}))


def _of_rule(rule: Mapping[str, Any]) -> Iterator[Right]:
    for group in rule["apiGroups"]:
        for named in rule["resources"]:
            resource, _, subresource = named.partition("/")
            for verb in rule["verbs"]:
                yield Right(verb, resource, subresource, group)
