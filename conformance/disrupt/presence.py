"""Somebody else may be quicker: a disturbance of one very object finds it gone, or another in its place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from conformance.api_requests import RequestRefused
from conformance.errors import EnvironmentFault


@contextmanager
def still_there(kind: str, name: str, uid: str, what: str) -> Iterator[None]:
    """Turn the API server's "there is no such object" and "it is another one" into the environment's fault.

    `kind` and `what` are for the message: a `pod` that was gone before it could be `deleted`.
    """
    try:
        yield
    except RequestRefused as refused:
        if refused.status in (404, 409):
            raise EnvironmentFault(
                f"{kind} {name} ({uid}) was gone before it could be {what}: {refused.words}",
                "keep others out of the run's namespaces",
            ) from refused
        raise
