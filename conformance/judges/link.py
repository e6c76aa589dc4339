"""Pure judges of the db link: what a container was given, and what its keystone.conf makes of it."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.inside import DatabaseUrl
from conformance.stack import EXPECTED


def db_link_address(environments: Mapping[str, Mapping[str, str]], cluster_ip: str) -> list[str]:
    """Judge that every container was given the cluster IP of the db service; `environments` is by pod."""
    variable = EXPECTED.database_address_variable
    return [
        f"environment: {variable} in pod {pod} is {seen.get(variable) or 'not set'}, db is {cluster_ip}"
        for pod, seen in environments.items()
        if seen.get(variable) != cluster_ip
    ]


def db_link_sisters(environments: Mapping[str, Mapping[str, str]], cluster_ip: str) -> list[str]:
    """Judge the other variables of the link."""
    return [
        f"environment: {name} in pod {pod} is {seen.get(name) or 'not set'}, not {value}"
        for pod, seen in environments.items()
        for name, value in _sisters(cluster_ip).items()
        if seen.get(name) != value
    ]


def db_link_of(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of the link that are set, and nothing else: others may be secrets."""
    names = (EXPECTED.database_address_variable, *_sisters(""))
    return {name: environment[name] for name in names if name in environment}


def _sisters(cluster_ip: str) -> dict[str, str]:
    """Return the link's other variables, as Docker links had them (kubelet's envvars.go)."""
    port = EXPECTED.database_port
    return {
        "DB_SERVICE_HOST": cluster_ip,
        "DB_SERVICE_PORT": str(port),
        "DB_PORT": f"tcp://{cluster_ip}:{port}",
        f"DB_PORT_{port}_TCP": f"tcp://{cluster_ip}:{port}",
        f"DB_PORT_{port}_TCP_PROTO": "tcp",
        f"DB_PORT_{port}_TCP_PORT": str(port),
    }


def connections_lead_to(connections: Mapping[str, DatabaseUrl], cluster_ip: str) -> list[str]:
    """Judge that the database host in every replica's keystone.conf is the cluster IP of the db service."""
    return [
        f"configuration: keystone.conf in pod {pod} connects to {url.host}, the db service is {cluster_ip}"
        for pod, url in connections.items()
        if url.host != cluster_ip
    ]


def connection_names(connections: Mapping[str, DatabaseUrl], user: str, database: str) -> list[str]:
    """Judge the user and the database in every replica's keystone.conf."""
    return [
        f"configuration: keystone.conf in pod {pod} has {url.user} and {url.database}, not {user}, {database}"
        for pod, url in connections.items()
        if (url.user, url.database) != (user, database)
    ]


def still_wired_to(
    environments: Mapping[str, Mapping[str, str]], connections: Mapping[str, DatabaseUrl], address: str
) -> list[str]:
    """Judge that containers which were started with that address of the database have kept it."""
    variable = EXPECTED.database_address_variable
    changed = [
        f"environment: {variable} in pod {pod} is {seen.get(variable) or 'not set'}, "
        f"not {address} as at its start"
        for pod, seen in environments.items()
        if seen.get(variable) != address
    ]
    return changed + [
        f"configuration: keystone.conf in pod {pod} connects to {url.host}, not {address} as at its start"
        for pod, url in connections.items()
        if url.host != address
    ]
