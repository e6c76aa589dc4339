"""The Keystone stack: its roles, the contract that every set of manifests is held to, and one set's names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

RUN_LABEL = "keystone-conformance/run-id"
"""On every namespace and object of a run: which run it belongs to."""
STACK_LABEL = "keystone-conformance/stack"
"""On every namespace of a run: what its stack is for, e.g. `looked-at`."""
MANAGED_LABEL = "app.kubernetes.io/managed-by"
MANAGED_BY = "keystone-conformance"
"""On every namespace of a run, by the name that Kubernetes recommends: what made it, and may take it away."""
KEPT_LABEL = "keystone-conformance/kept"
"""On the namespaces of a run that was to leave them (`--keep`): a sweep passes them by unless it is told."""


class Role(StrEnum):
    """The part an object plays in the stack."""

    DATABASE = "database pod"
    DATABASE_SERVICE = "database service"
    CONTROLLER = "keystone controller"
    PUBLIC_SERVICE = "public service"
    SUPPORT = "supporting object"
    """A Secret, a volume claim or the like that the four rely on."""


FILES: Mapping[Role, str] = MappingProxyType(
    {
        Role.DATABASE: "keystone-db",
        Role.DATABASE_SERVICE: "keystone-db-service",
        Role.CONTROLLER: "keystone-rc",
        Role.PUBLIC_SERVICE: "keystone-public-service",
    }
)
"""The blog's four files, without their ending, in the order in which the blog creates them."""


@dataclass(frozen=True)
class Expectations:
    """The fixed contract: what a promise may expect of any set of manifests, the blog's or a user's own.

    It is written down here and never read from the manifests that are judged.
    """

    database_service: str = "db"
    """The one object name that is fixed: the replicas' environment is named after it."""
    database_port: int = 3306
    database_folder: str = "/var/lib/mysql"
    """Where the database's image keeps its data."""
    public_port: int = 5000
    admin_port: int = 35357
    memcached_port: int = 11211
    least_replicas: int = 3
    containers_per_replica: int = 2
    keystone_pull_policy: str = "Always"
    database_address_variable: str = "DB_PORT_3306_TCP_ADDR"
    keystone_conf: str = "/etc/keystone/keystone.conf"
    admin_user: str = "admin"
    admin_project: str = "admin"
    domain: str = "Default"
    token_life: int = 3600
    """Seconds: Keystone's own default (`[token] expiration`), which the image contract states."""
    cache_variable: str = "KEYSTONE_CACHE_SECONDS"
    cache_seconds: int = 5
    """C where a pod's environment does not set it: the image contract's default."""

    @property
    def injected_variables(self) -> tuple[str, ...]:
        """The variables that Kubernetes injects for the `db` service, as Docker links had them."""
        port = f"DB_PORT_{self.database_port}_TCP"
        return (
            "DB_SERVICE_HOST",
            "DB_SERVICE_PORT",
            "DB_PORT",
            port,
            f"{port}_PROTO",
            f"{port}_PORT",
            f"{port}_ADDR",
        )


EXPECTED = Expectations()


@dataclass(frozen=True)
class StackNames:
    """The names that one set of manifests gives to the objects and containers of the stack."""

    database_pod: str
    database_container: str
    database_service: str
    controller: str
    keystone_container: str
    memcached_container: str
    """Empty where the controller's template has one container only."""
    public_service: str
    replicas: int
    replica_labels: Mapping[str, str]
    """The labels of the controller's pod template."""
    in_the_controllers_place: str = ""
    """What a set without a ReplicationController has: `Deployment keystone-rc stands in its place`."""

    @property
    def replica_selector(self) -> str:
        """The label selector that finds the controller's pods, e.g. `name=keystone`."""
        return ",".join(f"{key}={value}" for key, value in self.replica_labels.items())
