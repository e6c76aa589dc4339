# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but some requests are answered by somebody else.

Environment: SABOTAGE_ANSWERS is JSON, a list of [method, beginning of the path, status line, content type,
body]; the first that fits is the answer.
"""

import json
import os
from collections.abc import Callable, Iterable
from typing import Any

from keystone_start import __main__ as start
from keystone_start import application

answering = application.answering
ANSWERS = json.loads(os.environ["SABOTAGE_ANSWERS"])


def in_its_place(served: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the application."""
    answered = answering(served)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        for method, path, status, kind, body in ANSWERS:
            if environ["REQUEST_METHOD"] == method and environ["PATH_INFO"].startswith(path):
                raw = body.encode()
                environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
                start_response(status, [("Content-Type", kind), ("Content-Length", str(len(raw)))])
                return [raw]
        result: Iterable[bytes] = answered(environ, start_response)
        return result

    return answer


application.answering = in_its_place

os._exit(start.main())
