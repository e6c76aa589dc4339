"""Pure judges of an update that had to be given up, and of the way back."""

from __future__ import annotations

import re

from conformance.conditions.rung import Rung
from conformance.errors import EnvironmentFault
from conformance.judges.update import blames_nobody_on_a_busy_machine
from conformance.probe import ProbeRecord
from conformance.probe.fitness import kept_its_pace
from conformance.update.load import BEGINS, LEAST_ASKED
from conformance.update.observed import ObservedUpdate

REASONS = {
    "keeps ending": re.compile(r"container \S+( of pod \S+)? (keeps ending|has ended|ended)\b"),
    # by what was asked of it, or by its own readiness probe where it has one
    "answers errors": re.compile(r"answered 500 and no versions document|probe failed with statuscode: 500"),
    "refuses tokens from before": re.compile(r"token: one from before is answered 40[14] by the new pod"),
    "old ones issue no tokens any more": re.compile(r"token: the old pod \S+ issues none: .* answered 500"),
}
"""What the reason of giving up must say, by the sentence's own words."""
LEAST_OLD = 2


def given_up_for(seen: ObservedUpdate, does: str) -> list[str]:
    """Judge that the update was given up at its first new pod, for the reason that `does` stands for.

    Raises EnvironmentFault where the candidate never ran, for nothing was refused then.
    """
    if str(Rung.IMAGE_PULLED) in seen.given_up:
        raise EnvironmentFault(
            f"the candidate is not where it was looked for: {seen.given_up}",
            "push it there, name another place by --update-candidates, or take a box made with --versions",
        )
    if seen.given_up and not REASONS[does].search(seen.given_up):
        blames_nobody_on_a_busy_machine(seen)
    if not seen.given_up:
        return ["update: it was not given up, every new pod was taken for a good one"]
    if len(seen.replaced) > 1:
        return [f"update: it was given up at new pod {len(seen.replaced)} only: {seen.given_up}"]
    if not REASONS[does].search(seen.given_up):
        return [f"update: it was given up for another reason: {seen.given_up}"]
    return []


def old_replicas_answered(seen: ObservedUpdate) -> list[str]:
    """Judge that two old replicas at least answered every request from the update's beginning on.

    Raises EnvironmentFault where too few did, and the requests could not be sent when they were due.
    """
    told = {pod: _failed(record) for pod, record in seen.old.items()}
    good = sum(not failed for failed in told.values())
    if good >= LEAST_OLD:
        return []
    for record in seen.old.values():
        kept_its_pace(record, record.since(BEGINS))
    wrong = [f"old pod {pod}: {failed}" for pod, failed in told.items() if failed]
    return [f"update: {good} old replicas answered all the while, {LEAST_OLD} are due", *wrong]


def _failed(record: ProbeRecord) -> str:
    """Return what an old replica failed to do; empty where it was asked enough and answered all."""
    asked = record.within(record.since(BEGINS))
    failed = [one for one in asked if one.failed]
    if failed:
        return f"failed {len(failed)} of {len(asked)} requests, the first: {failed[0].told()}"
    return "" if len(asked) >= LEAST_ASKED else f"it was asked {len(asked)} times only"


def undone(seen: ObservedUpdate, *, by_the_database: bool = False) -> list[str]:
    """Judge that the way back led to what was before; `by_the_database`: only with its copy of before."""
    back = seen.went_back
    if back is None:
        return ["update: nobody went back, as it was not given up"]
    if back.wrong:
        blames_nobody_on_a_busy_machine(seen)
        return [f"way back: {wrong}" for wrong in back.wrong]
    if back.database_restored and not by_the_database:
        return ["way back: the old image was not enough, the database of before had to be put back"]
    return []
