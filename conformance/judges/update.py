"""Pure judges of what was seen of an update."""

from __future__ import annotations

from conformance.errors import EnvironmentFault
from conformance.judges.schema import schema_is_complete
from conformance.probe import ProbeRecord
from conformance.probe.attempt import Phase
from conformance.probe.fitness import kept_its_pace
from conformance.probe.probe_record import Window
from conformance.update.api_shape import differences, taken_away
from conformance.update.inventory import lost
from conformance.update.load import BEGINS
from conformance.update.observed import ObservedUpdate
from conformance.update.start_lines import changed_once

LEAST_ANSWERED = 10
"""Answers without which nothing is shown of a token: five seconds of requests in public."""


def completed(seen: ObservedUpdate) -> list[str]:
    """Judge that the update was not given up.

    Raises EnvironmentFault where it was on a machine that could not even send requests when they were due:
    nobody is blamed then for an answer that was late.
    """
    if not seen.given_up:
        return []
    blames_nobody_on_a_busy_machine(seen)
    return [f"update given up: {seen.given_up}"]


def blames_nobody_on_a_busy_machine(seen: ObservedUpdate) -> None:
    """Raise EnvironmentFault where the requests in public could not be sent when they were due."""
    if seen.public is not None:
        kept_its_pace(seen.public, seen.public.since(BEGINS))


def on_one_new_digest(seen: ObservedUpdate) -> list[str]:
    """Judge that every replica is a new one, and that all of them run one image."""
    if seen.after is None:
        return completed(seen)
    stayed = seen.before.digests.keys() & seen.after.digests.keys()
    wrong = [f"image: pod {pod} was not replaced" for pod in sorted(stayed)]
    found = set(seen.after.digests.values())
    named = seen.image.partition("@")[2]
    older = set(seen.before.digests.values())
    if named and named not in older and found == older:
        wrong.append(f"image: the replicas run the older one as before, {', '.join(sorted(found))}")
    if len(found) != 1:
        wrong.append(f"image: the replicas run {len(found)} different ones: {', '.join(sorted(found))}")
    return wrong


def database_untouched(seen: ObservedUpdate) -> list[str]:
    """Judge that the database pod is the same, with no restart more."""
    before, after = seen.database
    if before is None or after is None or before.uid != after.uid:
        return ["database: its pod is another one after the update"]
    if before.restart_counts != after.restart_counts:
        return [f"database: a container of pod {after.name} was restarted"]
    return []


def pending_done_once(seen: ObservedUpdate) -> list[str]:
    """Judge that one start did what was pending of the schema, and the others nothing."""
    if seen.after is None:
        return completed(seen)
    return changed_once(seen.did, seen.before.revisions, seen.after.revisions)


def nothing_left_to_do(seen: ObservedUpdate) -> list[str]:
    """Judge that Keystone finds its schema complete, once the operator has had it contract."""
    return schema_is_complete(seen.left.check, seen.left.pod) if seen.left else completed(seen)


def tokens_from_before_accepted(seen: ObservedUpdate) -> list[str]:
    """Judge that every replica, old or new, took the tokens from before at each look."""
    found = [wrong for look in seen.looks for wrong in look.from_before()]
    return found or ([] if seen.looks else completed(seen))


def never_refused(record: ProbeRecord, between: Window | None = None) -> list[str]:
    """Judge that a token was never answered by another status than it should be; None: since the beginning.

    A request that got no answer says nothing of the token: availability is judged by itself. Nor does one
    that was answered after the window's end: what it met may have been there by then. Raises EnvironmentFault
    where fewer than LEAST_ANSWERED were answered, which shows nothing.
    """
    window = between or record.since(BEGINS)
    asked = [one for one in record.within(window) if between is None or one.ended <= window[1]]
    refused = [one for one in asked if one.phase is Phase.STATUS]
    if not refused:
        answered = sum(not one.failed for one in asked)
        if answered < LEAST_ANSWERED:
            raise EnvironmentFault(
                f"only {answered} of {len(asked)} requests with a token from before were answered: "
                f"{LEAST_ANSWERED} are needed to judge",
                "look at the replicas, or run on a machine with a core to spare",
            )
        return []
    told = [one.told() for one in refused[:20]]
    return [f"token: {len(refused)} of {len(asked)} requests were refused with one from before", *told]


def taken_both_ways(seen: ObservedUpdate) -> list[str]:
    """Judge that replicas of both releases took each other's tokens while both ran."""
    mixed = [look for look in seen.looks if look.mixed]
    found = [wrong for look in mixed for wrong in (*look.issues(), *look.both_ways())]
    return found or ([] if mixed else completed(seen) or ["update: the two releases never ran side by side"])


def all_there(seen: ObservedUpdate) -> list[str]:
    """Judge that everything which Keystone kept is there, field by field."""
    return lost(seen.before.inventory, seen.after.inventory) if seen.after else completed(seen)


def ways_in_from_before(seen: ObservedUpdate) -> list[str]:
    """Judge that passwords and credentials from before are good at every replica."""
    return [wrong for each in seen.accepted for wrong in each.wrong()] if seen.after else completed(seen)


def api_as_before(seen: ObservedUpdate) -> list[str]:
    """Judge that nothing is gone of what clients see whatever they ask for."""
    return taken_away(differences(seen.before.shape, seen.after.shape)) if seen.after else completed(seen)
