"""Sentences about a database that goes, and what Keystone does without it and after it."""

from __future__ import annotations

from functools import partial

import pytest
from pytest_bdd import given, parsers, then, when

from conformance.conditions import not_made_again, pod_gone
from conformance.database_loss import has_said_something, renew_replicas, started_meanwhile
from conformance.disturbance import Disturbance, delete_database
from conformance.issuing import attempts_for, attempts_of, statuses_of, tokens_of
from conformance.judges.holding import must_hold
from conformance.judges.without_database import all_accept, all_refuse, ended_without_a_token, issued_none
from conformance.live_stack import LiveStack
from conformance.run import Run
from conformance.stack import EXPECTED, Role

ASKED_SECONDS = 5.0
"""After its program said something: a container runs before that, and requests then would show nothing."""
TOLD = 20
"""Of many attempts so many are in the report, the last ones."""
OLD_ASKED_TIMES = 3
"""A replica's first request may only find out that its connections ended with the old database."""


@pytest.fixture
def tokens_before() -> list[str]:
    """Tokens that were issued while all was well."""
    return []


@given("a stack that is to lose its database", target_fixture="stack")
def a_stack_to_lose_its_database(run: Run, tokens_before: list[str]) -> LiveStack:
    """Its own, with a token issued by each replica; that requests fail is expected from now on."""
    stack = run.own()
    stack.invariants.expect_server_errors()
    tokens = tokens_of(stack, stack.answering_replicas(), "a token", "token")
    tokens_before += [token.token for token in tokens.values()]
    return stack


@when("the database pod is deleted", target_fixture="disturbance")
def database_pod_is_deleted(stack: LiveStack, run: Run) -> Disturbance:
    """`kubectl delete pod keystone-db`, and it is gone."""
    disturbance = delete_database(stack)
    run.recorder.saw(deleted=disturbance.told)
    stack.until(pod_gone(disturbance.uids[0]), f"{disturbance.names} gone", "pod-gone")
    return disturbance


@when("the database pod is deleted, and made again by hand", target_fixture="disturbance")
def database_pod_is_made_again(stack: LiveStack, run: Run) -> Disturbance:
    """From the same manifest, once the old one is gone; it takes queries again."""
    disturbance = database_pod_is_deleted(stack, run)
    stack.create(Role.DATABASE)
    run.recorder.saw(made_again=stack.database().uid)
    stack.database_rows("SHOW DATABASES")
    return disturbance


@then(parsers.parse("nobody makes it again for {seconds:g} seconds"))
def nobody_makes_it_again(stack: LiveStack, seconds: float, run: Run) -> None:
    """No pod of its name, and nothing behind the db service."""
    condition = not_made_again(stack.names.database_pod, EXPECTED.database_service)
    stack.until(condition, "nothing behind db", "endpoint-listed")
    stack.waiter.holds(condition, seconds, "nobody makes the database pod again")
    run.recorder.saw(absent=stack.names.database_pod, for_s=seconds)


@then(parsers.parse("at every replica a request for a token ends within {seconds:g} seconds without one"))
def requests_end_without_a_token(
    stack: LiveStack, disturbance: Disturbance, seconds: float, run: Run
) -> None:
    """Whatever the answer is: an error now is worth more than an answer some time."""
    attempts = attempts_of(stack, tuple(pod.name for pod in disturbance.before))
    run.recorder.saw(attempts=[each.told for each in attempts], bound_s=seconds)
    must_hold(ended_without_a_token(attempts, seconds))


@then("so it does at a replica that is started meanwhile")
def a_new_replica_issues_none(stack: LiveStack, run: Run) -> None:
    """It waits for the database and does not serve: refused at once is an end too."""
    pod = started_meanwhile(stack)
    runs = partial(has_said_something, stack, pod.name)
    attempts = attempts_for(stack, pod.name, ASKED_SECONDS, runs)
    run.recorder.saw(
        asked_times=len(attempts), at_the_new_one_at_last=[each.told for each in attempts[-TOLD:]]
    )
    must_hold(ended_without_a_token(attempts, 5.0))


@then("the replicas that knew the old database issue no token")
def old_replicas_issue_none(stack: LiveStack, disturbance: Disturbance, run: Run) -> None:
    """The tables are made when a replica starts: those that run have none now."""
    stack.database_rows("SHOW DATABASES")
    attempts = attempts_of(stack, tuple(pod.name for pod in disturbance.before), times=OLD_ASKED_TIMES)
    run.recorder.saw(attempts=[each.told for each in attempts])
    must_hold(issued_none(attempts))


@then("replicas that are started anew do")
def new_replicas_issue_tokens(stack: LiveStack, run: Run) -> None:
    """What an operator has to do after such a loss: delete the keystone pods."""
    renew_replicas(stack)
    tokens = tokens_of(stack, stack.answering_replicas(), "a token", "token")
    run.recorder.saw(tokens={pod: token.request_id for pod, token in tokens.items()})


@then("every replica issues tokens again")
def every_replica_issues_tokens_again(stack: LiveStack, run: Run) -> None:
    """The same replicas, with nothing done to them."""
    tokens = tokens_of(stack, stack.answering_replicas(), "a token again", "token")
    run.recorder.saw(tokens={pod: token.request_id for pod, token in tokens.items()})


@then("they refuse a token from before")
def token_from_before_is_refused(stack: LiveStack, tokens_before: list[str], run: Run) -> None:
    """Nobody who had one is known any more."""
    statuses = statuses_of(stack, tokens_before[0])
    run.recorder.saw(statuses=statuses)
    must_hold(all_refuse(statuses))


@then("every replica accepts a token from before")
def token_from_before_is_accepted(stack: LiveStack, tokens_before: list[str], run: Run) -> None:
    """Nobody has to log in again."""
    statuses = statuses_of(stack, tokens_before[0])
    run.recorder.saw(statuses=statuses)
    must_hold(all_accept(statuses))
