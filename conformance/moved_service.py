"""The db service made again: under the same name, at another address."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.capability import Capability
from conformance.conditions import endpoints_are, service_has_moved
from conformance.disrupt import create_empty_service, delete_service
from conformance.errors import MissingCapability
from conformance.live_stack import LiveStack
from conformance.stack import EXPECTED, Role

PLACEHOLDER = "keeps-the-old-address"


@dataclass(frozen=True)
class Moved:
    """The service's cluster IPs."""

    old: str
    new: str


def move_database_service(stack: LiveStack) -> Moved:
    """Delete the service, let a placeholder hold its address, make it again, and wait for its endpoint.

    Raises MissingCapability where the manifest itself gives the address: such a service cannot move.
    """
    name = EXPECTED.database_service
    if stack.manifests.of(Role.DATABASE_SERVICE).content["spec"].get("clusterIP"):
        raise MissingCapability(
            Capability.MOVABLE_SERVICE, f"the manifest of service {name} gives its address (spec.clusterIP)"
        )
    old = stack.database_cluster_ip()
    delete_service(stack.api, stack.namespace, name, stack.service(name).uid)
    create_empty_service(stack.api, stack.namespace, PLACEHOLDER, EXPECTED.database_port, old, stack.site)
    stack.create(Role.DATABASE_SERVICE)
    new = stack.until(service_has_moved(name, old), f"{name} at another address", "service-cluster-ip")
    behind = endpoints_are(name, [stack.names.database_pod], EXPECTED.database_port)
    stack.until(behind, f"the database behind the new {name}", "endpoint-listed")
    return Moved(old, new)
