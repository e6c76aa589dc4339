# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but a request that its database fails is held back for twenty seconds."""

import os
import time
from collections.abc import Callable, Iterable
from typing import Any

from keystone_start import __main__ as start
from keystone_start import application

HELD_BACK_S = 20.0

answering = application.answering


def patiently(served: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the application."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            result: Iterable[bytes] = served(environ, start_response)
        except Exception:
            time.sleep(HELD_BACK_S)
            raise
        return result

    wrapped: Callable[..., Any] = answering(answer)
    return wrapped


application.answering = patiently

os._exit(start.main())
