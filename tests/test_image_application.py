from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import accumulate
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from images.keystone.keystone_start.application import Application, StartResponse, answering, load


class NoConnectionError(Exception):
    pass


class PoolExhaustedError(Exception):
    pass


@pytest.fixture(autouse=True)
def _database_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for the two libraries of the image that name a lost database."""
    for library, name, error in (
        ("oslo_db.exception", "DBConnectionError", NoConnectionError),
        ("sqlalchemy.exc", "TimeoutError", PoolExhaustedError),
    ):
        module = ModuleType(library)
        setattr(module, name, error)
        monkeypatch.setitem(sys.modules, library.partition(".")[0], ModuleType(library.partition(".")[0]))
        monkeypatch.setitem(sys.modules, library, module)


def ask(application: Application, **environ: Any) -> tuple[str, dict[str, str], bytes]:
    head: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        head[:] = [status, dict(headers)]

    given = {"REQUEST_METHOD": "GET", "REQUEST_URI": "/v3", "REMOTE_ADDR": "::ffff:198.18.0.1", **environ}
    body = b"".join(answering(application)(given, start))
    return head[0], head[1], body


def failing(error: Exception) -> Application:
    def application(environ: dict[str, Any], _: StartResponse) -> Iterable[bytes]:
        environ["openstack.request_id"] = "req-7"
        raise error

    return application


def well(_: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "application/json")])
    yield b"{"
    yield b"}"


def test_an_answer_passes_through_and_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    status, headers, body = ask(well)
    assert (status, headers, body) == ("200 OK", {"Content-Type": "application/json"}, b"{}")
    said = capsys.readouterr().err
    assert "request method=GET path=/v3 status=200 bytes=2 ms=" in said
    assert "client=198.18.0.1 id=-" in said


@pytest.mark.parametrize("error", [NoConnectionError("host, password"), PoolExhaustedError()])
def test_a_lost_database_is_a_503_without_a_traceback(
    error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    status, headers, body = ask(failing(error))
    assert status == "503 Service Unavailable"
    assert json.loads(body)["error"]["code"] == 503
    assert int(headers["Content-Length"]) == len(body)
    assert headers["x-openstack-request-id"] == "req-7"
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert "password" not in said
    assert "status=503" in said


def test_any_other_fault_is_a_500_with_its_traceback_in_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, body = ask(failing(RuntimeError("inner words")))
    assert status == "500 Internal Server Error"
    assert b"inner words" not in body
    said = capsys.readouterr().err
    assert "RuntimeError: inner words" in said
    assert "status=500" in said


class PlayedFlask:
    """Keystone's application, as far as it tells whether a request is going on."""

    def __init__(self) -> None:
        self.in_a_request = False

    @contextmanager
    def test_request_context(self) -> Iterator[None]:
        self.in_a_request = True
        yield
        self.in_a_request = False


def test_policy_rules_are_there_before_the_first_request_and_warn_of_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two first requests at once raced for them: the second was refused with 403 (seen in an update)."""
    flask = PlayedFlask()
    loaded_within_a_request: list[bool] = []
    rules = SimpleNamespace(load_rules=lambda: loaded_within_a_request.append(flask.in_a_request))
    for library, name, value in (
        ("keystone.server.flask", "core", SimpleNamespace(initialize_application=lambda *_, **__: flask)),
        ("oslo_context.context", "RequestContext", None),
        ("keystone.common.rbac_enforcer.enforcer", "RBACEnforcer", lambda: SimpleNamespace(_enforcer=rules)),
    ):
        module = ModuleType(library)
        setattr(module, name, value)
        for parent in accumulate(library.split(".")[:-1], "{}.{}".format):
            monkeypatch.setitem(sys.modules, parent, ModuleType(parent))
        monkeypatch.setitem(sys.modules, library, module)

    load(lambda: None)

    assert loaded_within_a_request == [True]
