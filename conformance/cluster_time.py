"""The cluster's clock: that of its API server, which says it with every answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from conformance.api_requests import request
from conformance.errors import EnvironmentFault

if TYPE_CHECKING:
    from kubernetes.client import ApiClient


def cluster_time(api: ApiClient) -> datetime:
    """Return the API server's time, to the second; EnvironmentFault where it does not say."""
    date = request(api, "GET", "/version").date
    if date is None:
        raise EnvironmentFault("the API server does not say what time it is", "look at what is in between")
    return date


class ClusterClock:
    """The API server's clock, read once and kept going by monotonic seconds; this machine's may be wrong."""

    def __init__(self, said: datetime, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Set it to what the API server says now; `monotonic` returns seconds."""
        self._said = said
        self._monotonic = monotonic
        self._since = monotonic()

    def now(self) -> datetime:
        """Return the time, as exact as what it was set to."""
        return self._said + timedelta(seconds=self._monotonic() - self._since)
