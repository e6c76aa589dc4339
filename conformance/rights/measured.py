"""Which rights were used by which runs, as measured: kept in rbac/measured.json, shown as a table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from conformance.rights.audit_log import Used
from conformance.rights.right import Right
from conformance.rights.roles import RBAC, rights_in

FILE = RBAC / "measured.json"
Measured = dict[str, dict[str, dict[str, int]]]
"""By folder of rbac/, by run: how many requests used each right, as `kubectl auth can-i` takes it."""
HEAD = """\
# Which right is used by what

Written by `./toxw -e rbac -- table --write` from `rbac/measured.json`, which `./toxw -e rbac -- measure`
writes from the audit log of a box's API server: how many requests of a run each right was used for. How it is
measured stands in [rights.md](rights.md).
"""


def read_measured(file: Path = FILE) -> Measured:
    """Return what has been measured; empty where nothing has."""
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def write_measured(measured: Measured, file: Path = FILE) -> None:
    """Write what has been measured, sorted."""
    file.write_text(json.dumps(measured, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def with_run(measured: Measured, folder: str, run: str, used: Used) -> Measured:
    """Return `measured` with what a run used in place of what it used before; pure."""
    counted = {str(right): times for right, times in sorted(used.allowed.items())}
    return {**measured, folder: {**measured.get(folder, {}), run: counted}}


def unused(measured: Measured, folder: str) -> list[Right]:
    """Return the rights that the roles of `folder` give and no run used."""
    runs = measured.get(folder, {}).values()
    return [right for right in rights_in(RBAC / folder) if not any(str(right) in run for run in runs)]


def table(measured: Measured) -> str:
    """Return docs/rights-measured.md."""
    return "\n".join([HEAD, *(line for folder in sorted(measured) for line in _of(folder, measured[folder]))])


def _of(folder: str, runs: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    yield f"## rbac/{folder}\n"
    yield f"| | {' | '.join(runs)} |"
    yield "|---" * (len(runs) + 1) + "|"
    for right in rights_in(RBAC / folder):
        yield f"| `{right}` | {' | '.join(str(run.get(str(right), '')) for run in runs.values())} |"
    yield ""
