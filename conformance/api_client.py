"""A client of an API server that shows a new credential where the old one is refused, and counts."""

from __future__ import annotations

from typing import Protocol

from kubernetes.client import ApiClient, Configuration

from conformance.api_use import ApiUse, ApiUseRecord
from conformance.reset_before_handshake import close_when_reset


class Renewable(Protocol):
    """A credential that can be had anew."""

    def renew_refused(self, token: str) -> bool:
        """Return whether there is another one than `token`, which the API server has refused."""


class ClusterClient(ApiClient):
    """The client that all requests to one cluster are sent through."""

    def __init__(
        self, configuration: Configuration, use: ApiUse, credential: Renewable | None = None
    ) -> None:
        """Send as `configuration` says; `credential` is what it takes its token from, where that ends."""
        close_when_reset()
        super().__init__(configuration)
        self.use = use
        self.credential = credential


def renewed_after_refusal(api: ApiClient, authorization: str) -> bool:
    """Return whether a request that was refused with 401 is to be sent again, with a new credential.

    `authorization` is the header that it was sent with. Raises CredentialPluginFailed.
    """
    credential = api.credential if isinstance(api, ClusterClient) else None
    return credential is not None and credential.renew_refused(authorization.rpartition(" ")[2])


def use_of(api: ApiClient) -> ApiUseRecord:
    """Return what the requests of a client have met with by now."""
    return api.use.record if isinstance(api, ClusterClient) else ApiUseRecord()


def is_waited_for(api: ApiClient) -> None:
    """Have a server that has answered, or is asked for something new, waited for where it is not there."""
    if isinstance(api, ClusterClient):
        api.use.is_waited_for()


def count_throttled(api: ApiClient, seconds: float) -> None:
    """Count a request that was answered 429 and is sent again after `seconds`."""
    if isinstance(api, ClusterClient):
        api.use.throttled(seconds)
