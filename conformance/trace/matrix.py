"""Sentence by sentence: the promises, and what became of them in a run; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from conformance.promises import Promise
from conformance.provenance import EvidenceFile
from conformance.record import RunRecord, ScenarioRecord
from conformance.report.phrases import count
from conformance.trace.requirements import Beyond, Requirements, Sentence
from conformance.verdict import Verdict

WORST_FIRST = (Verdict.BROKEN, Verdict.UNKNOWN, Verdict.SKIPPED, Verdict.KEPT)
NOT_RUN = "not run"
NO_PROMISE = "no promise"


@dataclass(frozen=True)
class Link:
    """One promise, as a sentence leads to it."""

    identifier: str
    title: str
    verdict: str
    """A verdict's word, or `not run`; empty where no run was given."""
    evidence: tuple[EvidenceFile, ...]
    seen: str
    """How much the record itself holds of what was looked at."""


@dataclass(frozen=True)
class Traced:
    """A sentence with its promises; `verdict` is the worst of theirs."""

    sentence: Sentence
    links: tuple[Link, ...]
    verdict: str


@dataclass(frozen=True)
class Unasked:
    """Promises that no sentence asks for."""

    beyond: Beyond
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Matrix:
    """Both ways: from the sentences, and to the promises that none of them leads to."""

    traced: tuple[Traced, ...]
    unasked: tuple[Unasked, ...]

    @property
    def asking(self) -> tuple[Traced, ...]:
        """The sentences that ask for something."""
        return tuple(each for each in self.traced if each.sentence.asks)

    @property
    def orphans(self) -> tuple[Traced, ...]:
        """The sentences that ask for something and lead to no promise."""
        return tuple(each for each in self.traced if each.sentence.is_orphan)

    def summary(self) -> Iterator[str]:
        """Yield what there is of both, and by verdict where a run was given."""
        covered = len(self.asking) - len(self.orphans)
        yield f"{count(len(self.asking), 'requirement')}, {covered} covered, {len(self.orphans)} not"
        for each in self.orphans:
            yield f"no promise: {each.sentence.id} {each.sentence.asks} ({each.sentence.remark})"
        unasked = [link.identifier for each in self.unasked for link in each.links]
        yield f"asked for by no sentence: {count(len(unasked), 'promise')} ({', '.join(unasked)})"
        for verdict in (*WORST_FIRST, NOT_RUN):
            if number := sum(each.verdict == verdict for each in self.asking):
                yield f"{verdict}: {count(number, 'requirement')}"


def matrix_of(
    requirements: Requirements, promises: Iterable[Promise], run: RunRecord | None = None
) -> Matrix:
    """Return the matrix; `promises` are those of the features, `run` is what their verdicts come from."""
    titles = {promise.identifier: promise.title for promise in promises}
    records = {scenario.identifier: scenario for scenario in run.scenarios} if run else None
    return Matrix(
        traced=tuple(
            _traced(sentence, _links(sentence.promises, titles, records))
            for sentence in requirements.sentence
        ),
        unasked=tuple(
            Unasked(beyond, _links(beyond.promises, titles, records)) for beyond in requirements.beyond
        ),
    )


def _traced(sentence: Sentence, links: tuple[Link, ...]) -> Traced:
    if not sentence.asks:
        return Traced(sentence, links, "")
    if not links:
        return Traced(sentence, links, NO_PROMISE)
    order: Sequence[str] = ("", *WORST_FIRST[:-1], NOT_RUN, Verdict.KEPT)
    return Traced(sentence, links, min((link.verdict for link in links), key=order.index))


def _links(
    identifiers: Iterable[str], titles: Mapping[str, str], records: Mapping[str, ScenarioRecord] | None
) -> tuple[Link, ...]:
    return tuple(_link(identifier, titles.get(identifier, ""), records) for identifier in identifiers)


def _link(identifier: str, title: str, records: Mapping[str, ScenarioRecord] | None) -> Link:
    if records is None:
        return Link(identifier, title, "", (), "")
    record = records.get(identifier)
    if record is None:
        return Link(identifier, title, NOT_RUN, (), "")
    parts = (
        (len(record.observed), "observation"),
        (len(record.tables), "table"),
        (len(record.clocks), "clock"),
        (len(record.availability), "availability record"),
        (sum(len(step.waits) for step in record.steps), "wait"),
    )
    seen = ", ".join(count(number, what) for number, what in parts if number)
    return Link(identifier, title, str(record.verdict), tuple(record.evidence), seen or "its sentences")
