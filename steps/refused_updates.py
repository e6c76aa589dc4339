"""Sentences about updates to images that are bad on purpose."""

from __future__ import annotations

from dataclasses import replace

from pytest_bdd import parsers, then, when

from conformance.judges import refused_update as judges
from conformance.judges.holding import must_hold
from conformance.live_stack import LiveStack
from conformance.run import Run
from conformance.update.images import deployed_as
from conformance.update.load import Pace
from conformance.update.observed import ObservedUpdate, old_told
from conformance.update.recorded import availability_of_update
from steps.updating import updating

BREAKS_THE_OLD_ONE = "breaks-old-release"
CANDIDATES = {
    "crashes at its start": "crashes-at-start",
    "answers 500": "answers-500",
    "forgets tokens": "forgets-tokens",
    "breaks the old release": BREAKS_THE_OLD_ONE,
}
"""The tag of each candidate, by what it does: docs/image-versions.md."""


FEW = Pace(rate=5.0)
"""In public: what is judged is what the old replicas answer, which are asked by themselves."""


@when(parsers.parse("its update to a candidate that {does} is tried"), target_fixture="seen")
def update_is_tried(stack: LiveStack, does: str, run: Run) -> ObservedUpdate:
    """From whichever image it runs; whoever makes the update knows nothing of what is wrong with it."""
    maker = run.stacks.maker
    image = deployed_as(maker.inputs.update.candidate(CANDIDATES[does]), maker.pins)
    seen = replace(updating(stack, run, image), pace=FEW).run()
    if CANDIDATES[does] == BREAKS_THE_OLD_ONE:
        # errors and tracebacks of old replicas on a schema that is not theirs are what it does
        stack.pass_over_failures()
    run.recorder.saw(update=f"to a candidate that {does}", made_here=True, **seen.told())
    for record in availability_of_update(seen, image):
        run.recorder.probed(record)
    return seen


@then(parsers.parse("it is given up at the first new pod, which {does}"))
@then(parsers.parse("it is given up at the first new pod, since the {does}"))
def given_up(seen: ObservedUpdate, does: str) -> None:
    """For that reason and no other."""
    must_hold(judges.given_up_for(seen, does))


@then("two old replicas answered all the while")
def old_ones_answered(seen: ObservedUpdate, run: Run) -> None:
    """From the update's beginning until the old image was back: each request about a token from before."""
    run.recorder.saw(old_replicas=old_told(seen.old))
    must_hold(judges.old_replicas_answered(seen))


@then("with the old image back all is as before")
def all_as_before(seen: ObservedUpdate) -> None:
    """The digest, the data, tokens and passwords from before; the database as the candidate left it."""
    must_hold(judges.undone(seen))


@then("with the old image and the database from before back all is as before")
def all_as_before_with_the_database(seen: ObservedUpdate) -> None:
    """By the copy that was made before the update."""
    must_hold(judges.undone(seen, by_the_database=True))
