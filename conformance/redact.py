"""Takes secrets out of everything that is written down.

Known values are replaced wherever they stand, unless they are too short or too plain to be told from other
words (the blog's database password is `keystone`). Those, and values that nobody knows beforehand, are found
by what stands before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

MARK = "[redacted]"
SHORTEST = 8
"""A known value of fewer characters is found by its context only."""
_PLAIN = re.compile(r"[a-z]+")
"""A value of small letters alone is a word, and may stand for anything else in a log."""

_NAME = r"[\w.-]*(?:passw(?:or)?d|passwd|passphrase|secret|token|api[_-]?key|private[_-]?key|credential)s?"
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    # Fernet tokens of Keystone: version byte 0x80 and a time make the first letters (domain of base64url)
    (re.compile(r"gAAAA[A-Za-z0-9_-]{20,}={0,2}"), MARK),
    # JSON web tokens: of service accounts, and of Keystone's jws provider
    (re.compile(r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+"), MARK),
    (re.compile(r"(?s)-----BEGIN ([A-Z ]*PRIVATE KEY)-----.*?-----END \1-----"), MARK),
    # scheme://user:password@host
    (re.compile(r"(\w[\w+.-]*://[^\s:/@]+:)[^\s@/]+(?=@)"), rf"\1{MARK}"),
)
"""Secrets that show by their own form."""
_NAMED: tuple[tuple[re.Pattern[str], str], ...] = (
    # headers, as clients and servers log them
    (re.compile(r"(?i)(x-(?:auth|subject|service)-token['\"]?\s*[:=]\s*b?['\"]?)[^\s'\",}]+"), rf"\1{MARK}"),
    (re.compile(r"(?i)(authorization['\"]?\s*[:=]\s*['\"]?(?:bearer|basic)\s+)[^\s'\",}]+"), rf"\1{MARK}"),
    # kubeconfig, JSON or YAML
    (
        re.compile(
            r"(?i)((?:client-key|client-certificate|certificate-authority)-data['\"]?\s*:\s*['\"]?)[\w+/=]+"
        ),
        rf"\1{MARK}",
    ),
    # name=value, name: value, "name": "value", --name value
    (
        re.compile(rf"(?i)(?<![\w.-])({_NAME}\b\\*['\"]?\s*(?:=|:(?!//))\s*)(\\*['\"])(?:(?!\2).)*\2"),
        rf"\1\2{MARK}\2",
    ),
    (re.compile(rf"(?i)(?<![\w.-])({_NAME}\b(?:=|:\s?(?!//)))(?![\s'\"\[{{])[^\s,;&'\"}}]+"), rf"\1{MARK}"),
)
"""Secrets that show by what stands before them."""
_SECRET_NAME = re.compile(rf"(?i){_NAME}$")


def _replaced(patterns: Iterable[tuple[re.Pattern[str], str]], text: str) -> str:
    for pattern, replacement in patterns:
        text = pattern.sub(replacement, text)
    return text


class Redactor:
    """Knows the secrets of one run."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """Take the known values; those that are too short or plain words are left to the patterns."""
        telling = {value for value in secrets if len(value) >= SHORTEST and not _PLAIN.fullmatch(value)}
        # the longest first: one secret may be part of another
        alternatives = "|".join(re.escape(value) for value in sorted(telling, key=len, reverse=True))
        self._known = re.compile(alternatives) if alternatives else None

    def text(self, text: str) -> str:
        """Return `text` with each secret replaced by a mark."""
        return _replaced(_NAMED, self.sentence(text))

    def sentence(self, text: str) -> str:
        """Return one of the suite's own sentences without known secrets and those that show by their form.

        What stands before a word tells nothing there: `token: issued to admin` is no secret.
        """
        return _replaced(_FORMS, self._known.sub(MARK, text) if self._known else text)

    def json(self, value: Any) -> Any:
        """Return JSON with secrets replaced: a Secret's data, values named as secrets, and any text."""
        if isinstance(value, Mapping):
            return self._mapping(value)
        if isinstance(value, list | tuple):
            return [self.json(each) for each in value]
        return self.text(value) if isinstance(value, str) else value

    def _mapping(self, value: Mapping[str, Any]) -> dict[str, Any]:
        whole = {key: self._entry(key, inner) for key, inner in value.items()}
        if value.get("kind") == "Secret":
            whole |= {
                part: dict.fromkeys(value[part], MARK) for part in ("data", "stringData") if value.get(part)
            }
        name = value.get("name")
        if isinstance(name, str) and _SECRET_NAME.fullmatch(name) and isinstance(value.get("value"), str):
            whole["value"] = MARK
        return whole

    def _entry(self, key: str, inner: Any) -> Any:
        if isinstance(inner, str) and inner and _SECRET_NAME.fullmatch(key) and key not in _NAMES_OF_SECRETS:
            return MARK
        return self.json(inner)


_NAMES_OF_SECRETS = ("secret", "secretName", "imagePullSecrets", "automountServiceAccountToken")
"""Keys of the Kubernetes API that name a secret and hold none."""
