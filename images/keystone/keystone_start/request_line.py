"""The log line of a request: what was asked, by whom, and how it went; never a secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST = 500  # characters of a path that are logged

_FERNET_TOKEN = re.compile(r"gAAAA[\w=-]{20,}")
_SECRET_ARGUMENT = re.compile(
    r"([?&][^=&]*(?:token|password|secret|key|credential)[^=&]*=)[^&]*", re.IGNORECASE
)
_UNPRINTABLE = re.compile(r"[^\x21-\x7e]")


@dataclass(frozen=True)
class Answer:
    """How a request was answered. milliseconds: from its first byte's arrival at the application."""

    status: int
    size: int
    milliseconds: float
    request_id: str


def render(environ: Mapping[str, Any], answer: Answer, when: str) -> str:
    """Give the line: fixed keys in a fixed order, single spaces between, no space inside a value."""
    return (
        f"{when} request method={environ.get('REQUEST_METHOD', '-')} path={safe_path(environ)}"
        f" status={answer.status} bytes={answer.size} ms={answer.milliseconds:.1f}"
        f" client={environ.get('REMOTE_ADDR') or '-'} id={answer.request_id or '-'}"
    )


def safe_path(environ: Mapping[str, Any]) -> str:
    """Give path and query as they came, without what might be a secret."""
    asked = str(environ.get("REQUEST_URI") or environ.get("PATH_INFO") or "/")[:LONGEST]
    asked = _FERNET_TOKEN.sub("***", _SECRET_ARGUMENT.sub(r"\1***", asked))
    return _UNPRINTABLE.sub("?", asked)
