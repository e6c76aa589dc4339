"""How long a promise usually takes to be judged: by earlier runs in the same environment, else as stated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from types import MappingProxyType

from conformance.parallel.foreseen import seconds_in_workers
from conformance.patience import Patience
from conformance.promises import Promise
from conformance.record import RunRecord
from conformance.report.folder import runs_in
from conformance.report.history import environment_of
from conformance.time_left import RUNS, seconds_taken
from conformance.verdict import Verdict


@dataclass(frozen=True)
class Stated:
    """Seconds that promises of a profile took on the suite's own box."""

    typical: float
    longest: float
    event: str
    """Whose patience bounds it elsewhere, where nothing was measured: what such a promise waits for most."""


STATED: Mapping[str, Stated] = MappingProxyType(
    {
        # ./toxw -e conformance, 2026-11-24 and two on 2026-11-26, two cores that others used too:
        # 38 promises in 32 s, 7 in 7 s, 23 in 168 s
        "core": Stated(0.85, 4.6, "keystone-answers"),
        "load_balancer": Stated(1.05, 6.0, "service-address"),
        "resilience": Stated(7.3, 18.1, "controller-ready"),
        # --nodes 3 --profile node, 2026-11-26, cores that others used too: the cluster's own time most of all
        "node": Stated(31.0, 57.4, "node-replaced"),
        # --profile core,update --update-to bodepd/keystone:29, 2026-11-26: 12 promises in 176 s; and the one
        # that makes the update, on the hardened set, whose load is 3,000 requests of each kind
        "update": Stated(14.7, 76.7, "controller-ready"),
    }
)
OTHERS = STATED["resilience"]
"""For a profile that no measured run had promises of: what disturbs most."""


@dataclass(frozen=True)
class Usual:
    """What is known of how long promises take, in seconds by identifier."""

    runs: int
    """So many earlier runs of this environment were found."""
    typical: Mapping[str, float]
    longest: Mapping[str, float]

    def minutes_of(self, promises: Iterable[Promise], workers: int = 1) -> float:
        """Return how many minutes judging `promises` takes as a rule, `workers` at once."""
        if workers == 1:
            return sum(map(self._typical, promises)) / 60
        ordered = sorted(promises, key=lambda promise: not promise.looks_at_the_shared_stack)
        return seconds_in_workers(ordered, workers, self._typical) / 60

    def _typical(self, promise: Promise) -> float:
        return self.typical.get(promise.identifier, _stated(promise).typical)

    def may_take(self, promise: Promise, patience: Patience, *, kubebox: bool) -> float:
        """Return how many seconds `promise` may need: the longest it was seen to, else what is stated."""
        stated = _stated(promise)
        if promise.identifier in self.longest:
            return self.longest[promise.identifier]
        return stated.longest if kubebox else patience[stated.event]


def _stated(promise: Promise) -> Stated:
    return STATED.get(next(iter(promise.profiles), ""), OTHERS)


def usual_of(runs: Iterable[RunRecord]) -> Usual:
    """Return what promises took in `runs`, which are of one environment; pure.

    Only promises that were kept count: one that is broken or unknown may have ended early or late.
    """
    found = list(runs)
    took = seconds_taken(each for run in found for each in run.scenarios if each.verdict is Verdict.KEPT)
    return Usual(
        len(found),
        {name: median(each) for name, each in took.items()},
        {name: max(each) for name, each in took.items()},
    )


def read_usual(reports: Path, environment: tuple[str, str, str]) -> Usual:
    """Return `usual_of` the newest runs of `environment` (`environment_of`) in the folder `reports`, of those
    that judged one promise at a time.
    """
    found = (run for _, run in runs_in(reports) if run is not None and run.workers == 1)
    return usual_of(islice((run for run in found if environment_of(run) == environment), RUNS))
