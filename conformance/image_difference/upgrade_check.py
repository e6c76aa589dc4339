"""What `keystone-status upgrade check --json` says; pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conformance.errors import PromiseBroken
from conformance.report.phrases import one_line

RESULTS = ("success", "warning", "failure")
"""By the codes of oslo_upgradecheck's `Code`: 0, 1 and 2, also as the exit code of the worst."""
FAILED_ITSELF = 255
"""The exit code of a check that raised something."""


@dataclass(frozen=True)
class Checked:
    """One of Keystone's own checks."""

    check: str
    result: str
    details: str

    def __str__(self) -> str:
        """Return `success: Check default roles are immutable (Default roles are immutable.)`."""
        return f"{self.result}: {self.check}" + (f" ({one_line(self.details)})" if self.details else "")


@dataclass(frozen=True)
class UpgradeCheck:
    """All of them."""

    checks: tuple[Checked, ...]

    @property
    def failed(self) -> tuple[Checked, ...]:
        """Those that say not to update yet."""
        return tuple(each for each in self.checks if each.result == "failure")

    @property
    def counts(self) -> str:
        """How many came to what."""
        return ", ".join(f"{sum(each.result == one for each in self.checks)} {one}" for one in RESULTS)


def upgrade_check_in(stdout: str, exit_code: int) -> UpgradeCheck:
    """Return what the command found out.

    Raises PromiseBroken where it ended of itself, or printed something else, or contradicts its exit code.
    """
    lines = stdout.strip().splitlines() or ["it printed nothing"]
    if exit_code not in range(len(RESULTS)):
        raise PromiseBroken(
            f"keystone-status upgrade check ended with {exit_code}: {one_line(lines[-1])}", detail=stdout
        )
    try:
        content: Any = json.loads(lines[-1])
        checks = tuple(
            Checked(str(each["check"]), RESULTS[each["result"]], each["details"] or "")
            for each in content["checks"]
        )
    except (ValueError, LookupError, TypeError) as error:
        raise PromiseBroken(
            f"keystone-status upgrade check printed no result: {one_line(lines[-1])}", detail=stdout
        ) from error
    worst = max((RESULTS.index(each.result) for each in checks), default=0)
    if not checks or worst != exit_code:
        raise PromiseBroken(
            f"keystone-status upgrade check ended with {exit_code} after {len(checks)} checks, "
            f"the worst of them {RESULTS[worst]}"
        )
    return UpgradeCheck(checks)


def lines_of(checked: UpgradeCheck) -> Iterator[str]:
    """Yield lines for a person: how many of each, then each of them."""
    yield checked.counts
    yield from map(str, checked.checks)
