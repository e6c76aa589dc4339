"""Hold a run against an earlier one, or several against several, and say what moved."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from conformance.compare import compare, read_side
from conformance.compare.page import render_comparison
from conformance.compare.told import as_json, lines_of
from conformance.exit_codes import ExitCode
from conformance.options import SUITE_FOLDER
from conformance.places import give_to_caller
from conformance.report.files import write_whole
from verbs._arguments import VerbParser, run_verb, told_in_one_line

EPILOG = """\
OLD and NEW are a run's folder, its report.json, a run's identifier in the reports' folder, a folder of such
folders, or several of these with commas between them. Durations are compared over repeated runs: four and
four are the fewest that can tell anything.
exit codes: 0 same, or no worse; 1 worse; 4 bad input; 6 cannot tell.
"""


def main(arguments: Sequence[str]) -> ExitCode:
    """Print the comparison, write what was asked for, and return what it comes to."""
    parser = VerbParser("compare", __doc__)
    parser.epilog = EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("old", metavar="OLD")
    parser.add_argument("new", metavar="NEW")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write the page too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write it for programs too")
    parser.add_argument(
        "--reports",
        type=Path,
        default=SUITE_FOLDER / "reports",
        metavar="DIR",
        help="where bare identifiers are looked up",
    )
    parser.add_argument("--yes", action="store_true", help="do not ask before preparing this machine")
    asked = parser.parse_args(arguments)
    return told_in_one_line("compare", lambda: _compared(asked), cannot_be="written")


def _compared(asked: argparse.Namespace) -> ExitCode:
    comparison = compare(read_side(asked.old, asked.reports), read_side(asked.new, asked.reports))
    print(*lines_of(comparison), sep="\n")
    for file, render in ((asked.html, render_comparison), (asked.json, as_json)):
        if file:
            write_whole(file, render(comparison).encode(errors="replace"))
            give_to_caller(file)
    return comparison.exit_code


if __name__ == "__main__":
    run_verb(main)
