"""The logs of a box: of its components, and of its pods' containers."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from conformance.clusters.kubebox.layout import BoxFolder
from conformance.places import give_to_caller

ALL: Mapping[Path, int] = MappingProxyType({})
"""Nothing was written before: every line is copied."""


def lengths(folder: BoxFolder) -> Mapping[Path, int]:
    """Return how many bytes each log of a box has now: what is written from now on comes after them."""
    found: dict[Path, int] = {}
    for source in (folder.logs, folder.pod_logs):
        for path in _files(source):
            with suppress(FileNotFoundError):
                found[path] = path.stat().st_size
    return MappingProxyType(found)


def copy_logs(folder: BoxFolder, into: Path, before: Mapping[Path, int] = ALL) -> list[Path]:
    """Copy the logs of a box, dead or alive, into a folder that is made, and return the files.

    Of each log without the bytes that it had `before`; one in which nothing was written since is left out,
    one that has become shorter was begun anew. Where the box lives, pods of others may end meanwhile: what
    goes before it is copied is left out too.
    """
    into.mkdir(parents=True, exist_ok=True)
    for source, target in ((folder.logs, into / "components"), (folder.pod_logs, into / "pods")):
        for path in _files(source):
            with suppress(FileNotFoundError):
                _copy(path, target / path.relative_to(source), before.get(path, 0))
    give_to_caller(into)
    return sorted(path for path in into.rglob("*") if path.is_file())


def _files(folder: Path) -> Iterator[Path]:
    for inner, _, names in os.walk(folder):
        yield from (Path(inner, name) for name in names)


def _copy(log: Path, copy: Path, start: int) -> None:
    with log.open("rb") as source:
        size = os.fstat(source.fileno()).st_size
        source.seek(start if start <= size else 0)
        written = source.read()
    if written or not start:
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(written)
