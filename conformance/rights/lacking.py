"""A right that only some promises need: where it is missing, these are skipped and say so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from conformance.capability import Capability
from conformance.errors import MissingCapability, RightMissing


@contextmanager
def skipped_without(capability: Capability) -> Iterator[None]:
    """Turn a right that is missing into the `capability` that goes with it, with the API server's words."""
    try:
        yield
    except RightMissing as refused:
        raise MissingCapability(capability, refused.message) from refused
