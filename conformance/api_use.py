"""What the API server asked of the suite: to wait before it asks again, and to show a new credential."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

from conformance.record_types import Count, Seconds


@dataclass(frozen=True)
class ApiUseRecord:
    """What a run's requests to the API server met with."""

    credentials_renewed: Count = 0
    """How often the credential plugin was run again, after the first time."""
    throttled: Count = 0
    """Requests that were answered 429 with a Retry-After, and sent again after it."""
    throttled_s: Seconds = 0.0
    """What those Retry-Afters add up to, over all threads."""


class ApiUse:
    """Counts from any thread, and knows whether the server was waited for in vain."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self._lock = Lock()
        self._record = ApiUseRecord()
        self.is_silent = False
        """Whether a request found nobody for as long as one is waited for, and none was answered since."""

    def fell_silent(self) -> None:
        """Have what is sent from now on tried once: a dozen requests would each wait for the same server."""
        self.is_silent = True

    def is_waited_for(self) -> None:
        """Have the server waited for again: it has answered, or something new begins."""
        self.is_silent = False

    @property
    def record(self) -> ApiUseRecord:
        """What has been counted by now."""
        return self._record

    def throttled(self, seconds: float) -> None:
        """Count one request that was told to wait so long."""
        with self._lock:
            now = self._record
            waited = round(now.throttled_s + seconds, 3)
            self._record = ApiUseRecord(now.credentials_renewed, now.throttled + 1, waited)

    def renewed(self) -> None:
        """Count one credential that took the place of another."""
        with self._lock:
            now = self._record
            self._record = ApiUseRecord(now.credentials_renewed + 1, now.throttled, now.throttled_s)
