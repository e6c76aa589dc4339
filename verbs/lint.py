"""ruff's rules and formatting, and the syntax of the shell scripts."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.exit_codes import ExitCode
from verbs._arguments import VerbParser, run_verb
from verbs._stages import Stage, python, run_stages


def lint_stages(fix: bool = False) -> tuple[Stage, ...]:
    """Return the stages of this verb; with `fix`, ruff mends what it can."""
    rules = ("check", "--quiet", "--output-format=concise", *("--fix",) * fix)
    form = ("format", "--quiet") if fix else ("format", "--check", "--output-format=concise", "--quiet")
    return (
        Stage("ruff check", python("ruff", *rules, ".")),
        Stage("ruff format", python("ruff", *form, ".")),
        Stage("syntax of toxw", ("sh", "-n", "toxw")),
        Stage("syntax of .ci/run", ("bash", "-n", ".ci/run")),
    )


def main(arguments: Sequence[str]) -> ExitCode:
    """Run the stages; BROKEN where one found something."""
    parser = VerbParser("lint", __doc__)
    parser.add_argument("--fix", action="store_true", help="mend what can be mended")
    return run_stages(lint_stages(parser.parse_args(arguments).fix))


if __name__ == "__main__":
    run_verb(main)
