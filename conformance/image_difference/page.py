"""An update as one HTML page: the verdict, how available Keystone was over the change, what is inside."""

from __future__ import annotations

from pathlib import Path

from conformance.image_difference.account import UpdateAccount, availabilities
from conformance.image_difference.found import parts_of
from conformance.report.availability_picture import picture_of
from conformance.report.files import write_whole
from conformance.report.phrases import milliseconds, share
from conformance.report.plain_page import render_plain

PAGE = "update.html"
TONES = {
    "SAME": "kept",
    "NO WORSE": "kept",
    "WORSE": "broken",
    "REFUSED": "broken",
    "CANNOT TELL": "unknown",
    "PARTIAL": "partial",
}


def render_update(account: UpdateAccount) -> str:
    """Return the page of an update; it lies in the folder of the run of the change."""
    word, _, sentence = account.headline.partition(": ")
    return render_plain(
        "update.html.j2",
        account=account,
        word=word,
        sentence=sentence,
        tone=TONES[word],
        probes=[(scenario, probe, picture_of(probe)) for scenario, probe in availabilities(account)],
        parts=list(parts_of(account.found)) if account.found else [],
        milliseconds=milliseconds,
        share=share,
    )


def write_update(account: UpdateAccount, folder: Path) -> Path:
    """Write the page into `folder`, that of the run of the change, and return where it lies."""
    page = folder / PAGE
    write_whole(page, render_update(account).encode(errors="replace"))
    return page
