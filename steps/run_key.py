"""Where pytest keeps the run, and a scenario its name.

Apart from the hooks, for pytest itself has to import pytest-bdd first.
"""

from __future__ import annotations

import pytest

from conformance.run import Run

RUN = pytest.StashKey[Run]()
"""There is no run under this key when only the project's own tests run."""


def identifier_of(item: pytest.Item) -> str:
    """Return the identifier tag of a scenario; empty for a test that is none."""
    mark = item.get_closest_marker("promise")
    return str(mark.args[0]) if mark else ""
