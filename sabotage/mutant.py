"""What a mutant is: one fault put into a stack, and where the suite must find it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from conformance.verdict import Verdict
from sabotage.changes import Change, unchanged
from sabotage.cluster_faults import ClusterFault

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
AT_THE_END = "(at the end)"
"""In place of a sentence: every one held, and an invariant that none of them names did not."""

ManifestSetName = Literal["blog", "hardened"]


@dataclass(frozen=True)
class Expectation:
    """Where a mutant must be found: the promise, its sentence without keyword, the words and the verdict."""

    promise: str
    step: str
    phrase: str
    """Part of the first line of the reason."""
    verdict: Verdict = Verdict.BROKEN


def breaks(promise: str, step: str, phrase: str) -> tuple[Expectation, ...]:
    """Return the expectation that `promise` is broken at `step`; several are added up with `+`."""
    return (Expectation(promise, step, phrase),)


def leaves_unknown(promise: str, step: str, phrase: str) -> tuple[Expectation, ...]:
    """Return the expectation that `promise` cannot be judged at `step`: the environment's fault."""
    return (Expectation(promise, step, phrase, Verdict.UNKNOWN),)


@dataclass(frozen=True)
class Mutant:
    """A stack with one fault; all its promises are judged in one run, on the stack that the fault is in."""

    name: str
    """In kebab-case; used as a file name and by `--only`."""
    what: str
    """One sentence: what is broken."""
    expected: tuple[Expectation, ...]
    change: Change = unchanged
    manifest_set: ManifestSetName = "blog"
    arguments: tuple[str, ...] = ()
    """More words for `./toxw -e conformance`."""
    must_not_break: tuple[str, ...] = ()
    """Promises judged in the same run that the fault does not touch."""
    fault: ClusterFault | None = None
    """What is wrong with the cluster: a mutant with one runs on a box of its own, beside nothing else."""

    def __post_init__(self) -> None:
        """Refuse a mutant that cannot be named or that nothing is expected of."""
        _check_name(self.name)
        if not self.expected:
            raise ValueError(f"{self.name}: no promise is expected to find it")
        if twice := set(self.promises) & set(self.must_not_break):
            raise ValueError(f"{self.name}: {', '.join(twice)} cannot both break and not break")

    @property
    def promises(self) -> tuple[str, ...]:
        """The identifiers of the promises that must find it."""
        return tuple(dict.fromkeys(each.promise for each in self.expected))


@dataclass(frozen=True)
class HealthyVariant:
    """A stack that differs from the blog's in what is free; every `@core` promise must be kept."""

    name: str
    what: str
    change: Change
    manifest_set: ManifestSetName = "blog"
    fault: ClusterFault | None = None
    """What happens to the cluster that no promise may break of; it then runs on a box of its own."""

    def __post_init__(self) -> None:
        """Refuse a variant that cannot be named."""
        _check_name(self.name)


def _check_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not in kebab-case")
