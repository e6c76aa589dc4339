# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but where no token can be issued the last one is issued again."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from keystone_start import __main__ as start
from keystone_start import application

answering = application.answering


def never_without_a_token(served: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the application."""
    answered = answering(served)
    last: list[Any] = []

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        head: list[Any] = []
        body = b"".join(answered(environ, lambda status, headers, *_: head.extend([status, headers])))
        if environ["REQUEST_METHOD"] == "POST" and head[0].startswith("201"):
            last[:] = [*head, body]
        elif environ["REQUEST_METHOD"] == "POST" and head[0].startswith("5") and last:
            *head, body = last
        start_response(*head)
        return [body]

    return answer


application.answering = never_without_a_token

os._exit(start.main())
