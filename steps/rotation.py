"""Sentences about Fernet keys that are rotated in a Secret."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_bdd import given, then, when

from conformance.issuing import tokens_of
from conformance.judges import rotation as judges
from conformance.judges.holding import must_hold
from conformance.judges.update import never_refused
from conformance.live_stack import LiveStack
from conformance.probe import RunningProbe
from conformance.public_answers import until_answers_in_public
from conformance.replica_answers import table_of
from conformance.run import Run
from conformance.stack import EXPECTED, Role
from conformance.update.fernet_keys import Keys
from conformance.update.load import BEGINS, validating
from conformance.update.rotation import Rotation, deploy_with_keys, rotate
from steps.recorded_probes import recorded_probes

DROPPING = "the first key is dropped"
RATE = 5.0  # validations a second: nothing else goes on, and a refusal may be short


@pytest.fixture
def rotation_probes(run: Run) -> Iterator[list[RunningProbe]]:
    """The probe of the scenario: it ends with it, and the report has its course whatever was judged."""
    yield from recorded_probes(run, "Fernet keys rotated", BEGINS)


@given("a stack of its own whose Fernet keys are in a Secret", target_fixture="stack")
def a_stack_with_keys_in_a_secret(run: Run) -> LiveStack:
    """The Secret is made before the controller, whose pods mount it."""
    return run.own(Role.DATABASE, Role.DATABASE_SERVICE, Role.PUBLIC_SERVICE)


@pytest.fixture
def keys(stack: LiveStack) -> Keys:
    """The first keys; every replica answers with them."""
    made = deploy_with_keys(stack)
    stack.answering_replicas()
    return made


@when(
    "its keys are rotated under a steady stream of requests until the first is dropped",
    target_fixture="rotations",
)
def keys_are_rotated(
    stack: LiveStack, keys: Keys, rotation_probes: list[RunningProbe], run: Run
) -> tuple[Rotation, Rotation]:
    """Twice: the first keeps the key that issued tokens so far, the second drops it."""
    url = until_answers_in_public(stack, stack.names.public_service, EXPECTED.public_port)
    first = tokens_of(stack, stack.answering_replicas(), "a token", "token")
    token = next(iter(first.values())).token
    name = f"{run.record.run_id}-{run.recorder.current.identifier}"
    probe = validating(url, token, name=name, rate=RATE)
    probe.mark(BEGINS)
    rotation_probes.append(probe)
    kept = rotate(stack, keys, first)
    probe.mark(DROPPING)
    dropped = rotate(stack, kept.keys, first)
    run.recorder.saw(
        keys=[sorted(keys), sorted(kept.keys), sorted(dropped.keys)],
        looks=[len(kept.between), len(dropped.between)],
    )
    return kept, dropped


@then("no replica refused another's token meanwhile")
def none_refused(rotations: tuple[Rotation, Rotation], run: Run) -> None:
    """At each look while the keys spread, when some replicas had them and others not yet."""
    tables = [table for each in rotations for table in each.between]
    for number, table in enumerate((tables[0], tables[-1]), 1):
        what = f"Token valid while keys are rotated, {'first' if number == 1 else 'last'} look"
        run.recorder.tabled(
            table_of(what, "issuer", "replica asked", table, lambda _, answer: answer.status == 200)
        )
    must_hold(judges.never_refused_between(rotations))


@then("tokens of the first key were valid until it was dropped")
def first_were_valid(rotations: tuple[Rotation, Rotation], rotation_probes: list[RunningProbe]) -> None:
    """At every replica, and five times a second in public."""
    record = rotation_probes[0].so_far()
    until = (record.at(BEGINS), record.at(DROPPING))
    must_hold(judges.first_valid(rotations[0]) or never_refused(record, until))


@then("then every replica refuses them")
def first_are_refused(rotations: tuple[Rotation, Rotation], run: Run) -> None:
    """Nobody has the key any more that could tell that they are good."""
    table = rotations[1].first[-1]
    run.recorder.saw(
        after={pod: {asked: each.status for asked, each in row.items()} for pod, row in table.items()}
    )
    must_hold(judges.first_refused(table))
