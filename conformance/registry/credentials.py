"""User and password of each registry, from a docker config.json as `docker login` writes it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from conformance.places import caller
from conformance.redact import hold

DOCKER_HUB = "index.docker.io"
"""As docker keeps the credentials of the registry that has no name."""


@dataclass(frozen=True)
class RegistryCredentials:
    """Of one registry; the password is in no `repr()` and in no report."""

    user: str
    password: str = field(repr=False)

    def __post_init__(self) -> None:
        """Have the password taken out of what is written."""
        hold(self.password, "registry-password")


def credentials_in(config: bytes) -> dict[str, RegistryCredentials]:
    """Return the credentials that a docker config.json holds itself, by host and port of the registry.

    Those that a credential helper keeps, and identity tokens, are not in it. What cannot be read holds none.
    """
    found = {}
    for registry, entry in _mapping(config, "auths").items():
        user, colon, password = _decoded(entry).partition(":")
        if colon:
            found[_host(registry)] = RegistryCredentials(user, password)
    return found


def helper_in(config: bytes, host: str) -> str:
    """Return the credential helper that a docker config.json names for a host; empty where it names none."""
    named = {_host(registry): helper for registry, helper in _mapping(config, "credHelpers").items()}
    return str(named.get(host) or _mapping(config).get("credsStore") or "")


def _mapping(config: bytes, *keys: str) -> Mapping[str, object]:
    """Return the mapping below these keys; empty where there is none, or the file is none."""
    try:
        found = json.loads(config)
        for key in keys:
            found = found[key]
    except (ValueError, KeyError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def _host(registry: str) -> str:
    return registry.partition("://")[2].partition("/")[0] or registry.partition("/")[0]


def _decoded(entry: object) -> str:
    try:
        return base64.b64decode(entry["auth"], validate=True).decode()  # type: ignore[index]  # what is no mapping is caught
    except (ValueError, KeyError, TypeError):
        return ""


def of_the_caller(environment: Mapping[str, str]) -> dict[str, RegistryCredentials]:
    """Return those in $DOCKER_CONFIG/config.json, else ~/.docker/config.json; none where there is no file."""
    return credentials_in(_config_of(environment))


def remedy_for(host: str, environment: Mapping[str, str]) -> str:
    """Return what helps where a registry refuses what the caller's config.json has for it."""
    if helper := helper_in(_config_of(environment), host):
        asked = "`docker login` into a folder that DOCKER_CONFIG names"
        return f"the credential helper {helper!r} keeps them, and is not asked; {asked}"
    return f"`docker login {host}`, with the right to push"


def _config_of(environment: Mapping[str, str]) -> bytes:
    folder = environment.get("DOCKER_CONFIG")
    file = (Path(folder) if folder else caller(environment).home / ".docker") / "config.json"
    try:
        return file.read_bytes()
    except OSError:
        return b""
