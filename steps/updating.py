"""Sentences about a stack whose keystone pods are replaced by those of another image."""

from __future__ import annotations

from dataclasses import replace

from pytest_bdd import given, parsers, then, when

from conformance.judges import update as judges
from conformance.judges.holding import must_hold
from conformance.live_stack import LiveStack
from conformance.probe import (
    Kind,
    back_within,
    enough_probes,
    facts_of,
    no_failures_after_the_request_was_read,
    no_failures_on_new_connections,
    quiet,
)
from conformance.public_answers import until_answers_in_public
from conformance.run import Run
from conformance.stack import EXPECTED, FILES
from conformance.update.api_shape import differences
from conformance.update.images import deployed_as
from conformance.update.inventory import added
from conformance.update.load import BEGINS, Pace
from conformance.update.observed import ObservedUpdate
from conformance.update.recorded import availability_of_update
from conformance.update.second_controller import SecondController
from conformance.update.updating import Updating

ONE_BY_ONE = "one by one"
LOADS = {"hardened": Pace(rate=50.0, least=3000)}
"""By set of manifests: that none of so many requests fails says more than that none of a thousand does."""


@given("a stack that is to be updated", target_fixture="stack")
def a_stack_to_update(run: Run) -> LiveStack:
    """With Keystone answering at every replica; as an update before it has left it."""
    stack = run.to_update()
    stack.answering_replicas()
    return stack


@when("its keystone pods are replaced one by one by those of the new image", target_fixture="seen")
def pods_are_replaced_one_by_one(stack: LiveStack, run: Run) -> ObservedUpdate:
    """Made by the first scenario that says so; the others are given what was seen of it."""
    updates = run.stacks.updates
    is_mine = not updates.was_made(ONE_BY_ONE)
    inputs = run.stacks.maker.inputs
    image = deployed_as(str(inputs.update.keystone), run.stacks.maker.pins)
    seen = updates.get(ONE_BY_ONE, lambda: updating(stack, run, image).run())
    run.recorder.saw(update=ONE_BY_ONE, made_here=is_mine, **seen.told())
    if is_mine:
        for record in availability_of_update(seen, f"{image}, {ONE_BY_ONE}"):
            run.recorder.probed(record)
    return seen


@given("a stack of its own with a public address", target_fixture="stack")
def an_own_stack_in_public(run: Run) -> LiveStack:
    """All four of the manifests."""
    stack = run.own(*FILES)
    stack.answering_replicas()
    return stack


@when("a second controller with the new image is scaled up as the first goes down", target_fixture="seen")
def second_controller_takes_over(stack: LiveStack, run: Run) -> ObservedUpdate:
    """As `kubectl rolling-update` did, by its own label."""
    form = SecondController()
    image = deployed_as(str(run.stacks.maker.inputs.update.keystone), run.stacks.maker.pins)
    seen = replace(updating(stack, run, image), form=form).run()
    run.recorder.saw(update=form.name, made_here=True, **seen.told())
    for record in availability_of_update(seen, f"{image}, {form.name}"):
        run.recorder.probed(record)
    return seen


def updating(stack: LiveStack, run: Run, image: str) -> Updating:
    """Return an update to `image`, under requests in public where there is a public address."""
    in_public = not run.capabilities["load_balancer"]
    url = None
    if in_public:
        url = until_answers_in_public(stack, stack.names.public_service, EXPECTED.public_port)
    name = f"{run.record.run_id}-{run.recorder.current.identifier}"
    return Updating(stack, image, name, url, LOADS.get(run.options.manifest_set, Pace()))


@then("none of the new pods was refused")
def none_was_refused(seen: ObservedUpdate) -> None:
    """Each served, issued tokens, and took those of the others and those from before."""
    must_hold(judges.completed(seen))


@then("every keystone pod runs one new image")
def one_new_image(seen: ObservedUpdate) -> None:
    """By its digest; no pod from before is left."""
    must_hold(judges.on_one_new_digest(seen))


@then("the database pod is untouched")
def database_is_untouched(seen: ObservedUpdate) -> None:
    """The same pod, and no restart."""
    must_hold(judges.database_untouched(seen))


@then("the schema was changed by one start where anything was pending, and by none else")
def schema_was_changed_once(seen: ObservedUpdate, run: Run) -> None:
    """By its revisions, and by what each new replica says it did."""
    after = list(seen.after.revisions) if seen.after else None
    run.recorder.saw(revisions_before=list(seen.before.revisions), revisions_after=after, did=seen.did)
    must_hold(judges.pending_done_once(seen))


