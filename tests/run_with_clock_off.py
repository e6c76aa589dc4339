"""A run of the suite on a machine whose clock is off: `python -m tests.run_with_clock_off SECONDS WORDS…`."""

from __future__ import annotations

import sys

import pytest

from conformance.acceptance import accept
from conformance.command_line import read_options
from steps.judging import judge
from tests.runner_clock import play_runner_clock


def main(ahead: str, *words: str) -> int:
    """Return the run's exit code; this process ends with it, so the clock is never set right again."""
    # After the imports: pydantic reads the forms of the records from the real classes.
    play_runner_clock(pytest.MonkeyPatch(), float(ahead))
    return accept(read_options(list(words)), list(words), judge)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
