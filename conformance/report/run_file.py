"""report.json: the record of a run as plain JSON, held to its form when it is written and when it is read."""

from __future__ import annotations

import json
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from conformance.errors import BadInput, InternalError
from conformance.first_invalid import first_invalid
from conformance.record import RunRecord
from conformance.report.files import write_whole
from conformance.report.phrases import one_line

RUN_FILE = "report.json"
LARGEST = 64 * 2**20
"""Bytes; a run of 400 promises takes about one MiB, so anything near this is no record of a run."""
LONGEST_WHY = 200
"""Characters of a refusal that may come from the file itself."""


@dataclass(frozen=True)
class RunFile:
    """The report of one run of keystone-conformance."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(
        # A field that the form does not know would be shown by no page and compared by nobody.
        extra="forbid",
        allow_inf_nan=False,
        use_attribute_docstrings=True,
    )

    kind: Literal["keystone-conformance report"]
    """What kind of file this is."""
    format: Literal[1]
    """The version of this form; a reader refuses any other."""
    run: RunRecord


_FORM = TypeAdapter(RunFile)


def write_run(run: RunRecord, path: Path) -> None:
    """Write the record to `path`; a reader sees the old file or the new one, never half of it.

    What a cluster said may hold what UTF-8 cannot; that becomes a question mark, and the record is kept.
    Raises InternalError, and leaves the old file, where the record does not keep to its form.
    """
    plain = _FORM.dump_python(
        RunFile("keystone-conformance report", 1, run), mode="json", fallback=str, warnings=False
    )
    text = json.dumps(plain, indent=2, ensure_ascii=False).encode(errors="replace") + b"\n"
    try:
        _FORM.validate_json(text, strict=True)
    except ValidationError as error:
        raise InternalError(f"the record of the run is not of its own form ({_why(error)})") from error
    write_whole(path, text)


def read_run(path: Path) -> RunRecord:
    """Return the record in `path`, a report.json or the folder that holds one.

    Raises BadInput, in one line, for a file that is missing, truncated, of another kind or another version.
    """
    file = path / RUN_FILE if path.is_dir() else path
    named = one_line(str(file))
    remedy = f"name a folder or a {RUN_FILE} that a run of this suite wrote"
    try:
        found = file.stat()
        if not stat.S_ISREG(found.st_mode):
            raise BadInput(f"{named} is no regular file", remedy)
        if found.st_size > LARGEST:
            raise BadInput(f"{named} is too large to be the report of a run", remedy)
        return _FORM.validate_json(file.read_bytes(), strict=True).run
    except OSError as error:
        raise BadInput(f"{named} cannot be read ({error.strerror})", remedy) from error
    except ValidationError as error:
        raise BadInput(f"{named} is no report of a run ({_why(error)})", remedy) from error


def schema() -> dict[str, Any]:
    """Return the form of report.json as a JSON Schema."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_FORM.json_schema()}


def _why(error: ValidationError) -> str:
    return one_line(first_invalid(error, "the whole file"), LONGEST_WHY)
