"""Sentences about the memcached in each replica's pod."""

from __future__ import annotations

from pytest_bdd import given, then, when

from conformance.administrator import administrator_at
from conformance.judges.holding import must_hold
from conformance.judges.memcached import was_used, were_left_alone
from conformance.live_stack import LiveStack
from conformance.memcached import MemcachedState
from conformance.memcached_use import memcached_states
from conformance.observed import PodView
from conformance.run import Run


@then("memcached answers in every keystone pod")
def memcached_answers(stack: LiveStack, replicas: tuple[PodView, ...], run: Run) -> None:
    """To `version` and `stats`, on its own port."""
    states = memcached_states(stack, replicas)
    run.recorder.saw(versions={pod: state.version for pod, state in states.items()})


@given("memcached has counted its requests in every keystone pod", target_fixture="counted")
def memcached_has_counted(stack: LiveStack) -> dict[str, MemcachedState]:
    """Up to now."""
    return memcached_states(stack, stack.replicas())


@when("one replica is asked to validate a token", target_fixture="asked")
def one_replica_validates(
    stack: LiveStack, replica_urls: dict[str, str], counted: dict[str, MemcachedState], run: Run
) -> str:
    """One that it has issued itself; the others are asked nothing meanwhile."""
    pod, url = next(iter(replica_urls.items()))
    with administrator_at(stack, url) as signed_in:
        signed_in.validate(signed_in.token)
    run.recorder.saw(asked=pod, before={name: state.requests for name, state in counted.items()})
    return pod


@then("the memcached of its pod has counted more of them")
def its_memcached_was_used(
    stack: LiveStack, counted: dict[str, MemcachedState], asked: str, run: Run
) -> None:
    """Values asked for, or given to it."""
    now = memcached_states(stack, stack.replicas())
    run.recorder.saw(after={name: state.requests for name, state in now.items()})
    must_hold(was_used(counted, now, asked))


@then("the memcached of no other pod has")
def other_memcacheds_were_left_alone(
    stack: LiveStack, counted: dict[str, MemcachedState], asked: str
) -> None:
    """Each replica has a cache of its own."""
    must_hold(were_left_alone(counted, memcached_states(stack, stack.replicas()), asked))
