"""Break the stack in many ways and see that the suite finds each, at its sentence and with its cause.

Healthy variants of the stack run beside them and must stay green.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from conformance.errors import ConformanceError
from conformance.exit_codes import ExitCode
from conformance.options import SUITE_FOLDER
from conformance.places import give_to_caller
from conformance.progress import Progress
from conformance.run_identity import new_run_id
from sabotage.campaign import Campaign
from sabotage.choice import Choice, choose, is_of_an_update
from sabotage.healthy import HEALTHY
from sabotage.mutants import MUTANTS
from sabotage.outcome import GOOD, Sabotage
from sabotage.report import write_report
from sabotage.row_lines import WIDTH, summary
from verbs._arguments import VerbParser, run_verb

AT_ONCE = 4
"""Two processors carry four stacks at once: most of a run is waiting."""
UPDATES_AT_ONCE = 1
"""An update goes on under a steady load, and probes that cannot keep their pace tell nothing."""


def main(arguments: Sequence[str]) -> ExitCode:
    """Run what was asked for and write its report; BROKEN where anything was not found as it should be."""
    asked = _parser().parse_args(arguments)
    console = Console(stderr=True)
    try:
        choice = choose(Choice(MUTANTS, HEALTHY), asked.only, asked.promise, updates=asked.updates)
        if asked.list:
            print(*_list(choice), sep="\n")
            return ExitCode.KEPT
        return _run(choice, asked)
    except ConformanceError as error:
        console.print(f"sabotage: {error}", markup=False, soft_wrap=True)
        if detail := getattr(error, "detail", ""):
            console.print(detail, markup=False)
        return error.exit_code


def jobs_of(choice: Choice, asked: int | None) -> int:
    """Return how many run at once: as `asked`, or as many as what was chosen bears."""
    if asked is not None:
        return max(1, asked)
    return UPDATES_AT_ONCE if any(map(is_of_an_update, choice.mutants)) else AT_ONCE


def exit_code_of(result: Sabotage) -> ExitCode:
    """Return KEPT where every mutant was killed as expected and every healthy variant is healthy."""
    return ExitCode.KEPT if all(row.outcome in GOOD for row in result.rows) else ExitCode.BROKEN


def _parser() -> VerbParser:
    parser = VerbParser("sabotage", __doc__)
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="only this mutant or variant; repeatable"
    )
    parser.add_argument(
        "--promise", action="append", default=[], metavar="IDENTIFIER", help="only mutants that it must find"
    )
    parser.add_argument(
        "--updates",
        action="store_true",
        help="those of the profile update, which no other run has: their images are built when asked for",
    )
    parser.add_argument("--list", action="store_true", help="say what there is and run nothing")
    parser.add_argument(
        "--jobs",
        type=int,
        metavar="N",
        help=f"how many at once (default: {AT_ONCE}, and {UPDATES_AT_ONCE} where one is of an update)",
    )
    parser.add_argument("--reports", type=Path, default=SUITE_FOLDER / "reports", metavar="DIR")
    return parser


def _run(choice: Choice, asked: argparse.Namespace) -> ExitCode:
    folder: Path = asked.reports.resolve() / new_run_id()
    with Progress() as progress:
        campaign = Campaign(choice, folder, jobs_of(choice, asked.jobs), progress)
        try:
            campaign.run()
            code = exit_code_of(campaign.result)
        except KeyboardInterrupt:
            code = ExitCode.INTERRUPTED
        finally:
            page = write_report(campaign.result, folder)
            give_to_caller(folder.parent)
    print(summary(campaign.result))
    print(f"report {page}; exit code {int(code)}")
    return code


def _list(choice: Choice) -> list[str]:
    rows = [(variant.name, "healthy", variant.what) for variant in choice.healthy]
    rows += [(mutant.name, " ".join(mutant.promises), mutant.what) for mutant in choice.mutants]
    return [f"{name:<{WIDTH}} {promises:<18} {what}" for name, promises, what in rows]


if __name__ == "__main__":
    run_verb(main)
