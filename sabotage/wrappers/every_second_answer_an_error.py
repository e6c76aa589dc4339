# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but every second request is answered 503."""

import itertools
import os
from collections.abc import Callable, Iterable
from typing import Any

from keystone_start import __main__ as start
from keystone_start import application

answering = application.answering
numbers = itertools.count()


def every_second(served: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the application."""
    answered = answering(served)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if next(numbers) % 2 == 0:
            result: Iterable[bytes] = answered(environ, start_response)
            return result
        start_response("503 Service Unavailable", [("Content-Type", "text/plain"), ("Content-Length", "0")])
        return [b""]

    return answer


application.answering = every_second

os._exit(start.main())
