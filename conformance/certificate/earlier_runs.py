"""The attempts before a run on the same digests: none of them can be left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict
from pydantic.alias_generators import to_camel

from conformance.certificate.finding import Finding, broken
from conformance.certificate.left_out import is_here, report_of
from conformance.errors import BadInput
from conformance.provenance import Chain
from conformance.record import RunRecord
from conformance.report.phrases import ordinal
from conformance.report.run_file import read_run
from conformance.result import Result

WORDS = {Result.SUCCESS: "kept", Result.FAILURE: "broken"}
"""Of an attempt as a whole, in the words of its promises; the other results are words already."""
NUMBERS = ("no", "the one", "the two", "the three", "the four", "the five", "the six")


@dataclass(frozen=True)
class EarlierRun:
    """One attempt: what it came to, the hash of its report, and what it was judged by."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(alias_generator=to_camel)

    run_id: str
    result: Result
    sha256: str
    judged_by_other: tuple[str, ...] = ()
    """Which of `features` and `manifests` were other ones than those of the run."""


def earlier_runs(reports: Path, run: RunRecord) -> tuple[EarlierRun, ...]:
    """Return the attempts before `run`, oldest first, as far as its chain leads to reports in `reports`.

    The walk ends where a report is gone, cannot be read, or is not the one that the chain speaks of. Of a run
    that had not ended the chain itself tells: its report may be another one by now.
    """
    found: list[EarlierRun] = []
    to_tell = list(run.chain.named)
    while to_tell:
        named = to_tell.pop(0)
        if named.unended is not None:
            found.insert(0, EarlierRun(named.run_id, named.unended, named.sha256))
            continue
        if not is_here(reports, named):
            break
        try:
            before = read_run(report_of(reports, named))
        except BadInput:
            break
        found.insert(0, EarlierRun(named.run_id, before.result, named.sha256, _others(before, run)))
        to_tell = list(before.chain.named)
    return tuple(found)


def left_out_of_statement(
    signed: tuple[EarlierRun, ...], here: tuple[EarlierRun, ...], chain: Chain
) -> Iterator[Finding]:
    """Yield how the attempts that were signed differ from those found `here`.

    Older reports may have been deleted since, or before: as far as both reach back they have to agree, and
    both reach back to the run before at least.
    """
    if chain.previous is not None and not signed:
        yield broken(f"the run before, {chain.previous.run_id}, is left out of what was signed")
    both = min(len(signed), len(here))
    if both and signed[-both:] != here[-both:]:
        yield broken("the runs before are not those that were signed")


def attempts(number: int, earlier: Iterable[EarlierRun]) -> str:
    """Return which attempt a run is, in words: `the 3rd run on these digests; the two before: broken, kept`.

    `earlier` are those whose reports were there; of the others it is said that they are gone. One that was
    judged by other features or manifests says so: `broken (other manifests)`.
    """
    if number == 1:
        return "the 1st run on these digests"
    results = [_in_words(each) for each in earlier]
    words = ["gone"] * (number - 1 - len(results)) + results
    before = NUMBERS[len(words)] if len(words) < len(NUMBERS) else f"the {len(words)}"
    return f"the {ordinal(number)} run on these digests; {before} before: {', '.join(words)}"


def _in_words(earlier: EarlierRun) -> str:
    result = WORDS.get(earlier.result, str(earlier.result))
    if not earlier.judged_by_other:
        return result
    return f"{result} (other {' and '.join(earlier.judged_by_other)})"


def _others(earlier: RunRecord, run: RunRecord) -> tuple[str, ...]:
    differs = {"features": earlier.features != run.features, "manifests": earlier.manifests != run.manifests}
    return tuple(name for name, differ in differs.items() if differ)
