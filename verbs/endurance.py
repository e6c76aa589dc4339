"""Judge the healthy stack again and again, and add each run to the ledger; resumable."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from conformance.endurance.figures import Figures, figures_of
from conformance.endurance.ledger import Row, append, promised_hash, read_ledger, row_of
from conformance.endurance.newest import of_newest_versions
from conformance.endurance.page import as_json, as_markdown
from conformance.errors import BadInput, ConformanceError, InternalError, SetUpFailed
from conformance.exit_codes import ExitCode
from conformance.options import FOLDERS, SUITE_FOLDER
from conformance.report import read_run
from conformance.report.run_file import RUN_FILE
from verbs._arguments import VerbParser, run_verb
from verbs._stages import Stage, run_stage

REPORTS = SUITE_FOLDER / "reports" / "endurance"
PAGE = SUITE_FOLDER / "docs" / "endurance.md"
PROMISED = (SUITE_FOLDER / "features", FOLDERS["blog"], FOLDERS["blog"] / "optional")
"""What the runs judge; another set of manifests may change meanwhile."""


def main(arguments: Sequence[str]) -> ExitCode:
    """Run until the ledger holds as many runs of these versions as asked for, and print its figures.

    BROKEN where one of them failed; an interrupted run is not counted.
    """
    parser = VerbParser("endurance", __doc__)
    parser.add_argument("--runs", type=int, default=20, metavar="N", help="in the ledger, old ones too: 20")
    parser.add_argument("--ledger", type=Path, default=REPORTS / "ledger.jsonl", metavar="FILE")
    parser.add_argument("--write", action="store_true", help="write docs/endurance.md and .json")
    parser.add_argument("--yes", action="store_true", help="do not ask before preparing this machine")
    asked = parser.parse_args(arguments)
    try:
        rows = _runs(asked.runs, asked.ledger)
    except ConformanceError as error:
        print(f"endurance: {error}", file=sys.stderr)
        return error.exit_code
    figures = figures_of(rows)
    if asked.write:
        _write(figures, asked.runs)
    print(
        f"endurance: {figures.runs} runs, {figures.failures} failed; a healthy stack fails at most "
        f"{100 * figures.upper_bound:.1f} % of the time (95 %); {figures.seconds.p50:.0f} s a run"
    )
    return ExitCode.BROKEN if figures.failures else ExitCode.KEPT


def _runs(wanted: int, ledger: Path) -> list[Row]:
    """Return the ledger's rows of the newest versions, at least `wanted` and one: what is missing is run.

    Raises SetUpFailed after one without a stack: it is counted, and the next one would hardly fare better.
    """
    promised = promised_hash(PROMISED)
    known = read_ledger(ledger)
    rows = of_newest_versions(known) if known and known[-1].versions.promised == promised else []
    while len(rows) < wanted:
        number = len(rows) + 1
        row = _one_run(number, wanted, promised)
        append(row, ledger)
        if not row.versions.images:
            why = f"run {number} had no stack to judge (exit code {int(row.exit_code)}), and counts as failed"
            raise SetUpFailed(why, f"see {REPORTS / row.run_id}, and give the command again")
        rows = of_newest_versions(read_ledger(ledger))
    if not rows:
        raise BadInput(f"{ledger} has no run of these versions yet", "give --runs 1 or more")
    return rows


def _one_run(number: int, of: int, promised: str) -> Row:
    before = _run_folders()
    words = (sys.executable, "-m", "verbs.conformance", "--reports", str(REPORTS))
    outcome = run_stage(Stage(f"run {number} of {of}", words))
    if outcome.status == ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    new = _run_folders() - before
    if len(new) != 1:
        raise InternalError(f"run {number} ended with {outcome.status} and left no record")
    return row_of(read_run(new.pop()), promised)


def _run_folders() -> set[Path]:
    return {file.parent for file in REPORTS.glob(f"*/{RUN_FILE}") if not file.parent.is_symlink()}


def _write(figures: Figures, runs: int) -> None:
    PAGE.write_text(as_markdown(figures, f"./toxw -e endurance -- --runs {runs} --write"), encoding="utf-8")
    PAGE.with_suffix(".json").write_text(as_json(figures), encoding="utf-8")


if __name__ == "__main__":
    run_verb(main)
