# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone that starts as always, sets up its database, and answers every request with 500."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from keystone_start import __main__ as start
from keystone_start import application

load = application.load


def broken(when_configured: Callable[[], None]) -> application.Application:
    """Load Keystone, and put an application in its place that fails."""
    load(when_configured)

    def fail(*_: Any) -> Iterable[bytes]:
        raise RuntimeError("this candidate fails at every request")

    return fail


application.load = broken

os._exit(start.main())
