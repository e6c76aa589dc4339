"""report.html: one file, no script, nothing fetched; every word of the cluster is escaped.

The page's policy names its one style sheet by hash: a browser runs no script and applies no other style, not
even a style attribute. So what has a place of its own in a picture has it as an attribute of SVG.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from conformance.record import RunRecord
from conformance.report import phrases, view
from conformance.report.alarm_told import alarm_failed, alarm_in_words
from conformance.report.api_told import api_in_words
from conformance.report.availability_picture import picture_of
from conformance.report.beside import PageBeside
from conformance.report.clock_picture import pictures_of
from conformance.report.clocks_apart import skew_in_words
from conformance.report.disturbances import disturbance_lines
from conformance.report.left_behind import as_far_as_known, kept_as_asked
from conformance.report.outcome import is_internal
from conformance.report.patience_used import percent_used
from conformance.report.templates import templates_in

PARTS = Path(__file__).with_name("page_parts")
STYLES = ("tokens.css", "layout.css", "promises.css", "pictures.css", "availability.css", "print.css")


def render_page(run: RunRecord, previous: RunRecord | None = None, beside: Sequence[PageBeside] = ()) -> str:
    """Return the page of `run`, complete in itself; `previous` is what it compares with.

    `beside` are other pages that it links to.
    """
    style = "\n".join((PARTS / name).read_text(encoding="utf-8") for name in STYLES)
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            page=view.view_of(run, previous),
            beside=beside,
            style=style,
            style_hash=_hash_for_policy(style),
        )
    )


def compile_page() -> None:
    """Compile all of the page now, which a process else does with its first one: a fifth of a second."""
    for name in _environment().list_templates(extensions=["j2"]):
        _environment().get_template(name)


def _hash_for_policy(style: str) -> str:
    """Return how a Content-Security-Policy names a style sheet: the hash of what stands between its tags."""
    return f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"


@cache
def _environment() -> Environment:
    return templates_in(
        PARTS,
        short_digest=phrases.short_digest,
        told=_told,
        as_far_as_known=as_far_as_known,
        kept_as_asked=kept_as_asked,
        disturbance_lines=disturbance_lines,
        failed_step=view.failed_step,
        failed_wait=view.failed_wait,
        percent_used=percent_used,
        shown=view.shown,
        alike=view.alike,
        grid=view.grid,
        clock_pictures=pictures_of,
        is_internal=is_internal,
        picture=picture_of,
        alarm_in_words=alarm_in_words,
        alarm_failed=alarm_failed,
        skew_in_words=skew_in_words,
        api_in_words=api_in_words,
        milliseconds=phrases.milliseconds,
        share=phrases.share,
        size=phrases.size,
    )


def _told(value: Any) -> str:
    """Return an observed value as text: words as they are, everything else as JSON."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return phrases.clean(text)
