# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but a replica shows only those projects that were made through it."""

import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from keystone_start import __main__ as start
from keystone_start import application

PROJECT = re.compile(r"/v3/projects/(?P<id>[0-9a-f]{32})")
MADE = re.compile(rb'"id": ?"(?P<id>[0-9a-f]{32})"')
answering = application.answering
mine: set[str] = set()


def short_sighted(served: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the application."""
    answered = answering(served)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        asked = PROJECT.fullmatch(environ["PATH_INFO"])
        if environ["REQUEST_METHOD"] == "GET" and asked and asked["id"] not in mine:
            body = b'{"error": {"code": 404, "title": "Not Found", "message": "Could not find project."}}'
            headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
            start_response("404 Not Found", headers)
            return [body]
        parts = list(answered(environ, start_response))
        if (environ["REQUEST_METHOD"], environ["PATH_INFO"]) == ("POST", "/v3/projects"):
            mine.update(found["id"].decode() for found in MADE.finditer(b"".join(parts)))
        return parts

    return answer


application.answering = short_sighted

os._exit(start.main())
