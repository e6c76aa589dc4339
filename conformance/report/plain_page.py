"""The pages beside report.html: tables over runs, each one file, without a script, nothing fetched."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from conformance.report.templates import templates_in

PARTS = Path(__file__).with_name("plain_parts")
COLOURS = Path(__file__).with_name("page_parts") / "tokens.css"
"""Those of report.html, light and dark."""


def render_plain(template: str, **shown: Any) -> str:
    """Return the page that `template`, of plain_parts/, makes of `shown`; foreign text is escaped."""
    style = COLOURS.read_text(encoding="utf-8") + (PARTS / "plain.css").read_text(encoding="utf-8")
    return _environment().get_template(template).render(style=style, **shown)


@cache
def _environment() -> Environment:
    return templates_in(PARTS)
