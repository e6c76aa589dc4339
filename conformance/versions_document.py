"""Asks for the versions document as the blog's `curl` did."""

from __future__ import annotations

from conformance.errors import PromiseBroken
from conformance.reach import Answer, NoAnswer, ask


def ask_for_versions(url: str) -> Answer:
    """Return what `url` answers; PromiseBroken where nothing comes back, for it had answered before."""
    match ask(url):
        case NoAnswer() as silence:
            raise PromiseBroken(f"{url} does not answer: {silence.why}")
        case Answer() as answer:
            return answer
