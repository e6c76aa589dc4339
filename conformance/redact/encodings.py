"""A secret in the forms in which texts carry it: quoted, escaped, in base64."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

SHORTEST = 8
"""Characters; what is shorter is too likely to be something else, and is found by what stands before it."""
LINE = 32
"""Characters of a line of a secret of several lines (a private key) that is a secret by itself."""


def encodings_of(value: str) -> frozenset[str]:
    """Return `value` as it is, and as JSON, Python, URLs, HTML, hex and base64 write it."""
    lines = [line for line in value.splitlines() if len(line) >= LINE and not line.startswith("-----")]
    parts = [value, *lines] if "\n" in value else [value]
    forms = {form for part in parts for form in _forms(part)}
    # once more as JSON: the text of an annotation of kubectl is JSON, and stands in JSON
    return frozenset(
        form for form in forms.union(*(_in_json(form) for form in forms)) if len(form) >= SHORTEST
    )


def _in_json(value: str) -> tuple[str, str]:
    return json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]


def _forms(value: str) -> Iterator[str]:
    yield value
    yield from _in_json(value)
    yield repr(value)[1:-1]
    yield html.escape(value)
    content = value.encode(errors="surrogatepass")
    for quoted in (quote(content), quote(content, safe=""), quote_plus(content)):
        yield quoted
        yield _small_escapes(quoted)
    yield content.hex()
    for offset in range(3):
        yield from _in_base64(content, offset)


def _small_escapes(quoted: str) -> str:
    first, *others = quoted.split("%")
    return "%".join([first, *(part[:2].lower() + part[2:] for part in others)])


def _in_base64(content: bytes, offset: int) -> Iterator[str]:
    """Yield the letters that stand for `content` alone, after `offset` bytes beyond a multiple of three."""
    padded = bytes(offset) + content
    begin, end = -(-offset * 8 // 6), len(padded) * 8 // 6
    yield base64.b64encode(padded).decode()[begin:end]
    yield base64.urlsafe_b64encode(padded).decode()[begin:end]
