"""Searches bytes for made-up secrets in whatever encoding; it shares no code with what takes them out.

Every made-up secret begins with `S3cr3t`, has a name, and ends with `T3rces`: half of one is found too.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

NAMED = re.compile(r"S3cr3t[-.](\w*)")
ENDS = re.compile(r"(\w*)[-.]T3rces")
WORD = "sesameopens"
"""A password that is a word."""
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\(.)")
_PLAIN = {"n": "\n", "r": "\r", "t": "\t"}
_BREAK = re.compile(r"\\+[nrt]|[\s'\"]")


def secret(name: str) -> str:
    """Return the made-up secret of that name, of letters, digits and underscores."""
    return f"S3cr3t-{name}-T3rces"


def names_in(content: bytes) -> set[str]:
    """Return the names of the made-up secrets that stand in `content`, of half ones what is left."""
    return {name for text in readings(content) for name in _names(text)}


def names_below(folder: Path) -> dict[str, set[str]]:
    """Return the names of the secrets in each file below `folder` that has any, by its path there."""
    found = {
        file.relative_to(folder).as_posix(): names_in(file.read_bytes())
        for file in folder.rglob("*")
        if file.is_file() and not file.is_symlink()
    }
    return {name: names for name, names in found.items() if names}


def _names(text: str) -> Iterator[str]:
    yield from NAMED.findall(text)
    yield from ENDS.findall(text)
    if WORD in text:
        yield WORD


def readings(content: bytes) -> Iterator[str]:
    """Yield the text as it stands, and unescaped, joined and decoded in every way that a file may ask for."""
    text = content.decode(errors="surrogateescape")
    unescaped = {text, html.unescape(text), _unescaped(text), _unescaped(_unescaped(html.unescape(text)))}
    for each in unescaped:
        joined = _BREAK.sub("", each)
        yield from (each, joined, unquote(each))
        for form in (each, joined):
            yield from _decoded(form)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(
        lambda found: chr(int(found[1], 16)) if found[1] else _PLAIN.get(found[2], found[2]), text
    )


def _decoded(text: str) -> Iterator[str]:
    for run in set(re.findall(r"[\w+/-]{16,}", text)):
        standard = run.replace("-", "+").replace("_", "/")
        if not standard.isascii():
            continue
        for offset in range(4):
            whole = standard[offset:]
            yield base64.b64decode(whole[: len(whole) // 4 * 4]).decode(errors="replace")
    for run in set(re.findall(r"(?:[0-9a-fA-F]{2}){8,}", text)):
        yield bytes.fromhex(run).decode(errors="replace")
