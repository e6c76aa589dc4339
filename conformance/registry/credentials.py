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
    try:
        entries = json.loads(config)["auths"].items()
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
    for registry, entry in entries:
        user, colon, password = _decoded(entry).partition(":")
        if colon:
            found[registry.partition("://")[2].partition("/")[0] or registry.partition("/")[0]] = (
                RegistryCredentials(user, password)
            )
    return found


def _decoded(entry: object) -> str:
    try:
        return base64.b64decode(entry["auth"], validate=True).decode()  # type: ignore[index]  # what is no mapping is caught
    except (ValueError, KeyError, TypeError):
        return ""


def of_the_caller(environment: Mapping[str, str]) -> dict[str, RegistryCredentials]:
    """Return those in $DOCKER_CONFIG/config.json, else ~/.docker/config.json; none where there is no file."""
    folder = environment.get("DOCKER_CONFIG")
    file = (Path(folder) if folder else caller(environment).home / ".docker") / "config.json"
    try:
        return credentials_in(file.read_bytes())
    except OSError:
        return {}
