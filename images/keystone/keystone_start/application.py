# The libraries are in the image, not beside the suite.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone's WSGI application, with an answer to every request and a log line for each."""

from __future__ import annotations

import json
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from . import configuration
from .request_line import Answer, render

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


def load(when_configured: Callable[[], None]) -> Application:
    """Give Keystone's application; calls `when_configured` once keystone.conf was read."""
    from keystone.server.flask import core
    from oslo_context.context import RequestContext

    application = core.initialize_application(
        "public", post_log_configured_function=when_configured, config_files=[str(configuration.PATH)]
    )
    _load_policies(application)

    def with_a_context_of_its_own(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        # Keystone keeps what it looked up with a request's context, and looks a token up before it makes one:
        # it would find what the last request of this thread was told, however long ago.
        RequestContext(overwrite=True)
        answer: Iterable[bytes] = application(environ, start_response)
        return answer

    return with_a_context_of_its_own


def _load_policies(application: Any) -> None:
    """Have Keystone load its policy rules before anybody asks, not in its first requests.

    Of two that came at once the second would find an enforcer without rules, and answer 403 to who may.
    Within a request of Flask, or each deprecated rule would be a warning.
    """
    from keystone.common.rbac_enforcer.enforcer import RBACEnforcer

    with application.test_request_context():
        RBACEnforcer()._enforcer.load_rules()


def answering(application: Application) -> Application:
    """Wrap `application`: an exception becomes a JSON answer, and each answer a line on stderr.

    Keystone lets exceptions through to the server, which would close the connection without a word.
    """

    def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        begun = time.monotonic()
        # the socket takes IPv4 and IPv6; a client that came over IPv4 shall read as such
        environ["REMOTE_ADDR"] = environ.get("REMOTE_ADDR", "").removeprefix("::ffff:")
        head: list[Any] = []

        def remember(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
            head[:] = [status, headers]

        try:
            parts = application(environ, remember)
            body = b"".join(parts)
            if hasattr(parts, "close"):
                parts.close()
        except Exception as error:
            head[:], body = _failure(error, _request_id(environ))
        status, headers = head
        line = Answer(int(status[:3]), len(body), (time.monotonic() - begun) * 1000, _request_id(environ))
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        print(render(environ, line, now), file=sys.stderr, flush=True)
        start_response(status, headers)
        return [body]

    return answer


def _failure(error: Exception, request_id: str) -> tuple[list[Any], bytes]:
    from oslo_db.exception import DBConnectionError
    from sqlalchemy.exc import TimeoutError as PoolExhaustedError

    if isinstance(error, DBConnectionError | PoolExhaustedError):
        code, title, message = 503, "Service Unavailable", "The database cannot be reached; try again."
        print(f"keystone: no database: {type(error).__name__}", file=sys.stderr, flush=True)
    else:
        code, title, message = 500, "Internal Server Error", "An unexpected error prevented an answer."
        traceback.print_exception(error)
    body = json.dumps({"error": {"code": code, "title": title, "message": message}}).encode()
    headers = [
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        ("Vary", "X-Auth-Token"),
        ("x-openstack-request-id", request_id),
    ]
    return [f"{code} {title}", headers], body


def _request_id(environ: Environ) -> str:
    # where oslo.middleware leaves what it answers as x-openstack-request-id
    return str(environ.get("openstack.request_id", ""))
