"""What is in the suite's image, as its build writes it down: its own version first."""

from __future__ import annotations

import json
from collections.abc import Mapping

from conformance.run_identity import git_state, suite_version

SHORT = 12
"""Digits of a commit that are enough to find it."""


def versions() -> Mapping[str, str]:
    """Return the suite's version, and the commit it was built from with what git says of changes since."""
    git = git_state()
    return {"suite": suite_version(), "commit": f"{git.commit[:SHORT]}{' (changed)' if git.dirty else ''}"}


if __name__ == "__main__":
    print(json.dumps(versions()))
