"""A command inside a container, as the kubelet's exec stream plays it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from conformance.api_streams import ERROR, STDERR, STDOUT
from conformance.stack import StackNames
from tests.played_websocket import FarEnd

SUCCESS = {"status": "Success"}
NAMES = StackNames("base", "mariadb", "db", "rc", "keystone", "memcached", "public", 3, {})


def ended(code: int) -> dict[str, Any]:
    """The Status of a command that ended with `code`, as Kubernetes 1.36.3 sends it."""
    causes = [{"reason": "ExitCode", "message": str(code)}]
    return {"status": "Failure", "reason": "NonZeroExitCode", "details": {"causes": causes}, "message": "…"}


def not_started(words: str) -> dict[str, Any]:
    return {
        "status": "Failure",
        "reason": "InternalError",
        "message": words,
        "details": {"causes": [{"message": words}]},
    }


def command(
    status: dict[str, Any] | None, stdout: bytes = b"", stderr: bytes = b""
) -> Callable[[FarEnd], None]:
    def play(end: FarEnd) -> None:
        end.accept()
        end.send(STDOUT, stdout[:3])
        end.send(STDERR, stderr)
        end.send(STDOUT, stdout[3:])
        if status is not None:
            end.send(ERROR, json.dumps(status).encode())

    return play
