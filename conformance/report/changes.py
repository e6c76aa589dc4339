"""What moved between two runs of the same environment; pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from conformance.exit_codes import ExitCode
from conformance.record import RunRecord
from conformance.report.phrases import one_line, short_digest
from conformance.verdict import Verdict

NAMED = 5
"""So many promises are named that only one of the two runs has; a changed verdict is always named."""


@dataclass(frozen=True)
class Change:
    """One thing that differs: what it is about, and how, before and after."""

    about: str
    before: str
    after: str

    def __str__(self) -> str:
        """Return the change as `keystone image 1a2b3c → 4d5e6f`."""
        return f"{self.about} {self.before} → {self.after}"


@dataclass(frozen=True)
class Changes:
    """What differs from `since`; identifiers are sorted, and only of promises that both runs know."""

    since: str
    since_green: bool
    newly: dict[Verdict, tuple[str, ...]]
    appeared: tuple[str, ...]
    gone: tuple[str, ...]
    facts: tuple[Change, ...]

    def phrases(self) -> tuple[str, ...]:
        """Return every change in words, the worst first; empty where nothing changed."""
        worst_first = (Verdict.BROKEN, Verdict.UNKNOWN, Verdict.KEPT, Verdict.SKIPPED)
        present = [verdict for verdict in worst_first if verdict in self.newly]
        verdicts = [f"newly {verdict}: {', '.join(self.newly[verdict])}" for verdict in present]
        judged = [f"recorded now, not then: {_some(self.appeared)}"] if self.appeared else []
        missing = [f"recorded then, not now: {_some(self.gone)}"] if self.gone else []
        return (*verdicts, *(str(fact) for fact in self.facts), *judged, *missing)


def _some(identifiers: tuple[str, ...]) -> str:
    more = len(identifiers) - NAMED
    return ", ".join(identifiers[:NAMED]) + (f" and {more} more" if more > 0 else "")


def changes_between(previous: RunRecord, run: RunRecord) -> Changes:
    """Return what differs in `run` from `previous`."""
    before = {scenario.identifier: scenario.verdict for scenario in previous.scenarios}
    after = {scenario.identifier: scenario.verdict for scenario in run.scenarios}
    newly: defaultdict[Verdict, list[str]] = defaultdict(list)
    for identifier in sorted(before.keys() & after.keys()):
        if before[identifier] is not after[identifier]:
            newly[after[identifier]].append(identifier)
    return Changes(
        since=previous.run_id,
        since_green=previous.exit_code is ExitCode.KEPT,
        newly={verdict: tuple(identifiers) for verdict, identifiers in newly.items()},
        appeared=tuple(sorted(after.keys() - before.keys())),
        gone=tuple(sorted(before.keys() - after.keys())),
        facts=(*_image_changes(previous, run), *_plain_facts(previous, run)),
    )


def _image_changes(previous: RunRecord, run: RunRecord) -> list[Change]:
    before, after = digests_of(previous), digests_of(run)
    return [
        Change(f"{container} image", before[container], after[container])
        for container in sorted(before.keys() & after.keys())
        if before[container] != after[container]
    ]


def digests_of(run: RunRecord) -> dict[str, str]:
    """Return the short digests that ran, by container; of several all, with a plus between them."""
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for image in run.images:
        seen[image.container].add(short_digest(image.digest))
    return {container: "+".join(sorted(digests)) for container, digests in seen.items()}


def _only_in(these: list[str], others: list[str]) -> str:
    """Return what the others have not: what both have would hide it where a line is cut."""
    return "; ".join(each for each in these if each not in others) or "none"


def _plain_facts(previous: RunRecord, run: RunRecord) -> list[Change]:
    facts = (
        ("Kubernetes", previous.cluster.server_version, run.cluster.server_version),
        ("suite", previous.suite_version, run.suite_version),
        (
            "deviations",
            _only_in(previous.deviations, run.deviations),
            _only_in(run.deviations, previous.deviations),
        ),
    )
    return [
        Change(about, one_line(before, 80), one_line(after, 80))
        for about, before, after in facts
        if before and after and before != after
    ]
