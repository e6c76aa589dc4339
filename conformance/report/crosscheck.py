"""Witnesses of one run that have to agree: its verdicts, pytest's outcomes, and each file as it lies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from conformance.record import RunRecord
from conformance.report import read_back
from conformance.report.junit import duration, stamp
from conformance.report.markdown_summary import counts_of
from conformance.report.paths import ReportPaths
from conformance.report.phrases import one_line
from conformance.report.tally import tally_of
from conformance.verdict import Verdict

AGREES = {
    Verdict.KEPT: frozenset({"passed"}),
    Verdict.BROKEN: frozenset({"failed", "error"}),
    Verdict.UNKNOWN: frozenset({"failed", "error"}),
    Verdict.SKIPPED: frozenset({"skipped"}),
}
"""pytest says `error` where a scenario ended in its set-up or its teardown."""
LONGEST_WHY = 120
"""Characters of what may come from the file itself."""


def disagreements(run: RunRecord, pytest_outcomes: Mapping[str, str]) -> list[str]:
    """Return the identifiers that the run and pytest tell differently about, sorted.

    `pytest_outcomes` maps identifiers to `passed`, `failed`, `error` or `skipped`. An identifier that only
    one of the two knows, or that the run holds twice, disagrees too.
    """
    verdicts = {scenario.identifier: scenario.verdict for scenario in run.scenarios}
    times = Counter(scenario.identifier for scenario in run.scenarios)
    return sorted(
        identifier
        for identifier in verdicts.keys() | pytest_outcomes.keys()
        if times[identifier] != 1 or pytest_outcomes.get(identifier) not in AGREES[verdicts[identifier]]
    )


def written_disagreements(run: RunRecord, paths: ReportPaths) -> list[str]:
    """Return a line for each written file that says something else than the run, read back from the disk.

    One that is missing, or is not of its form any more, says something else too.
    """
    said = (
        (paths.junit, _verdicts(run, read_back.said_by_junit)),
        (paths.junit, _which_run(run)),
        (paths.cucumber_json, _verdicts(run, read_back.said_by_cucumber_json)),
        (paths.cucumber_messages, _verdicts(run, read_back.said_by_messages)),
        (paths.metrics, _verdicts(run, read_back.said_by_metrics)),
        (paths.summary, _counts(run)),
    )
    lines = (f"{file.name} {wrong}" for file, differs in said if (wrong := _wrong(file, differs)))
    return list(dict.fromkeys(lines))


def _wrong(file: Path, differs: Callable[[bytes], str]) -> str:
    """Return what is wrong with `file` in words that follow its name; empty where nothing is."""
    try:
        return differs(file.read_bytes())
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    # whatever a reader of its form makes of an edited file
    except Exception as error:
        return f"is not of its own form ({one_line(f'{type(error).__name__}: {error}', LONGEST_WHY)})"


def _verdicts(run: RunRecord, said_by: Callable[[bytes], Iterable[read_back.Said]]) -> Callable[[bytes], str]:
    ours = Counter((scenario.identifier, scenario.verdict) for scenario in run.scenarios)

    def differs(content: bytes) -> str:
        said = Counter(said_by(content))
        names = sorted({identifier for identifier, _ in (said - ours) + (ours - said)})
        return f"does not say what was judged of {', '.join(names)}" if names else ""

    return differs


def _which_run(run: RunRecord) -> Callable[[bytes], str]:
    """What a run's place among the attempts rests on: its name, its beginning and its end."""

    def differs(content: bytes) -> str:
        same = read_back.which_run_in_junit(content) == (run.run_id, stamp(run), duration(run))
        return "" if same else "is of another run, or of other times"

    return differs


def _counts(run: RunRecord) -> Callable[[bytes], str]:
    def differs(content: bytes) -> str:
        same = read_back.counts_in_summary(content) == counts_of(tally_of(run))
        return "" if same else "does not have the counts of what was judged"

    return differs
