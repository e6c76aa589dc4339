"""Judge serially and several at once, again and again, and say whether all verdicts agree; resumable."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from conformance.errors import BadInput, ConformanceError, EnvironmentFault
from conformance.exit_codes import ExitCode
from conformance.options import SUITE_FOLDER
from conformance.parallel.agreement import disagreements_of
from conformance.parallel.number import read_workers
from conformance.record import RunRecord
from conformance.report import read_run
from conformance.report.paths import LATEST
from conformance.report.phrases import count, seconds
from verbs._arguments import VerbParser, run_verb
from verbs._stages import run_stage, verb_stage

REPORTS = SUITE_FOLDER / "reports" / "agreement"


def main(arguments: Sequence[str]) -> ExitCode:
    """Return KEPT where every promise got one verdict in all runs, BROKEN where one did not.

    UNKNOWN where a run left no report of its end; one that is interrupted goes on where it was left.
    """
    parser = VerbParser("agreement", __doc__)
    parser.add_argument("-n", dest="workers", default="4", metavar="N", help="so many at once (default: 4)")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="of each kind (default: 3)")
    parser.add_argument("--reports", type=Path, default=REPORTS, metavar="DIR", help="where they are kept")
    parser.add_argument("--yes", action="store_true", help="do not ask before preparing this machine")
    parser.add_argument("words", nargs="*", metavar="WORD", help="after another --: of the conformance verb")
    asked = parser.parse_args(arguments)
    try:
        workers = read_workers(asked.workers)
        numbers = range(1, max(1, asked.runs) + 1)
        # One of each kind in turn: what changes on the machine meanwhile changes for both.
        pairs = [
            (
                _run(asked.reports / f"serial-{number}", asked.words),
                _run(asked.reports / f"n{workers}-{number}", ["-n", str(workers), *asked.words]),
            )
            for number in numbers
        ]
    except ConformanceError as error:
        print(f"agreement: {error}", file=sys.stderr)
        return error.exit_code
    return _told([one for one, _ in pairs], [other for _, other in pairs], workers)


def _run(folder: Path, words: Sequence[str]) -> RunRecord:
    """Return the record of the run in `folder`, which is made now where there is none that has ended."""
    if (found := _ended(folder)) is not None:
        return found
    outcome = run_stage(verb_stage(folder.name, "conformance", ("--reports", str(folder), *words)))
    if outcome.status == ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    record = _ended(folder)
    if record is None:
        raise EnvironmentFault(f"{folder.name} ended with {outcome.status} and has left no report of its end")
    return record


def _ended(folder: Path) -> RunRecord | None:
    try:
        record = read_run(folder / LATEST)
    except BadInput:
        return None
    return None if record.exit_code in (None, ExitCode.INTERRUPTED) else record


def _told(serial: Sequence[RunRecord], parallel: Sequence[RunRecord], workers: int) -> ExitCode:
    for kind, runs in (("serial", serial), (f"-n {workers}", parallel)):
        for run in runs:
            took = seconds((run.finished - run.started).total_seconds()) if run.finished else "no end"
            at_once = f", {run.workers} at once" if run.workers > 1 else ""
            print(f"{kind}: {run.run_id}, exit code {run.exit_code}, {took}{at_once}")
    wrong = disagreements_of(serial, parallel)
    for line in wrong:
        print(line)
    judged = count(len({s.identifier for run in (*serial, *parallel) for s in run.scenarios}), "promise")
    told = "every verdict agrees" if not wrong else f"verdicts differ on {len(wrong)}"
    print(f"{judged}, {count(len(serial), 'serial run')} and {len(parallel)} with -n {workers}: {told}")
    return ExitCode.BROKEN if wrong else ExitCode.KEPT


if __name__ == "__main__":
    run_verb(main)
