"""The attempts before a run on the same digests: none of them can be left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict
from pydantic.alias_generators import to_camel

from conformance.certificate.finding import Finding, broken
from conformance.errors import BadInput
from conformance.evidence import sha256_of
from conformance.provenance import Chain, Earlier
from conformance.record import RunRecord
from conformance.report.history import chain_of
from conformance.report.run_file import RUN_FILE, read_run
from conformance.result import Result

WORDS = {Result.SUCCESS: "kept", Result.FAILURE: "broken"}
"""Of an attempt as a whole, in the words of its promises; the other results are words already."""
NUMBERS = ("no", "the one", "the two", "the three", "the four", "the five", "the six")
ENDINGS = {1: "st", 2: "nd", 3: "rd"}


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

    The walk ends where a report is gone, cannot be read, or is not the one that the chain speaks of.
    """
    found: list[EarlierRun] = []
    previous = run.chain.previous
    while previous is not None and _is_here(reports, previous):
        try:
            before = read_run(_report(reports, previous))
        except BadInput:
            break
        found.insert(0, EarlierRun(previous.run_id, before.result, previous.sha256, _others(before, run)))
        previous = before.chain.previous
    return tuple(found)


def left_out(reports: Path, run: RunRecord) -> Iterator[Finding]:
    """Yield how the chain of `run` differs from the reports that lie beside its own in `reports`."""
    said, here = run.chain, chain_of(reports, run)
    if said.previous is not None and not _report(reports, said.previous).exists():
        yield broken(
            f"the run before is left out: {said.previous.run_id} is not beside this one; put its folder there"
        )
    elif said.previous is not None and not _is_here(reports, said.previous):
        yield broken(f"the report of the run before, {said.previous.run_id}, is not the one it was")
    elif said.previous is None and here.previous is not None:
        yield broken(
            f"a run is left out: {here.previous.run_id} was on the same digests, "
            f"and the report calls itself the {ordinal(said.ordinal)}"
        )
    elif said != here:
        yield broken(
            f"a run is left out: the report calls itself the {ordinal(said.ordinal)} on these digests, "
            f"and is the {ordinal(here.ordinal)} of those that lie here"
        )


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


def ordinal(number: int) -> str:
    """Return `1st`, `2nd`, `3rd`, `4th`, `11th`, `21st`."""
    teens = 10 < number % 100 < 20
    return f"{number}{'th' if teens else ENDINGS.get(number % 10, 'th')}"


def _others(earlier: RunRecord, run: RunRecord) -> tuple[str, ...]:
    differs = {"features": earlier.features != run.features, "manifests": earlier.manifests != run.manifests}
    return tuple(name for name, differ in differs.items() if differ)


def _report(reports: Path, earlier: Earlier) -> Path:
    return reports / earlier.run_id / RUN_FILE


def _is_here(reports: Path, earlier: Earlier) -> bool:
    try:
        return sha256_of(_report(reports, earlier)) == earlier.sha256
    except OSError:
        return False
