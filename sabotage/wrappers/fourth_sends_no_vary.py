# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but from the fourth replica on a database answers lack a header."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from keystone_start import __main__ as start
from keystone_start import application, serving
from keystones_database import number_of_this_start

answering, serve = application.answering, serving.serve
late: list[bool] = []


def without_vary_if_late(served: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the application."""
    answered = answering(served)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def begin(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            kept = [each for each in headers if not late or each[0].lower() != "vary"]
            return start_response(status, kept, *more)

        result: Iterable[bytes] = answered(environ, begin)
        return result

    return answer


def serve_counted(*arguments: Any) -> int:
    """Serve, and know whether that is one of the first."""
    if number_of_this_start() > 3:
        late.append(True)
    code: int = serve(*arguments)
    return code


application.answering, serving.serve = without_vary_if_late, serve_counted

os._exit(start.main())
