"""From each sentence of the blog to its promises, and with a RUN to their verdicts and evidence."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from conformance.errors import BadInput
from conformance.exit_codes import ExitCode
from conformance.options import SUITE_FOLDER
from conformance.places import give_to_caller, made_for_caller
from conformance.promises import read_promises
from conformance.record import RunRecord
from conformance.report.files import write_whole
from conformance.report.phrases import one_line
from conformance.report.run_file import read_run
from conformance.trace.matrix import Matrix, matrix_of
from conformance.trace.page import render_trace
from conformance.trace.requirements import out_of_date, read_requirements
from conformance.trace.tables import as_csv, as_markdown
from verbs._arguments import VerbParser, run_verb, told_in_one_line
from verbs._generated import print_or_write

PAGE = SUITE_FOLDER / "docs" / "traceability.md"


def main(arguments: Sequence[str]) -> ExitCode:
    """Print the page of all sentences, or write it; with a RUN write trace.csv and trace.html of that."""
    parser = VerbParser("trace", __doc__)
    parser.add_argument("run", type=Path, nargs="?", metavar="RUN", help="a run's folder")
    parser.add_argument("--write", action="store_true", help="write docs/traceability.md")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="where those of a RUN go (default: trace/ beside its folder)"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask before preparing this machine")
    asked = parser.parse_args(arguments)
    return told_in_one_line("trace", lambda: _do(asked), cannot_be="written")


def _do(asked: argparse.Namespace) -> ExitCode:
    if asked.run:
        _of_run(asked.run.resolve(), asked.out)
    else:
        print_or_write(written(), PAGE, write=asked.write)
    return ExitCode.KEPT


def written() -> str:
    """Return docs/traceability.md as it has to be."""
    return as_markdown(_matrix(None))


def _matrix(run: RunRecord | None) -> Matrix:
    promises = read_promises(SUITE_FOLDER / "features")
    requirements = read_requirements()
    for wrong in out_of_date(requirements, {promise.identifier for promise in promises}):
        raise BadInput(f"docs/requirements.toml: {wrong}", "bring it up to date with features/")
    return matrix_of(requirements, promises, run)


def _of_run(named: Path, out: Path | None) -> None:
    """Write both files of a run into `out`; its own folder may be signed, and stays as it is."""
    run = read_run(named)
    folder = named if named.is_dir() else named.parent
    into = made_for_caller(out.resolve() if out else folder.parent / "trace" / run.run_id)
    matrix = _matrix(run)
    page = render_trace(matrix, run, os.path.relpath(folder, into))
    for name, text in (("trace.csv", as_csv(matrix)), ("trace.html", page)):
        write_whole(into / name, text.encode(errors="replace"))
        give_to_caller(into / name)
    print(
        *(one_line(line) for line in matrix.summary()), f"written: {into / 'trace.html'}, trace.csv", sep="\n"
    )


if __name__ == "__main__":
    run_verb(main)
