"""A boot that failed, as its user sees it."""

from __future__ import annotations

from conformance.errors import SetUpFailed


def failed_at(action: str, error: BaseException) -> SetUpFailed:
    """Return the failure of a boot as its user sees it: the action first, then what went wrong."""
    message, remedy, detail = str(error), "", ""
    if isinstance(error, SetUpFailed):
        message, remedy, detail = error.message, error.remedy, error.detail
    return SetUpFailed(f"kubebox did not come to “{action}”: {message}", remedy, detail)
