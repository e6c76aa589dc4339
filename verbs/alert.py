"""Say what the runs of a folder ask somebody to know: whom it is for, and one line under 200 characters."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from conformance.alerts.memory import NO_RUN_YET, read_memory, series_of, write_memory
from conformance.alerts.message import message_for
from conformance.errors import BadInput
from conformance.exit_codes import ExitCode
from conformance.options import SUITE_FOLDER
from conformance.places import give_to_caller
from conformance.record import RunRecord
from conformance.report.folder import runs_in
from conformance.report.history import environment_of
from conformance.report.phrases import one_line
from verbs._arguments import VerbParser, run_verb, told_in_one_line

LOOKED_BACK = 100
"""Runs of whatever series: more than three months of nights, read in about a second."""


def main(arguments: Sequence[str]) -> ExitCode:
    """Print nothing, or two lines: `service` or `suite`, and the message."""
    asked = _parser().parse_args(arguments)
    return told_in_one_line("alert", lambda: _say(asked), cannot_be="written")


def _parser() -> VerbParser:
    parser = VerbParser("alert", __doc__)
    parser.add_argument(
        "reports", type=Path, nargs="?", default=SUITE_FOLDER / "reports", metavar="REPORTS",
        help="the folder of the runs",
    )  # fmt: skip
    parser.add_argument(
        "--exit-code",
        type=_exit_code,
        metavar="N",
        help="of the run that has just ended: 4, and 3, may leave no report",
    )
    parser.add_argument(
        "--again",
        action="store_true",
        help="say what is wrong even where it has been said, and remember nothing",
    )
    parser.add_argument("--yes", action="store_true", help="do not ask before preparing this machine")
    return parser


def _exit_code(word: str) -> ExitCode | None:
    """Return the exit code; None for one that no run of the suite ends with, such as a shell's own."""
    if not word.isdecimal():
        raise argparse.ArgumentTypeError("a number from 0 on")
    return ExitCode(int(word)) if int(word) in set(ExitCode) else None


def _say(asked: argparse.Namespace) -> ExitCode:
    if not asked.reports.is_dir():
        raise BadInput(f"{one_line(str(asked.reports))} is no folder", "name the folder of the runs")
    runs = _newest_series(asked.reports)
    series = series_of(runs[0]) if runs else NO_RUN_YET
    memory = read_memory(asked.reports)
    told = {} if asked.again else memory.told_of(series)
    outcome = message_for(runs, datetime.now(UTC), told, asked.exit_code)
    if outcome.message:
        print(outcome.message.audience)
        print(outcome.message.text)
    if not asked.again:
        write_memory(asked.reports, memory.with_told(series, outcome.told))
        give_to_caller(asked.reports)
    return ExitCode.KEPT


def _newest_series(reports: Path) -> list[RunRecord]:
    """Return the runs that are of one environment with the newest, newest first."""
    runs = [run for _, run in islice(runs_in(reports), LOOKED_BACK) if run]
    return [run for run in runs if environment_of(run) == environment_of(runs[0])]


if __name__ == "__main__":
    run_verb(main)
