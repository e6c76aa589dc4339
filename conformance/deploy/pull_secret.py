"""Credentials for a private registry, from a file or a secret of the cluster, for the stack's pods."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.api_requests import RequestRefused, request
from conformance.deploy.namespace import NAMESPACES
from conformance.errors import BadInput
from conformance.manifests import on_site
from conformance.redact import hold
from conformance.registry.credentials import credentials_in
from conformance.site import NOTHING, SiteOverlay

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

NAME_IN_STACK = "image-pull"
TYPE = "kubernetes.io/dockerconfigjson"
KEY = ".dockerconfigjson"
IN_CLUSTER = re.compile(
    r"(?P<namespace>[a-z0-9]([a-z0-9-]*[a-z0-9])?)/(?P<name>[a-z0-9]([a-z0-9.-]*[a-z0-9])?)"
)
OPTION = "--image-pull-secret"


@dataclass(frozen=True)
class PullSecret:
    """Where registry credentials come from: `data` of a file, or a secret of the cluster."""

    namespace: str = ""
    name: str = ""
    data: str = field(default="", repr=False)
    """A docker config.json in base64; empty where the secret is in the cluster."""


def parse_pull_secret(text: str) -> PullSecret:
    """Return what `--image-pull-secret` names: a docker config.json that exists, else NAMESPACE/NAME.

    The file is read at once. Raises BadInput where it holds no `auths`, or where `text` is neither.
    """
    file = Path(text).expanduser()
    if file.is_file():
        return PullSecret(data=_read(file))
    match = IN_CLUSTER.fullmatch(text)
    if match is None:
        raise BadInput(f"{OPTION} {text!r} is no file and no NAMESPACE/NAME", "name one of them")
    return PullSecret(namespace=match["namespace"], name=match["name"])


def named_in_stack(secrets: Sequence[PullSecret]) -> Iterator[tuple[str, PullSecret]]:
    """Yield each secret with its name in a stack's namespace: `image-pull`, `image-pull-2` and so on."""
    for number, secret in enumerate(secrets, 1):
        yield NAME_IN_STACK if number == 1 else f"{NAME_IN_STACK}-{number}", secret


def _read(file: Path) -> str:
    try:
        content = file.read_bytes()
        entries = list(json.loads(content)["auths"].values())
    except OSError as error:
        raise BadInput(f"{OPTION} {file} cannot be read ({error.strerror})", "make it readable") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadInput(
            f"{OPTION} {file} is no docker config.json", "it needs `auths`, as `docker login` writes it"
        ) from None
    if not any(isinstance(entry, dict) and entry.get("auth") for entry in entries):
        raise BadInput(
            f"{OPTION} {file} holds no credentials",
            "a credential helper keeps them elsewhere: name a secret of the cluster",
        )
    return _held(base64.b64encode(content).decode())


def copy_pull_secret(
    api: ApiClient,
    secret: PullSecret,
    namespace: str,
    name: str = NAME_IN_STACK,
    site: SiteOverlay = NOTHING,
) -> str:
    """Put the credentials into `namespace` as the secret `name`, which is returned; it is as `site` asks.

    Raises BadInput where the secret named is not in the cluster or is of another type, EnvironmentFault
    where it cannot be read or written.
    """
    body = {
        "apiVersion": "v1",
        "kind": "Secret",
        "type": TYPE,
        "metadata": {"name": name},
        "data": {KEY: registry_credentials(api, secret)},
    }
    request(api, "POST", f"{NAMESPACES}/{namespace}/secrets", body=on_site(body, site))
    return name


def registry_credentials(api: ApiClient, secret: PullSecret) -> str:
    """Return the docker config.json of the secret in base64; it raises as `copy_pull_secret` does."""
    if secret.data:
        return secret.data
    try:
        found = request(api, "GET", f"{NAMESPACES}/{secret.namespace}/secrets/{secret.name}").content
    except RequestRefused as refused:
        if refused.status == 404:
            raise BadInput(
                f"{OPTION} {secret.namespace}/{secret.name} is not in the cluster",
                f"`kubectl get secrets -n {secret.namespace}` lists those that are",
            ) from None
        raise
    if found.get("type") != TYPE:
        raise BadInput(
            f"{OPTION} {secret.namespace}/{secret.name} is of type {found.get('type')}", f"it must be {TYPE}"
        )
    return _held(str(found["data"][KEY]))


def _held(data: str) -> str:
    """Have the credentials in a docker config.json taken out of what is written; `data` is it in base64."""
    hold(data, "registry-credentials")
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        config = base64.b64decode(data)
        # each password within `auth` is held as it is read
        credentials_in(config)
        for entry in json.loads(config)["auths"].values():
            for part in ("auth", "password", "identitytoken", "registrytoken"):
                hold(str(entry.get(part, "")), "registry-credentials")
    return data
