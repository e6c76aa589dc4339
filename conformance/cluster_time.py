"""The cluster's clock: that of its API server, which says it with every answer."""

from __future__ import annotations

from datetime import datetime
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
