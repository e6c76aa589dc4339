"""Whether a program runs is told by what it logs: a container runs before that."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from conformance import container_logs
from conformance.api_requests import RequestRefused
from conformance.database_loss import has_said_something

STACK: Any = SimpleNamespace(
    api=None, namespace="conformance-1", names=SimpleNamespace(keystone_container="keystone")
)


def logged(monkeypatch: pytest.MonkeyPatch, answer: str | RequestRefused) -> None:
    def log_text(*_: object, **__: object) -> str:
        if isinstance(answer, RequestRefused):
            raise answer
        return answer

    monkeypatch.setattr(container_logs, "log_text", log_text)


def refused(status: int) -> RequestRefused:
    return RequestRefused("GET log", status, "Reason", "words of the API server")


@pytest.mark.parametrize(("answer", "runs"), [("k", True), ("", False), (refused(400), False)])
def test_a_program_runs_once_it_has_said_something(
    monkeypatch: pytest.MonkeyPatch, answer: str | RequestRefused, runs: bool
) -> None:
    """400: the kubelet's answer while a container waits to start."""
    logged(monkeypatch, answer)
    assert has_said_something(STACK, "keystone-rc-a") is runs


def test_a_log_that_is_not_given_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    logged(monkeypatch, refused(500))
    with pytest.raises(RequestRefused, match="500"):
        has_said_something(STACK, "keystone-rc-a")
