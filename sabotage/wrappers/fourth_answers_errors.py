# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but a fourth replica on a database answers /v3 with 503, and its versions as always."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from keystone_start import __main__ as start
from keystone_start import application, serving
from keystones_database import number_of_this_start

FIRST = 3
answering, serve = application.answering, serving.serve
late: list[bool] = []


def errors_if_late(served: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the application."""
    answered = answering(served)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if late and environ["PATH_INFO"] == "/v3":
            start_response("503 Service Unavailable", [("Content-Length", "0")])
            return [b""]
        result: Iterable[bytes] = answered(environ, start_response)
        return result

    return answer


def serve_counted(*arguments: Any) -> int:
    """Serve, and know whether that is one of the first."""
    if number_of_this_start() > FIRST:
        late.append(True)
    code: int = serve(*arguments)
    return code


application.answering, serving.serve = errors_if_late, serve_counted

os._exit(start.main())
