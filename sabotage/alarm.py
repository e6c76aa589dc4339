"""Three cheap faults that must be found on whatever cluster a run judges: `--prove`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from conformance.alarm import Target
from conformance.alarm_record import AlarmRecord
from conformance.errors import BadInput
from conformance.options import FEATURES
from conformance.promises import read_promises
from conformance.verdict import Verdict
from sabotage.child_run import ChildEnd, run_politely
from sabotage.judging import NO_VERDICT, judge_mutant, not_judged
from sabotage.manifest_objects import ManifestObjects
from sabotage.mutant import Mutant
from sabotage.mutants import MUTANTS
from sabotage.outcome import Finding, Outcome

PROFILES = "core,load_balancer"
"""Those that the promises below are of."""


@dataclass(frozen=True)
class Trial:
    """A mutant of the catalogue, and the promises that find it; the first that the cluster can show does."""

    mutant: str
    promises: tuple[str, ...]


TRIALS = (
    Trial("db-selector-mistyped", ("wiring_1",)),
    Trial("database-password-wrong", ("token_1",)),
    Trial("public-target-port-wrong", ("reach_10", "reach_1")),
)
"""A selector, a password and a port: each is one word in a manifest, and found by what all runs judge."""


def try_all(target: Target) -> Iterator[AlarmRecord]:
    """Put each fault into a stack of its own on the target, one after the other, and yield what it came to.

    An interruption is passed on to the run that judges, which takes its stack away; what it left is yielded
    before KeyboardInterrupt goes on.
    """
    requires = {promise.identifier: promise.requires for promise in read_promises(FEATURES)}
    mutants = {mutant.name: mutant for mutant in MUTANTS}
    for trial in TRIALS:
        mutant = mutants[trial.mutant]
        missing = {name: _missing(requires[name], target.capabilities) for name in trial.promises}
        promise = next((name for name, lacking in missing.items() if not lacking), "")
        if not promise:
            yield _untried(mutant, "", f"this cluster lacks {' or '.join(missing.values())}")
        elif target.verdicts.get(promise, Verdict.KEPT) is not Verdict.KEPT:
            why = f"{promise} is {target.verdicts[promise]} without the fault, too"
            yield _untried(mutant, promise, why)
        else:
            target.note(f"alarm: {mutant.what} {promise} has to find it")
            yield from _try(mutant, promise, target)


def _missing(required: tuple[str, ...], capabilities: Mapping[str, str]) -> str:
    return " and ".join(name for name in required if capabilities.get(name))


def _untried(mutant: Mutant, promise: str, why: str) -> AlarmRecord:
    return AlarmRecord(mutant.name, mutant.what, promise, False, NO_VERDICT, why, 0.0)


def _try(mutant: Mutant, promise: str, target: Target) -> Iterator[AlarmRecord]:
    only = tuple(each for each in mutant.expected if each.promise == promise)
    narrowed = replace(mutant, expected=only, must_not_break=())
    folder = target.folder / mutant.name
    # What a set of somebody's own holds, passwords too, does not stay beside the reports.
    with tempfile.TemporaryDirectory(prefix="keystone-conformance-alarm-") as scratch:
        try:
            objects = ManifestObjects(target.manifests)
            mutant.change(objects)
            manifests = objects.write(Path(scratch) / mutant.name)
        except (BadInput, KeyError, IndexError, TypeError, StopIteration) as error:
            why = f"the fault cannot be put into {target.manifests} ({error!r})"
            yield _untried(mutant, promise, why)
            return
        words = [*target.words, "--set", target.manifest_set, "--manifests", str(manifests)]
        if target.seconds_left is not None:
            # A run of its own: one for which no time is left is refused, and that is told.
            words += ["--deadline", f"{max(1, int(target.seconds_left()))}s"]
        words += ["--profile", PROFILES, "--only", promise, "--reports", str(folder)]
        ended = run_politely(words, folder)
    yield _record(narrowed, promise, ended.end, target)
    if ended.interrupted:
        raise KeyboardInterrupt


def _record(mutant: Mutant, promise: str, end: ChildEnd, target: Target) -> AlarmRecord:
    finding = _finding(mutant, promise, end)
    by_its_verdict = finding.verdict == Verdict.BROKEN and promise in target.verdicts
    left = tuple(end.record.left_behind) if end.record else ()
    return AlarmRecord(
        mutant=mutant.name,
        what=mutant.what,
        promise=promise,
        # Another image may say it in other words: that the run itself kept the promise tells what broke it.
        found=finding.outcome is Outcome.KILLED or by_its_verdict,
        verdict=finding.verdict,
        said=finding.first_line,
        seconds=round(end.seconds, 1),
        report=f"{target.folder.name}/{mutant.name}",
        left_behind=left if end.record else _perhaps_left(mutant, end),
    )


def _finding(mutant: Mutant, promise: str, end: ChildEnd) -> Finding:
    if end.record is None:
        return not_judged(promise, end.why)
    return judge_mutant(mutant, end.record)[0]


def _perhaps_left(mutant: Mutant, end: ChildEnd) -> tuple[str, ...]:
    """Return that nobody knows what a run left that did not write down its end; nothing where none began."""
    return (f"the run of {mutant.name}: not known to be gone ({end.why})",) if end.began else ()
