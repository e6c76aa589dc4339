"""Sentences about what the public address takes: which replica answers, which port, how many at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from pytest_bdd import then, when

from conformance.judges.holding import must_hold
from conformance.judges.logins import each_got_a_token, figures
from conformance.judges.ports import open_only_at
from conformance.judges.spread import answered_once, every_replica_answers
from conformance.live_stack import LiveStack
from conformance.logins import log_in_at_once
from conformance.reach import Answer, NoAnswer
from conformance.reach_ports import Knock, knock_at
from conformance.run import Run
from conformance.spread import spread_of
from conformance.stack import EXPECTED

Seen = Mapping[str, Collection[int]]


@when("requests are sent there, each on a new connection", target_fixture="seen")
def requests_are_sent(stack: LiveStack, public_url: str, replica_urls: dict[str, str], run: Run) -> Seen:
    """Each with a query string of its own, which is looked for in the replicas' logs."""
    seen = spread_of(stack, public_url, replica_urls)
    run.recorder.saw(answered={pod: len(numbers) for pod, numbers in seen.items()})
    return seen


@then("every replica has answered some of them")
def every_replica_has_answered(stack: LiveStack, seen: Seen) -> None:
    """By its own log."""
    must_hold(every_replica_answers(seen, stack.service(stack.names.public_service)))


@then("each was answered by one replica")
def each_answered_once(seen: Seen) -> None:
    """None was sent on a second time."""
    must_hold(answered_once(seen))


@when("connections are tried there to Keystone, the database and memcached", target_fixture="knocks")
def connections_are_tried(public_url: str, run: Run) -> dict[int, Knock]:
    """TCP alone, on their own ports."""
    ports = (EXPECTED.public_port, EXPECTED.database_port, EXPECTED.memcached_port)
    knocks = knock_at(urlsplit(public_url).hostname or "", ports)
    run.recorder.saw(connections={port: each.refused or "taken" for port, each in knocks.items()})
    return knocks


@then("only Keystone takes one")
def only_keystone_takes_one(knocks: dict[int, Knock]) -> None:
    """What the pods have on other ports stays inside the cluster."""
    must_hold(open_only_at(knocks, EXPECTED.public_port))


@when("a hundred clients log in at once", target_fixture="logins")
def a_hundred_log_in(stack: LiveStack, public_url: str, run: Run) -> tuple[Answer | NoAnswer, ...]:
    """As the administrator, each on a new connection, through the load balancer."""
    logins = log_in_at_once(public_url, stack.credentials.admin_password)
    run.recorder.saw(**figures(logins))
    return logins


@then("each of them gets a token")
def each_gets_a_token(logins: tuple[Answer | NoAnswer, ...]) -> None:
    """None is refused, and none is left waiting."""
    must_hold(each_got_a_token(logins))
