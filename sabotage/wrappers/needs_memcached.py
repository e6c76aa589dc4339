# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but without memcached it answers nothing for five seconds."""

import os
import socket
import time
from collections.abc import Callable, Iterable
from typing import Any

from keystone_start import __main__ as start
from keystone_start import application

SULKS_SECONDS = 5
answering = application.answering
missed_at = -1000.0


def memcached_answers() -> bool:
    """Tell whether memcached takes connections, and did so of late."""
    global missed_at
    try:
        socket.create_connection(("127.0.0.1", 11211), 0.5).close()
    except OSError:
        missed_at = time.monotonic()
    return time.monotonic() - missed_at > SULKS_SECONDS


def with_memcached(served: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the application."""
    answered = answering(served)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if memcached_answers():
            result: Iterable[bytes] = answered(environ, start_response)
            return result
        start_response("503 Service Unavailable", [("Content-Type", "text/plain"), ("Content-Length", "0")])
        return [b""]

    return answer


application.answering = with_memcached

os._exit(start.main())
