"""Arguments and ends that the house verbs share: bad usage is one line and exit code 4, SIGTERM is Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import NoReturn

from conformance.errors import ConformanceError
from conformance.exit_codes import ExitCode
from conformance.redact import clean_standard_streams


class VerbParser(argparse.ArgumentParser):
    """An argument parser for `./toxw -e VERB -- …`."""

    def __init__(self, verb: str, description: str | None) -> None:
        """Make a parser without abbreviations: an option added later must not change what one means."""
        super().__init__(prog=f"./toxw -e {verb} --", description=description, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one line, and end with BAD_INPUT."""
        self.exit(ExitCode.BAD_INPUT, f"{self.prog} {message}; {self.prog} --help lists the options\n")


class CommandParser(argparse.ArgumentParser):
    """The parser of one of a verb's commands, as `add_subparsers` makes it."""

    error = VerbParser.error


def told_in_one_line(verb: str, do: Callable[[], ExitCode], *, cannot_be: str = "used") -> ExitCode:
    """Return what `do` comes to; what it raises about its input is a line on stderr and an exit code.

    A file that fails it is one that `cannot_be` used, or written.
    """
    try:
        return do()
    except ConformanceError as error:
        print(f"{verb}: {error}", file=sys.stderr)
        return error.exit_code
    except OSError as error:
        print(f"{verb}: {error.filename} cannot be {cannot_be} ({error.strerror})", file=sys.stderr)
        return ExitCode.BAD_INPUT


def run_verb(main: Callable[[Sequence[str]], ExitCode]) -> NoReturn:
    """Run `main` with the command line's arguments and end with its exit code, a defect with its own."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    clean_standard_streams()
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
    except Exception:
        # Python's own code for it is 1, that of a broken promise.
        traceback.print_exc()
        sys.exit(ExitCode.INTERNAL_ERROR)
