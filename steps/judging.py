"""Runs pytest over the features for one run, in this process."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.run import Run
from steps.run_key import RUN

ROOT = Path(__file__).resolve().parent.parent
FEATURES = ROOT / "features"
ARGUMENTS = (
    f"--rootdir={ROOT}",
    f"--config-file={ROOT / 'pyproject.toml'}",
    "--import-mode=importlib",
    "--disable-plugin-autoload",
    "-p",
    "pytest_bdd.plugin",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:terminal",
    "-W",
    "ignore::pluggy.PluggyTeardownRaisedWarning",
)
"""The run has a progress display and reports of its own, so pytest's terminal stays silent.

An interruption may hit a hook, too: pluggy warns of what an old-style wrapper passes on, and where warnings
are errors that would take its place. To look for plugins in everything that is installed takes a tenth of a
short run, and would let what somebody else has put there judge with us.
"""


class Bearer:
    """Hands the run to the hooks and keeps what pytest would have said of its own failures."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.interrupted = False

    def pytest_configure(self, config: pytest.Config) -> None:
        """Let the hooks find the run."""
        config.stash[RUN] = self.run

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Let pytest look up no source for what fails from now on: it shows nothing of it here."""
        session.config.option.tbstyle = "no"

    def pytest_keyboard_interrupt(self) -> None:
        """Say so before pytest tears anything down."""
        self.interrupted = True
        self.run.interrupted()

    def pytest_internalerror(self, excrepr: object) -> None:
        """Keep its last line as a defect."""
        self.run.recorder.defect(str(excrepr).strip().splitlines()[-1])


def judge(run: Run, features: Path = FEATURES) -> bool:
    """Run every chosen scenario in the folder `features`; return whether that was interrupted.

    The verdicts are in `run`. Any end of pytest but green, red, nothing and interrupted is a defect of the
    suite.
    """
    return judge_by(Bearer(run), features)


def judge_by(bearer: Bearer, features: Path) -> bool:
    """Run pytest over the folder `features` with `bearer` among its plugins; else as `judge`."""
    try:
        code = pytest.ExitCode(pytest.main([str(features), *ARGUMENTS], plugins=[bearer]))
    except Exception:
        # What an interrupted scenario could not undo in its Keystone goes with the namespace, which is going.
        if not bearer.interrupted:
            raise
        return True
    if code in (pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.INTERNAL_ERROR):
        bearer.run.recorder.defect(f"pytest ended with {code.name.lower().replace('_', ' ')}")
    return code is pytest.ExitCode.INTERRUPTED
