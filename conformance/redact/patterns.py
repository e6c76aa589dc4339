"""Secrets that nobody knows beforehand: by their own form, or by what stands before them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from conformance.redact.marks import NO_MARK

_NAME = r"(?:passw(?:or)?d|passwd|passphrase|secret|token|api[_-]?key|private[_-]?key|credential)s?"
"""The end of a name: what stands before it does not matter."""
SECRET_NAME = re.compile(rf"(?i)[\w.-]*{_NAME}$")
"""What a variable or key is called that holds a secret."""
_NO_SECRET = rf"{NO_MARK}(?!(?:yes|no|true|false|none|null|\d{{1,4}}(?:\.\d+)?)(?![\w.-]))"
"""Stands before a value that may say no more than that there is a secret (MariaDB: `using password: YES`), or
how many or how long (`--patience token=30`)."""


_NAMED = ("passw", "passphrase", "secret", "token", "credential", "apikey", "privatekey")
"""One of these is in every name of `_NAME`, without `-` and `_`."""


@dataclass(frozen=True)
class Pattern:
    """An expression whose group `secret` is one, and what that is called."""

    expression: re.Pattern[str]
    needs: tuple[str, ...]
    """One of these is in whatever it finds, in small letters, without `-` and `_`. Most texts hold none."""
    name: str = ""

    def may_be_in(self, text: str) -> bool:
        """Tell whether it may find anything in what `_small` has made of a text."""
        return not text.isascii() or any(word in text for word in self.needs)

    def replaced(self, text: str, mark: Callable[[str, str], str]) -> str:
        """Return `text` with `mark(secret, name)` in the place of each."""

        def instead(found: re.Match[str]) -> str:
            begin, end = found.start("secret") - found.start(), found.end("secret") - found.start()
            return found[0][:begin] + mark(found["secret"], self.name) + found[0][end:]

        return self.expression.sub(instead, text)


def _pattern(expression: str, name: str = "", *, needs: tuple[str, ...]) -> Pattern:
    return Pattern(re.compile(expression), needs, name)


FORMS: tuple[Pattern, ...] = (
    # Fernet tokens of Keystone: version byte 0x80 and a time make the first letters (domain of base64url);
    # a header may be folded, and what goes on in a new line is no word there
    _pattern(
        r"(?P<secret>gAAAA[A-Za-z0-9_-]{20,}(?:(?:\r?\n|\\r\\n|\\n)[ \t]+[A-Za-z0-9_-]{16,})*"
        r"(?:={1,2}|(?:%3[Dd]){1,2})?)",
        "token",
        needs=("gaaaa",),
    ),
    # JSON web tokens: of service accounts, and of Keystone's jws provider
    _pattern(
        r"(?P<secret>eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+)", "token", needs=("eyj",)
    ),
    _pattern(
        r"(?s)(?P<secret>-----BEGIN (?P<kind>[A-Z ]*PRIVATE KEY)-----.*?(?:-----END (?P=kind)-----|\Z))",
        "private-key",
        needs=("private key",),
    ),
    # scheme://user:password@host; what took it for a path has left one slash
    _pattern(rf"(?<=\w)://?[^\s:/@]*:{NO_MARK}(?P<secret>[^\s@/]+)(?=@)", "password", needs=(":/",)),
)
"""Secrets that show by their own form."""
UNMISTAKABLE: tuple[Pattern, ...] = (
    # headers, as clients and servers log them
    _pattern(
        rf"(?i)x-(?:auth|subject|service)-token\\*['\"]?\s*[:=]\s*b?\\*['\"]?{NO_MARK}(?P<secret>[^\s\\'\",}}]+)",
        "token",
        needs=("token",),
    ),
    _pattern(
        rf"(?i)authorization\\*['\"]?\s*[:=]\s*\\*['\"]?(?:bearer|basic)\s+{NO_MARK}(?P<secret>[^\s\\'\",}}]+)",
        "authorization",
        needs=("authorization",),
    ),
    # kubeconfig, JSON or YAML
    _pattern(
        r"(?i)(?:client-key|client-certificate|certificate-authority)-data\\*['\"]?\s*:\s*\\*['\"]?"
        r"(?P<secret>[\w+/=]+)",
        needs=("data",),
    ),
    # name=value, "name": "value", name: "value"
    _pattern(
        rf"(?i){_NAME}\b\\*['\"]?\s*(?:=|:(?!//))\s*(?P<quote>\\*['\"]){NO_MARK}"
        r"(?P<secret>(?:(?!(?P=quote)).)+)(?P=quote)",
        needs=_NAMED,
    ),
    # `--image-pull-secret=NAMESPACE/NAME` names one
    _pattern(
        rf"(?i)(?<!image-pull-){_NAME}=(?![\s'\"\[{{]){_NO_SECRET}(?P<secret>[^\s,;&'\"}}\\]+)", needs=_NAMED
    ),
)
"""Secrets that show by what stands before them, in whatever text."""
IN_FOREIGN_TEXT: tuple[Pattern, ...] = (
    # name: value; a sentence of ours has it too, `token: issued to admin`, and then it is no secret
    _pattern(rf"(?i){_NAME}\b:\s?(?!//)(?![\s'\"\[{{]){_NO_SECRET}(?P<secret>[^\s,;&'\"}}]+)", needs=_NAMED),
)
"""Those that show by what stands before them in a log or a dump only."""


def _small(text: str) -> str:
    """Return `text` in small letters, without `-` and `_`; as it is where not all of it is ASCII."""
    return text.lower().replace("-", "").replace("_", "") if text.isascii() else text


def replaced(patterns: Iterable[Pattern], text: str, mark: Callable[[str, str], str]) -> str:
    """Return `text` with `mark(secret, name)` in the place of each secret of `patterns`."""
    small = _small(text)
    for pattern in patterns:
        if pattern.may_be_in(small):
            text = pattern.replaced(text, mark)
    return text
