"""alerts.json in the reports' folder: which problem of which series has been told whom and is not over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from conformance.alerts.message import Told
from conformance.alerts.problem import Audience
from conformance.errors import BadInput
from conformance.first_invalid import first_invalid
from conformance.record import RunRecord
from conformance.report.files import write_whole
from conformance.report.history import environment_of

FILE = "alerts.json"
NO_RUN_YET = ""
"""The series of a folder without runs."""


@dataclass(frozen=True)
class Memory:
    """By series, and by whom it was told."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    by_series: Mapping[str, Mapping[Audience, Told]] = field(default_factory=dict)

    def told_of(self, series: str) -> Mapping[Audience, Told]:
        """Return what was told of `series`; that there is no run yet was told of all."""
        return {**self.by_series.get(NO_RUN_YET, {}), **self.by_series.get(series, {})}

    def with_told(self, series: str, told: Mapping[Audience, Told]) -> Memory:
        """Return the memory with what is told of `series` now, empty where nothing is wrong."""
        others = {name: each for name, each in self.by_series.items() if name not in (series, NO_RUN_YET)}
        return Memory({**others, series: told} if told else others)


_FORM = TypeAdapter(Memory)


def series_of(run: RunRecord) -> str:
    """Return what runs have in common that are held against each other: set, kind and name of the cluster."""
    return " ".join(part for part in environment_of(run) if part)


def read_memory(reports: Path) -> Memory:
    """Return what has been told; BadInput where the file is none of this suite's."""
    file = reports / FILE
    try:
        return _FORM.validate_json(file.read_bytes())
    except FileNotFoundError:
        return Memory()
    except ValidationError as error:
        why = first_invalid(error, "the whole file")
        raise BadInput(
            f"{file} is not what was told ({why})", "remove it: what is wrong is told again"
        ) from error


def write_memory(reports: Path, memory: Memory) -> None:
    """Write what has been told, whole or not at all."""
    write_whole(reports / FILE, _FORM.dump_json(memory, indent=1) + b"\n")
