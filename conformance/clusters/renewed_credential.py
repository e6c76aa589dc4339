"""A bearer token that a credential plugin gives, had anew before it ends, or once it is refused."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock

from conformance.api_use import ApiUse
from conformance.errors import CredentialPluginFailed

EARLY_S = 60.0
"""So many seconds before its end a token is had anew, or in the last tenth of a short one's life.

The Kubernetes client does so 5 minutes before (kubernetes/config/kube_config.py): a token of two minutes it
would fetch for each request.
"""


@dataclass(frozen=True)
class Credential:
    """A bearer token, and when it ends by its issuer's clock; None where nobody says."""

    token: str
    expires: datetime | None


def utc_now() -> datetime:
    """Return the wall clock's time."""
    return datetime.now(UTC)


class RenewedCredential:
    """The token to send just now; any thread may ask, and one of them has it renewed."""

    def __init__(
        self,
        first: Credential,
        fetch: Callable[[], Credential],
        use: ApiUse,
        wall_clock: Callable[[], datetime] = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin with the token `first`; `fetch` returns another, or raises CredentialPluginFailed."""
        self._fetch = fetch
        self._use = use
        self._wall_clock = wall_clock
        self._monotonic = monotonic
        self._lock = Lock()
        self._token = ""
        self._ends: float | None = None
        self._renew_at: float | None = None
        self._take(first)

    def current(self) -> str:
        """Return a token that is good by all that is known.

        Raises CredentialPluginFailed where it has ended and no other is to be had.
        """
        with self._lock:
            now = self._monotonic()
            if self._renew_at is not None and now >= self._renew_at:
                try:
                    self._renew()
                except CredentialPluginFailed:
                    # An issuer that fails for a moment harms nobody while the old one is good.
                    if self._ends is None or now >= self._ends:
                        raise
            return self._token

    def renew_refused(self, token: str) -> bool:
        """Return whether there is another token than `token`, which was refused; raises as `current`."""
        with self._lock:
            if token == self._token:
                self._renew()
            return token != self._token

    def _renew(self) -> None:
        self._take(self._fetch())
        self._use.renewed()

    def _take(self, credential: Credential) -> None:
        self._token = credential.token
        self._ends = self._renew_at = None
        if credential.expires is None:
            return
        left = (credential.expires - self._wall_clock()).total_seconds()
        # One that comes ended already tells of clocks that disagree: it is good until it is refused.
        if left > 0:
            self._ends = self._monotonic() + left
            self._renew_at = self._ends - min(EARLY_S, left / 10)
