"""The credentials by which a client is known to an API server: taken out of whatever is written."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from kubernetes.client import Configuration

from conformance.redact import hold

NAMES: Mapping[str, str] = {
    "token": "kubeconfig-token",
    "password": "kubeconfig-password",
    "client-key-data": "kubeconfig-key",
    "access-token": "kubeconfig-token",
    "id-token": "kubeconfig-token",
    "refresh-token": "kubeconfig-token",
    "client-secret": "kubeconfig-secret",
}
"""What of a user in a kubeconfig is a credential, wherever it stands below it, and what that is called."""


def hold_users(document: Mapping[str, Any]) -> None:
    """Hold every credential that a kubeconfig has in itself, of whichever user."""
    for user in document.get("users") or []:
        for key, value in _leaves(user.get("user")):
            hold(value, NAMES[key])
            if key == "client-key-data":
                with suppress(binascii.Error, UnicodeDecodeError):
                    hold(base64.b64decode(value).decode(), NAMES[key])


def _leaves(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in NAMES and isinstance(inner, str):
                yield key, inner
            else:
                yield from _leaves(inner)


def hold_client(configuration: Configuration) -> None:
    """Hold what a client sends or signs with, also what a credential plugin gave it or gives it anew."""
    _hold_sent(configuration)
    client: Any = configuration  # the client has no type for its hook
    renew = client.refresh_api_key_hook
    if renew is not None:

        def renewed(current: Configuration) -> None:
            renew(current)
            # The client's own hook has just put itself in this one's place.
            client.refresh_api_key_hook = renewed
            _hold_sent(current)

        client.refresh_api_key_hook = renewed


def _hold_sent(configuration: Configuration) -> None:
    for sent in (configuration.api_key or {}).values():
        # `Bearer …`, as it stands in the header
        hold(sent.rpartition(" ")[2], NAMES["token"])
    hold(configuration.password or "", NAMES["password"])
    if configuration.key_file:
        with suppress(OSError, UnicodeDecodeError):
            hold(Path(configuration.key_file).read_text(), NAMES["client-key-data"])
