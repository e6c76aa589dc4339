"""What each replica made of each other's work, as the record of a run has it: the nine cells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TableCell:
    """One pair: what was said, whether that is what was promised, and where Keystone's log has it."""

    row: str
    column: str
    said: str
    kept: bool
    request_id: str = ""


@dataclass(frozen=True)
class TableRecord:
    """One table; `rows` and `columns` say in words what a row and a column stand for."""

    what: str
    rows: str
    columns: str
    cells: tuple[TableCell, ...]
