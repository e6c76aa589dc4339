# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but the token that comes with a request is written into the log."""

import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

from keystone_start import __main__ as start
from keystone_start import application

answering = application.answering


def talkative(served: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the application."""
    answered = answering(served)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        print(
            f"keystone: asked with {environ.get('HTTP_X_AUTH_TOKEN', 'no token')}",
            file=sys.stderr,
            flush=True,
        )
        result: Iterable[bytes] = answered(environ, start_response)
        return result

    return answer


application.answering = talkative

os._exit(start.main())
