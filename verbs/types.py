"""mypy, strict, over everything that is Python here."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.exit_codes import ExitCode
from verbs._arguments import VerbParser, run_verb
from verbs._stages import Stage, python, run_stages


def types_stage() -> Stage:
    """Return the stage of this verb; what it looks at stands in pyproject.toml."""
    return Stage("mypy", python("mypy"))


def main(arguments: Sequence[str]) -> ExitCode:
    """Run mypy; BROKEN where it found something."""
    VerbParser("types", __doc__).parse_args(arguments)
    return run_stages([types_stage()])


if __name__ == "__main__":
    run_verb(main)
