# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but while four tokens are being issued a fifth is refused with 503."""

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

from keystone_start import __main__ as start
from keystone_start import application

answering = application.answering
places = threading.Semaphore(4)


def four_at_once(served: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the application."""
    answered = answering(served)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "POST":
            result: Iterable[bytes] = answered(environ, start_response)
            return result
        if not places.acquire(blocking=False):
            start_response(
                "503 Service Unavailable", [("Content-Type", "text/plain"), ("Content-Length", "0")]
            )
            return [b""]
        try:
            result = answered(environ, start_response)
        finally:
            places.release()
        return result

    return answer


application.answering = four_at_once

os._exit(start.main())
