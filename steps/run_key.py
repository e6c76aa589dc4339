"""Where pytest keeps the run: apart from the hooks, for pytest itself has to import pytest-bdd first."""

from __future__ import annotations

import pytest

from conformance.run import Run

RUN = pytest.StashKey[Run]()
"""There is no run under this key when only the project's own tests run."""
