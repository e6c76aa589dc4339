"""Arguments and ends that the house verbs share: bad usage is one line and exit code 4, SIGTERM is Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from conformance.exit_codes import ExitCode


class VerbParser(argparse.ArgumentParser):
    """An argument parser for `./toxw -e VERB -- …`."""

    def __init__(self, verb: str, description: str | None) -> None:
        """Make a parser without abbreviations: an option added later must not change what one means."""
        super().__init__(prog=f"./toxw -e {verb} --", description=description, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one line, and end with BAD_INPUT."""
        self.exit(ExitCode.BAD_INPUT, f"{self.prog} {message}; {self.prog} --help lists the options\n")


def run_verb(main: Callable[[Sequence[str]], ExitCode]) -> NoReturn:
    """Run `main` with the command line's arguments and end with its exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
