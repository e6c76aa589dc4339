"""The project's own tests: lint, types, Python, Go, and those that boot a cluster.

What is not one of the options below goes to pytest, which is then all that runs: `./toxw -- -k wait`.
"""

from __future__ import annotations

from collections.abc import Sequence

from conformance.errors import ConformanceError
from conformance.exit_codes import ExitCode, decisive
from verbs._arguments import VerbParser, run_verb
from verbs._go_stages import go_stages
from verbs._junit import count, write_merged
from verbs._stages import ROOT, Outcome, Stage, python, run_stage
from verbs.lint import lint_stages
from verbs.types import types_stage

REPORTS = ROOT / "reports" / "tests"
MERGED = REPORTS / "junit.xml"
SUITES = {"fast": ("-m", "not box"), "box": ("-m", "box"), "chosen": ()}
"""What each suite selects: tests that boot no cluster, those that do, and what the caller's own -m says."""
PYTEST_CODES = {
    0: ExitCode.KEPT,
    1: ExitCode.BROKEN,
    2: ExitCode.INTERRUPTED,
    4: ExitCode.BAD_INPUT,
    5: ExitCode.NOTHING_RAN,
}
"""pytest's own exit codes (pytest.ExitCode) in the terms of the suite; any other is a defect."""


def main(arguments: Sequence[str]) -> ExitCode:
    """Run what was asked for; the last line holds the counts."""
    parser = VerbParser("tests", __doc__)
    parser.add_argument("--fast", action="store_true", help="leave out Go, and tests that boot a cluster")
    asked, for_pytest = parser.parse_known_args(arguments)
    MERGED.unlink(missing_ok=True)
    tools = [] if for_pytest else _run_tools(asked.fast)
    suites = ("chosen",) if "-m" in for_pytest else ("fast",) if asked.fast else ("fast", "box")
    codes = [_run_pytest(suite, for_pytest) for suite in suites]
    write_merged(MERGED, tools, [REPORTS / f"{suite}.xml" for suite in suites])
    return _sum_up(tools, codes)


def _run_tools(fast: bool) -> list[Outcome]:
    outcomes = [run_stage(stage) for stage in (*lint_stages(), types_stage())]
    if fast:
        return outcomes
    try:
        return outcomes + [run_stage(stage) for stage in go_stages()]
    except ConformanceError as error:
        print(error)
        return [*outcomes, Outcome("a Go toolchain", error.exit_code, 0.0)]


def _run_pytest(suite: str, arguments: Sequence[str]) -> ExitCode:
    """Run the tests of a suite and return pytest's verdict."""
    junit = REPORTS / f"{suite}.xml"
    junit.unlink(missing_ok=True)
    words = python("pytest", "-q", *SUITES[suite], f"--junitxml={junit}", *arguments)
    status = run_stage(Stage(f"pytest, {suite}", words)).status
    return PYTEST_CODES.get(status, ExitCode.INTERNAL_ERROR)


def _sum_up(tools: Sequence[Outcome], codes: Sequence[ExitCode]) -> ExitCode:
    """Say what was found wrong, then the counts, and return the one exit code for it all."""
    for outcome in tools:
        if not outcome.passed:
            print(f"FAILED {outcome.name}")
    print(f"tests: {count(MERGED)}; {MERGED.relative_to(ROOT)}")
    found: list[ExitCode] = [ExitCode.BROKEN for outcome in tools if not outcome.passed]
    # One of the two selections may be empty; both together may not.
    found += [code for code in codes if code is not ExitCode.NOTHING_RAN] or [ExitCode.NOTHING_RAN]
    return decisive(found)


if __name__ == "__main__":
    run_verb(main)
