"""The runs of the reports' folder: a page over all of them, and an end for the older ones."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from conformance.compare.baselines import baselines_in
from conformance.errors import BadInput
from conformance.exit_codes import ExitCode
from conformance.options import SUITE_FOLDER
from conformance.places import give_to_caller
from conformance.report.index import write_index
from conformance.report.phrases import count, one_line
from conformance.report.prune import Plan, carry_out, plan
from verbs._arguments import CommandParser, VerbParser, run_verb, told_in_one_line


def main(arguments: Sequence[str]) -> ExitCode:
    """Do what was asked for and say what that was."""
    asked = _parser().parse_args(arguments)
    return told_in_one_line("runs", lambda: _do(asked))


def _do(asked: argparse.Namespace) -> ExitCode:
    if not asked.reports.is_dir():
        raise BadInput(f"{one_line(str(asked.reports))} is no folder", "name the folder of the runs")
    if asked.command == "prune":
        needed = baselines_in(asked.reports, asked.config)
        _prune(plan(asked.reports, asked.keep, datetime.now(UTC), needed), asked.reports, asked.dry_run)
    if asked.command == "index" or not asked.dry_run:
        page = write_index(asked.reports)
        give_to_caller(page)
        print(f"written: {page}")
    return ExitCode.KEPT


def _parser() -> VerbParser:
    parser = VerbParser("runs", __doc__)
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", parser_class=CommandParser
    )
    index = commands.add_parser("index", help="write index.html anew", allow_abbrev=False)
    prune = commands.add_parser(
        "prune",
        help="remove all but the newest runs, and what those, a signature, a comparison or a baseline needs",
        allow_abbrev=False,
    )
    prune.add_argument("--keep", type=_at_least_one, required=True, metavar="N", help="so many at least")
    prune.add_argument("--dry-run", action="store_true", help="only say what would be removed")
    prune.add_argument(
        "--config", type=Path, metavar="FILE", help="whose baselines stay (default: conformance.toml here)"
    )
    for command in (index, prune):
        command.add_argument(
            "--reports", type=Path, default=SUITE_FOLDER / "reports", metavar="DIR", help="where the runs lie"
        )
        command.add_argument("--yes", action="store_true", help="do not ask before preparing this machine")
    return parser


def _at_least_one(word: str) -> int:
    if not word.isdecimal() or int(word) < 1:
        raise argparse.ArgumentTypeError("a number from 1 on")
    return int(word)


def _prune(planned: Plan, reports: Path, dry_run: bool) -> None:
    freed = 0 if dry_run else carry_out(planned, reports)
    would = "would be " if dry_run else ""
    for name, why in planned.kept:
        print(one_line(f"kept: {name}, {why}"))
    for name, why in planned.only_report:
        print(f"{would}removed all but its report: {name}, {why}")
    for name in planned.removed:
        print(f"{would}removed: {name}")
    gone = count(len(planned.removed), "run")
    print(
        f"{gone} {would}removed, {len(planned.kept)} kept"
        + (f", {freed / 1e6:.1f} MB freed" if freed else "")
    )


if __name__ == "__main__":
    run_verb(main)
