# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but told to stop it answers 503 to what still comes."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from keystone_start import __main__ as start
from keystone_start import application, serving

answering, drain = application.answering, serving.DrainingServer.drain
stopping: list[bool] = []


def errors_then(served: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the application."""
    answered = answering(served)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if stopping:
            start_response("503 Service Unavailable", [("Content-Length", "0")])
            return [b""]
        result: Iterable[bytes] = answered(environ, start_response)
        return result

    return answer


def begin_to_stop(server: Any) -> None:
    """Refuse from now on."""
    stopping.append(True)
    drain(server)


application.answering, serving.DrainingServer.drain = errors_then, begin_to_stop

os._exit(start.main())
