"""summary.md: the run on one page of Markdown, for GITHUB_STEP_SUMMARY and for a merge request's comment.

The worst comes first. What does not fit is counted, and the page says where it stands in full.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from conformance.alarm_record import AlarmRecord
from conformance.record import RunRecord, ScenarioRecord
from conformance.report.changes import changes_between
from conformance.report.clocks_apart import clocks_apart
from conformance.report.disturbances import disturbance_lines
from conformance.report.left_behind import as_far_as_known, kept_as_asked
from conformance.report.markdown_text import block, fitting, plain, table
from conformance.report.phrases import count, one_line, seconds, short_digest, utc
from conformance.report.scope import NOT_JUDGED
from conformance.report.tally import Tally
from conformance.report.view import View, failed_step, view_of

LARGEST = 1_000_000
"""Bytes. GitHub refuses the summary of a step above 1,024 kB; a job may add some lines of its own."""
TABLE_ROOM = 200_000
"""Bytes that one table may take: three of them leave room for the reasons in full."""
LONGEST_LINE = 300
"""Characters of a title or a reason in a table; the reason in full stands below."""
LONGEST_DETAIL = 6_000
"""Characters of the lines below a reason: a screenful or two."""
LONGEST_COMMAND = 4_000
"""Characters; a longer one stands in the page only: half a command would do something else."""
NAMED = 20
"""So many facts of one kind (changes, leftovers, faults) are named."""
HEADS = ("promises", "kept", "broken", "unknown", "skipped", "not run")
"""The table of counts: what crosscheck.py reads back."""
REST = "report.html"


def markdown_summary(run: RunRecord, previous: RunRecord | None = None) -> bytes:
    """Return the summary of `run`, UTF-8, at most LARGEST bytes; `previous` is what it compares with."""
    view = view_of(run, previous)
    lines = [*_top(view), *_troubled(view), *_skipped(view), *_chapters(view), *_facts(view, previous)]
    reasons = [_reason(scenario) for scenario in view.troubled]
    head = "\n".join(lines) + "\n"
    room = LARGEST - len(head.encode(errors="replace")) - 1_000
    if reasons:
        said = ["", "## In full", "", *fitting(reasons, room, _reasons_left_out)]
        head += "\n".join(said) + "\n"
    return head.encode(errors="replace")


def _top(view: View) -> Iterator[str]:
    run = view.run
    yield f"# {plain(str(view.headline))}\n"
    yield from table(HEADS, [[str(number) for number in counts_of(view.tally)]])
    lasted = (
        f", {seconds((run.finished - run.started).total_seconds())}" if run.finished else ", never finished"
    )
    name, cluster, version = (
        plain(text, LONGEST_LINE)
        for text in (run.run_id, f"{run.cluster.kind} {run.cluster.name}", run.cluster.server_version)
    )
    yield (
        f"\nRun {name} on {cluster}, Kubernetes {version or 'unknown'}, "
        f"from {utc(run.started)}{lasted}; result {run.result}{_exit_code(run)}."
    )
    yield from _list("What kept the run from its work", run.faults)
    yield from _list("What disturbed the run", disturbance_lines(run))


def _exit_code(run: RunRecord) -> str:
    return "" if run.exit_code is None else f", exit code {int(run.exit_code)}"


def counts_of(tally: Tally) -> tuple[int, ...]:
    """Return the counts under HEADS."""
    return tally.recorded, tally.kept, tally.broken, tally.unknown, tally.skipped, tally.not_run


def _troubled(view: View) -> Iterator[str]:
    if not view.troubled:
        return
    rows = [
        (str(scenario.verdict), *_named(scenario), plain(scenario.reason, LONGEST_LINE) or "no reason given")
        for scenario in view.troubled
    ]
    yield "\n## What is not kept\n"
    yield from _bounded_table(("verdict", "promise", "", "why"), rows)


def _skipped(view: View) -> Iterator[str]:
    if view.skipped:
        yield "\n## Skipped\n"
        rows = [(*_named(each), plain(each.reason, LONGEST_LINE)) for each in view.skipped]
        yield from _bounded_table(("promise", "", "what is missing"), rows)
    yield from _list("Asked for, but not run", view.run.required_not_run)


def _named(scenario: ScenarioRecord) -> tuple[str, str]:
    return plain(scenario.identifier, LONGEST_LINE), plain(scenario.title, LONGEST_LINE)


def _chapters(view: View) -> Iterator[str]:
    if view.chapters:
        yield "\n## By area\n"
        rows = [
            (plain(chapter.title, LONGEST_LINE), f"{chapter.kept} of {len(chapter.scenarios)} kept")
            for chapter in view.chapters
        ]
        yield from _bounded_table(("area", "promises"), rows)


def _bounded_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return fitting(table(heads, rows), TABLE_ROOM, _rows_left_out)


def _rows_left_out(number: int) -> str:
    return f"\n{count(number, 'more row')} left out here; {REST} has all of them."


def _reasons_left_out(number: int) -> str:
    more = count(number, "more promise is", "more promises are")
    return f"{more} not told in full here, for GitHub takes 1,024 kB at most; {REST} has all of them."


def _facts(view: View, previous: RunRecord | None) -> Iterator[str]:
    run = view.run
    yield from _list("Profiles", [f"{profile.name}: {profile.result}" for profile in run.profiles])
    if previous is not None:
        changes = changes_between(previous, run)
        green = "the last green run" if changes.since_green else "the last run, which was not green,"
        title = f"Since {green} {plain(changes.since)}"
        yield from _list(title, changes.phrases() or ("nothing changed",))
    yield from _list("Alarm", [f"{each.mutant}: {_tried(each)}" for each in run.alarm])
    yield from _list("Clocks", [apart] if (apart := clocks_apart(run)) else [])
    yield from _list("Kept as asked", [kept] if (kept := kept_as_asked(run)) else [])
    known = as_far_as_known(run)
    yield from _list("Left behind", run.left_behind or ([f"nothing{known}"] if known else []))
    images = [f"{seen.container}: {seen.image} {short_digest(seen.digest)}" for seen in run.images]
    yield from _list("Images that ran", images)
    yield from _list("Not as the manifests have it", run.deviations)
    yield from _list("What this run does not judge", [f"{what}: {why}" for what, why in NOT_JUDGED])
    if len(view.again) <= LONGEST_COMMAND:
        yield f"\n## Again\n\n{block(one_line(view.again))}"


def _tried(tried: AlarmRecord) -> str:
    return f"{'found by' if tried.found else 'NOT FOUND by'} {tried.promise or 'nobody'}: {tried.said}"


def _list(title: str, lines: Sequence[str]) -> Iterator[str]:
    """Yield a heading and the first NAMED of `lines`; nothing where there are none."""
    if not lines:
        return
    yield f"\n## {title}\n"
    yield from (f"- {plain(line, LONGEST_LINE)}" for line in islice(lines, NAMED))
    if len(lines) > NAMED:
        yield f"- and {len(lines) - NAMED} more; {REST} has all of them"


def _reason(scenario: ScenarioRecord) -> str:
    """Return the part of one promise that is not kept: bounded, and it says what it leaves out."""
    told = f"{scenario.reason}\n{scenario.detail}".strip()
    cut = len(told) - LONGEST_DETAIL
    sentence = failed_step(scenario)
    parts = [
        f"### {scenario.verdict}: {' '.join(_named(scenario))}\n",
        f"At “{plain(sentence, LONGEST_LINE)}”\n" if sentence else "At no sentence of its own\n",
        block(told[:LONGEST_DETAIL] or "no reason given"),
        f"\n{cut} more characters in {REST}." if cut > 0 else "",
        f"\nEvidence: {plain(_some_evidence(scenario), LONGEST_LINE)}" if scenario.evidence else "",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _some_evidence(scenario: ScenarioRecord) -> str:
    first, *others = (file.path for file in scenario.evidence)
    return f"{first} and {count(len(others), 'more file')}" if others else first
