"""A ledger's file: a line of JSON a row, added to and never rewritten."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from conformance.errors import BadInput

Row = TypeVar("Row")


def append_rows(form: TypeAdapter[Row], rows: Iterable[Row], ledger: Path) -> None:
    """Add a line for each of `rows` to the ledger, which is made where there is none."""
    ledger.parent.mkdir(parents=True, exist_ok=True)
    with ledger.open("ab") as file:
        file.write(b"".join(form.dump_json(row) + b"\n" for row in rows))
        file.flush()
        os.fsync(file.fileno())


def read_rows(form: TypeAdapter[Row], ledger: Path) -> list[Row]:
    """Return every line, oldest first; none where there is no file.

    Raises BadInput naming the line that is none of a ledger.
    """
    if not ledger.exists():
        return []
    rows = []
    for number, line in enumerate(ledger.read_bytes().splitlines(), 1):
        try:
            rows.append(form.validate_json(line, strict=True))
        except ValidationError as error:
            where = error.errors(include_url=False, include_input=False)[0]["msg"]
            raise BadInput(
                f"{ledger}, line {number} is no line of a ledger ({where})",
                "take the line out, or name another file with --ledger",
            ) from error
    return rows
