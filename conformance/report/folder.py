"""The folder that the runs' own folders lie in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from conformance.errors import BadInput
from conformance.record import RunRecord
from conformance.record_types import RunId
from conformance.report.run_file import RUN_FILE, read_run

_RUN_ID = TypeAdapter(RunId)


def ids_in(reports: Path) -> list[str]:
    """Return the names of the runs' folders in `reports`, newest first; none where that is no folder.

    Only a folder of its own that is called as a run is, and has a report: `latest` is a link, and whatever
    else lies there is somebody else's.
    """
    files = reports.glob(f"*/{RUN_FILE}")
    names = {file.parent.name for file in files if not file.parent.is_symlink()}
    return sorted((name for name in names if _is_run_id(name)), reverse=True)


def _is_run_id(name: str) -> bool:
    try:
        _RUN_ID.validate_python(name)
    except ValidationError:
        return False
    return True


def runs_in(reports: Path) -> Iterator[tuple[str, RunRecord | None]]:
    """Yield the runs in `reports` by the names of their folders, newest first.

    None for a report that cannot be read, or that is another run's than its folder says.
    """
    for name in ids_in(reports):
        try:
            run = read_run(reports / name)
        except BadInput:
            yield name, None
        else:
            yield name, run if run.run_id == name else None