@then("Keystone finds nothing left to do, once it was told to contract")
def nothing_is_left(seen: ObservedUpdate, run: Run) -> None:
    """`db_sync --check` ends with 0; `--contract` is the operator's, after the last old replica."""
    if seen.left:
        run.recorder.saw(contracted=seen.left.contracted is not None, check=seen.left.check.exit_code)
    must_hold(judges.nothing_left_to_do(seen))


@then("every replica, old and new, took tokens from before at each look")
def tokens_from_before(seen: ObservedUpdate, run: Run) -> None:
    """One look after each replacement."""
    for look in seen.looks:
        run.recorder.tabled(look.tables()[1])
    must_hold(judges.tokens_from_before_accepted(seen))


@then("while both releases ran each replica took the tokens of every other")
def tokens_both_ways(seen: ObservedUpdate, run: Run) -> None:
    """After the first replacement, and after the second."""
    for look in seen.looks:
        if look.mixed:
            run.recorder.tabled(look.tables()[0])
    must_hold(judges.taken_both_ways(seen))


@then("users, projects, roles, assignments and credentials are there, field by field")
def all_is_there(seen: ObservedUpdate, run: Run) -> None:
    """As the API lists them; what is new is told, and breaks nothing."""
    before = seen.before.inventory
    run.recorder.saw(counts_before=before.counts, hashes_before=before.hashes())
    if seen.after:
        after = seen.after.inventory
        run.recorder.saw(
            counts_after=after.counts, hashes_after=after.hashes(before), new=added(before, after)
        )
    must_hold(judges.all_there(seen))


@then("passwords and credentials from before are good at every replica")
def ways_in(seen: ObservedUpdate, run: Run) -> None:
    """A user's password, an application credential, an EC2 credential's secret."""
    run.recorder.saw(accepted=[each.told for each in seen.accepted])
    must_hold(judges.ways_in_from_before(seen))


@then("nothing is gone from the versions document, the headers and the body of a token")
def api_is_there(seen: ObservedUpdate, run: Run) -> None:
    """What is new is named, and breaks nothing."""
    if seen.after:
        found = differences(seen.before.shape, seen.after.shape)
        run.recorder.saw(differences=[str(each) for each in found])
    must_hold(judges.api_as_before(seen))


@then("no request had failed before it began")
def quiet_before(seen: ObservedUpdate, run: Run) -> None:
    """Else nothing can be said of the update: not broken, but unknown."""
    record = seen.in_public()
    run.recorder.saw(before=facts_of(record, record.until(BEGINS)))
    quiet(record, record.until(BEGINS))


@then("soon after the last old pod was deleted requests of each kind were answered")
def answered_soon(seen: ObservedUpdate, run: Run) -> None:
    """And stayed so until the requests ended; what failed in all of the update stands in the report."""
    record = seen.in_public()
    run.recorder.saw(**facts_of(record, record.since(BEGINS)))
    patience = run.patience("keystone-answers-steadily")
    must_hold(judges.completed(seen) or back_within(record, seen.last_turn, patience))


@then(parsers.parse("none of the requests on new connections failed, {least:d} at least"))
def none_on_new_connections_failed(seen: ObservedUpdate, least: int, run: Run) -> None:
    """From the update's beginning on."""
    record = seen.in_public()
    window = record.since(BEGINS)
    run.recorder.saw(**facts_of(record, window))
    wrong = judges.completed(seen)
    if not wrong:
        enough_probes(record, least, window, [Kind.NEW])
        wrong = no_failures_on_new_connections(record, window)
    must_hold(wrong)


@then(parsers.parse("none on a kept connection failed after it was read, of {least:d} at least"))
def none_on_kept_connections_failed(seen: ObservedUpdate, least: int) -> None:
    """What was not read any client sends again; what was read is answered."""
    record = seen.in_public()
    window = record.since(BEGINS)
    wrong = judges.completed(seen)
    if not wrong:
        enough_probes(record, least, window, [Kind.KEPT])
        wrong = no_failures_after_the_request_was_read(record, window)
    must_hold(wrong)


@then("no token from before was refused there")
def no_token_was_refused(seen: ObservedUpdate, run: Run) -> None:
    """By whichever replica was met, twice a second."""
    record = seen.in_public(tokens=True)
    run.recorder.saw(tokens=facts_of(record, record.since(BEGINS)))
    must_hold(judges.never_refused(record))
