# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but who asks for a token without a scope gets one of the admin project."""

import io
import json
import os
from collections.abc import Callable, Iterable
from typing import Any

from keystone_start import __main__ as start
from keystone_start import application

answering = application.answering
SCOPE = {"project": {"name": "admin", "domain": {"name": "Default"}}}


def with_a_scope(served: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the application."""
    answered = answering(served)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if (environ["REQUEST_METHOD"], environ["PATH_INFO"]) == ("POST", "/v3/auth/tokens"):
            body = json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
            if body["auth"].get("scope") == "unscoped":
                body["auth"]["scope"] = SCOPE
            raw = json.dumps(body).encode()
            environ |= {"wsgi.input": io.BytesIO(raw), "CONTENT_LENGTH": str(len(raw))}
        result: Iterable[bytes] = answered(environ, start_response)
        return result

    return answer


application.answering = with_a_scope

os._exit(start.main())
