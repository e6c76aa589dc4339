"""The form of report.json, for programs that read it: docs/report.schema.json."""

from __future__ import annotations

import json
from collections.abc import Sequence

from conformance.exit_codes import ExitCode
from conformance.options import SUITE_FOLDER
from conformance.report.run_file import schema
from verbs._arguments import VerbParser, run_verb
from verbs._generated import print_or_write

FILE = SUITE_FOLDER / "docs" / "report.schema.json"


def main(arguments: Sequence[str]) -> ExitCode:
    """Print the schema, or write it where `--write` is given."""
    parser = VerbParser("schema", __doc__)
    parser.add_argument("--write", action="store_true", help="write docs/report.schema.json")
    parser.add_argument("--yes", action="store_true", help="do not ask before preparing this machine")
    asked = parser.parse_args(arguments)
    print_or_write(written(), FILE, write=asked.write)
    return ExitCode.KEPT


def written() -> str:
    """Return the file as it has to be."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    run_verb(main)
