"""A boot that failed, as its user sees it."""

from __future__ import annotations

import shutil
from pathlib import Path

from conformance.clusters.kubebox.layout import BoxFolder
from conformance.errors import SetUpFailed
from conformance.places import cache_dir, give_to_caller, made_for_caller
from conformance.redact import Redactor
from conformance.redact.copying import copied


def failed_at(action: str, error: BaseException, logs: Path) -> SetUpFailed:
    """Return the failure as one line, the action first, then what went wrong and where the logs are."""
    message, remedy, detail = str(error), "", ""
    if isinstance(error, SetUpFailed):
        message, remedy, detail = error.message, error.remedy, error.detail
    where = f"all logs are in {logs}"
    return SetUpFailed(
        f"kubebox did not come to “{action}”: {message}", f"{remedy}; {where}" if remedy else where, detail
    )


def keep_logs(folder: BoxFolder) -> Path:
    """Copy the logs of a box that is about to be removed into the cache, over those of the last failure."""
    kept = cache_dir() / "failed-boot"
    shutil.rmtree(kept, ignore_errors=True)
    if folder.logs.exists():
        made_for_caller(kept.parent)
        redactor = Redactor()
        for log in folder.logs.rglob("*"):
            if log.is_file():
                copied(log, kept / log.relative_to(folder.logs), redactor)
        give_to_caller(kept)
    return kept
