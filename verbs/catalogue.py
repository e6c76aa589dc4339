"""Every promise in its own words, with the mutants that prove that it can break: docs/catalogue.md."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.catalogue import catalogue_of
from conformance.exit_codes import ExitCode
from conformance.options import SUITE_FOLDER
from conformance.promises import read_promises
from sabotage.mutants import mutants_of
from verbs._arguments import VerbParser, run_verb
from verbs._generated import print_or_write

PAGE = SUITE_FOLDER / "docs" / "catalogue.md"


def main(arguments: Sequence[str]) -> ExitCode:
    """Print the page, or write it where `--write` is given."""
    parser = VerbParser("catalogue", __doc__)
    parser.add_argument("--write", action="store_true", help="write docs/catalogue.md")
    parser.add_argument("--yes", action="store_true", help="do not ask before preparing this machine")
    asked = parser.parse_args(arguments)
    print_or_write(written(), PAGE, write=asked.write)
    return ExitCode.KEPT


def written() -> str:
    """Return the page as it has to be."""
    promises = read_promises(SUITE_FOLDER / "features")
    return catalogue_of(promises, lambda promise: [mutant.name for mutant in mutants_of(promise)])


if __name__ == "__main__":
    run_verb(main)
