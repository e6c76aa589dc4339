"""run.json: the record of a run as plain JSON, written whole and read back typed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from conformance.errors import BadInput
from conformance.record import RunRecord
from conformance.report.files import write_whole

RUN_FILE = "run.json"
LARGEST = 64 * 2**20
"""Bytes; a run of 400 promises takes about one MiB, so anything near this is no record of a run."""


@dataclass(frozen=True)
class RunFile:
    """The envelope of the record: what kind of file this is, and which version of its form."""

    run: RunRecord
    kind: Literal["keystone-conformance run"] = "keystone-conformance run"
    version: Literal[1] = 1


_FORM = TypeAdapter(RunFile)


def write_run(run: RunRecord, path: Path) -> None:
    """Write the record to `path`; a reader sees the old file or the new one, never half of it.

    What a cluster said may hold what UTF-8 cannot; that becomes a question mark, and the record is kept.
    """
    plain = _FORM.dump_python(RunFile(run), mode="json", fallback=str)
    text = json.dumps(plain, indent=2, ensure_ascii=False)
    write_whole(path, text.encode(errors="replace") + b"\n")


def read_run(path: Path) -> RunRecord:
    """Return the record in `path`, a run.json or the folder that holds one.

    Raises BadInput, in one line, for a file that is missing, truncated, of another kind or another version.
    """
    file = path / RUN_FILE if path.is_dir() else path
    remedy = f"name a folder or a {RUN_FILE} that a run of this suite wrote"
    try:
        if file.stat().st_size > LARGEST:
            raise BadInput(f"{file} is too large to be the record of a run", remedy)
        return _FORM.validate_json(file.read_bytes(), strict=True).run
    except OSError as error:
        raise BadInput(f"{file} cannot be read ({error.strerror})", remedy) from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise BadInput(f"{file} is no record of a run ({where}: {first['msg']})", remedy) from error
