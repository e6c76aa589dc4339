"""Pure judges of logs: no password and no token stands in them. No message holds what was found."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from conformance.container_logs import ContainerLog

FERNET_TOKEN = re.compile(r"gAAAA[\w-]{20,}")
"""Any token of Keystone's Fernet provider: version byte 0x80 and a time make its first letters."""
WORD = re.compile(r"[a-z]{1,10}")
"""A password like the blog's `keystone` is a word that may stand for anything."""
BEFORE_A_WORD = (
    r"(?:(?i:passw(?:or)?d|pwd|secret|token|identified by)[\w\"']{0,3}\s*[=:]?\s*|://[^\s:/@]+:)[\"']?"
)
"""What makes such a word a password: an option, a variable, a statement, or the user of a URL before it."""


def passwords_in(logs: Iterable[ContainerLog], passwords: Mapping[str, str]) -> list[str]:
    """Judge that no log holds one of `passwords`, by what each is called."""
    patterns = {what: re.compile(_form_of(value)) for what, value in passwords.items() if value}
    return [
        f"the log of {log} holds {what}, in line {number}"
        for log in logs
        for number, line in enumerate(log.lines, 1)
        for what, pattern in patterns.items()
        if pattern.search(line)
    ]


def _form_of(password: str) -> str:
    plain = re.escape(password)
    return rf"{BEFORE_A_WORD}{plain}\b" if WORD.fullmatch(password) else plain


def tokens_in(logs: Iterable[ContainerLog], tokens: Collection[str]) -> list[str]:
    """Judge that no log holds one of `tokens`, nor anything that has the form of a Fernet token."""
    return [
        f"the log of {log} holds a token, in line {number}"
        for log in logs
        for number, line in enumerate(log.lines, 1)
        if FERNET_TOKEN.search(line) or any(token in line for token in tokens)
    ]
