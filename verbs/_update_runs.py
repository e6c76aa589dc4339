"""The two runs of an update: the older image and its change, then the newer image by itself."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from conformance.acceptance import accept
from conformance.compare import Side, read_side
from conformance.compare.page import write_comparison
from conformance.exit_codes import ExitCode, decisive
from conformance.image_difference.account import UpdateAccount, account_lines
from conformance.image_difference.found import ImageDifference, as_json
from conformance.image_difference.look import look
from conformance.image_difference.page import write_update
from conformance.image_difference.pair import ImagePair
from conformance.judging_on_cluster import Judge
from conformance.options import Options
from conformance.places import give_to_caller
from conformance.record import RunRecord
from conformance.report.files import write_whole
from conformance.report.folder import ids_in
from conformance.report.run_file import read_run
from conformance.run import Run
from conformance.run_identity import COMMAND_VARIABLE
from steps.judging import judge
from verbs import report
from verbs._stages import run_stage, verb_stage
from verbs._update_words import words_by_itself

INSIDE = "inside.json"
"""Beside the report of the change: what differs between the images."""


@dataclass(frozen=True)
class Asked:
    """An update as it was asked for."""

    pair: ImagePair
    options: Options
    """Of the run of the change."""
    words: tuple[str, ...]
    """Those that the options were read from."""
    passed: tuple[str, ...]
    """Words for both runs."""
    baseline: str | None
    tokens: int
    users: int
    only_inside: bool
    key: Path | None
    """Both runs are certified by it."""


@dataclass
class Change:
    """Judges a run, and then looks at both images on its cluster; what `accept` is to be given."""

    judge: Judge
    pair: ImagePair
    rounds: int
    users: int = 0
    run: Run | None = None
    """None until there is a cluster to judge on."""
    found: ImageDifference | None = field(default=None)

    def __call__(self, run: Run) -> bool:
        """Return whether it was interrupted, as a judge does."""
        self.run = run
        if self.judge(run):
            return True
        self.found = look(run, self.pair, self.rounds, self.users)
        with run.report.writing():
            file = run.folder / INSIDE
            write_whole(file, run.redactor.sentence(as_json(self.found)).encode(errors="replace"))
            run.report.add_evidence([file])
        return False


def judged_by_itself(pair: ImagePair, passed: Sequence[str], reports: Path) -> RunRecord | None:
    """Run the core on the newer image as a program of its own and return its record; None where it left none.

    Raises KeyboardInterrupt where that was interrupted.
    """
    before = set(ids_in(reports))
    surroundings = {name: value for name, value in os.environ.items() if name != COMMAND_VARIABLE}
    words = (*words_by_itself(pair, passed), "--reports", str(reports))
    outcome = run_stage(verb_stage(f"{pair.after} by itself", "conformance", words, surroundings))
    if outcome.status == ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    new = sorted(set(ids_in(reports)) - before)
    return read_run(reports / new[-1]) if new else None


def update(asked: Asked) -> ExitCode:
    """Judge the change, then the newer image by itself; print the account, write its page, and certify.

    Raises BadInput before anything is deployed, and KeyboardInterrupt.
    """
    baseline = read_side(asked.baseline, asked.options.reports) if asked.baseline else None
    change = Change(judge, asked.pair, asked.tokens, asked.users)
    code = ExitCode(accept(asked.options, list(asked.words), change))
    if change.run is None or code in (ExitCode.INTERRUPTED, ExitCode.INTERNAL_ERROR):
        return code
    reports = asked.options.reports.resolve()
    account = _account(asked, change, change.run.folder, baseline)
    print(*account_lines(account), sep="\n")
    page = write_update(account, change.run.folder)
    give_to_caller(reports)
    signed = _signed(account, asked.key, reports) if asked.key else ExitCode.KEPT
    code = decisive((account.exit_code, signed))
    print(f"page {page}; exit code {int(code)}")
    return code


def _account(asked: Asked, change: Change, folder: Path, baseline: Side | None) -> UpdateAccount:
    """Return what it came to, the newer image judged by itself where the change was not refused."""
    account = UpdateAccount(
        asked.pair, read_run(folder), change.found, None, baseline, only_inside=asked.only_inside
    )
    if account.refused or asked.only_inside:
        return account
    reports = asked.options.reports.resolve()
    by_itself = judged_by_itself(asked.pair, asked.passed, reports)
    account = replace(account, by_itself=by_itself)
    if by_itself and (comparison := account.comparison):
        write_comparison(comparison, reports / by_itself.run_id)
    return account


def _signed(account: UpdateAccount, key: Path, reports: Path) -> ExitCode:
    """Certify each run that can be, and return what that comes to."""
    runs = [run for run in (account.change, account.by_itself) if run]
    words = (["sign", "--key", str(key), str(reports / run.run_id)] for run in runs)
    return decisive([report.main(each) for each in words])
