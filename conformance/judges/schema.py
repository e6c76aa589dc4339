"""Pure judges of Keystone's schema."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from conformance.inside import Output

LEFT: Mapping[int, str] = {2: "expansions", 3: "data migrations", 4: "contractions"}
"""What is left to do, by the exit code of `db_sync --check` (keystone 30, keystone/cmd/cli.py)."""


def schema_is_complete(check: Output, pod: str) -> list[str]:
    """Judge that `keystone-manage db_sync --check` finds nothing left to do."""
    if check.exit_code == 0:
        return []
    left = LEFT.get(check.exit_code)
    said = (check.stderr or check.stdout).strip().splitlines()
    why = (
        f"{left} are left to do"
        if left
        else f"exit code {check.exit_code}: {said[-1] if said else 'no words'}"
    )
    return [f"schema not there: db_sync --check in pod {pod}: {why}"]


def has_revisions(revisions: Collection[str]) -> list[str]:
    """Judge that the database names the revisions that it is at."""
    return [] if revisions else ["schema not there: alembic_version names no revision"]


def nothing_is_gone(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Judge that what stood in the database stands there still, and nothing else."""
    gone = [f"schema: {what} is gone from the half-made database" for what in before if what not in after]
    return gone + [
        f"schema: {what} was put into the half-made database" for what in after if what not in before
    ]
