"""Sentences about how soon what is taken away is refused."""

from __future__ import annotations

from pytest_bdd import given, then, when

from conformance.cache_life import cache_seconds
from conformance.clock_reading import read_all
from conformance.identity.furnished import Furnished
from conformance.identity.plain_requests import ask_about_token, ask_with_token, revoke_token
from conformance.judges.holding import must_hold
from conformance.judges.refusals import answered_with
from conformance.live_stack import LiveStack
from conformance.refusal_clocks import RefusalClocks, records_of, refused_in_time
from conformance.run import Run
from conformance.taken_away import DISABLED, REVOKED, WITHOUT_ROLE, Primed, prime, take_away
from steps.own_domain import NewDomain


@when("the user's token is revoked at one replica that has just found it valid", target_fixture="revoked")
def token_is_revoked(furnished: Furnished, run: Run) -> str:
    """So that the replica has it in its cache."""
    url, token = furnished.urls[furnished.maker], furnished.token_from(furnished.maker).token
    timeout = run.patience("answer")
    before = ask_about_token(url, token, furnished.operator_token, timeout=timeout)
    must_hold(answered_with({"the token, before it is revoked,": before}, 200))
    answer = revoke_token(url, token, furnished.operator_token, timeout=timeout)
    run.recorder.saw(revocation=answer.status, request_id=answer.request_id)
    must_hold(answered_with({"the revocation": answer}, 204))
    return token


@then("that replica finds it valid no more")
def not_valid_any_more(furnished: Furnished, revoked: str, run: Run) -> None:
    """404, at once: the replica has told its own cache."""
    url, asker = furnished.urls[furnished.maker], furnished.operator_token
    answer = ask_about_token(url, revoked, asker, timeout=run.patience("answer"))
    run.recorder.saw(status=answer.status, request_id=answer.request_id)
    must_hold(answered_with({f"the revoked token at pod {furnished.maker}": answer}, 404))


@then("that replica lets nobody in with it")
def opens_nothing_any_more(furnished: Furnished, revoked: str, run: Run) -> None:
    """401 for what any valid token may ask."""
    url = furnished.urls[furnished.maker]
    answer = ask_with_token(url, revoked, "auth/projects", timeout=run.patience("answer"))
    run.recorder.saw(status=answer.status, request_id=answer.request_id)
    must_hold(answered_with({f"a request with the revoked token at pod {furnished.maker}": answer}, 401))


@given("a domain with three users whose tokens every replica has just found valid", target_fixture="primed")
def three_users_with_tokens(stack: LiveStack, new_domain: NewDomain) -> Primed:
    """Now each replica has each of the tokens in its cache."""
    return prime(new_domain(stack), stack.waiter.patience("answer"))


@when("a token is revoked, a user disabled and a role taken away at one replica", target_fixture="clocks")
def all_is_taken_away(stack: LiveStack, primed: Primed, run: Run) -> RefusalClocks:
    """The clocks run side by side, until each replica has refused each token, or is late."""
    cached = cache_seconds(stack.manifests)
    run.recorder.saw(cache_seconds=cached, at=primed.furnished.maker)
    return read_all(take_away(primed, cached), stack.waiter)


@then("every replica refuses the revoked token within C + 1 seconds")
def revoked_in_time(clocks: RefusalClocks, run: Run) -> None:
    """C is what the pods' environment sets, else the image contract's default."""
    run.recorder.clocked(records_of(clocks.of(REVOKED)))
    must_hold(refused_in_time(clocks.of(REVOKED)))


@then("every replica refuses the disabled user's token within C + 1 seconds")
def disabled_in_time(clocks: RefusalClocks, run: Run) -> None:
    """Counted from the answer to the request that disabled the user."""
    run.recorder.clocked(records_of(clocks.of(DISABLED)))
    must_hold(refused_in_time(clocks.of(DISABLED)))


@then("every replica refuses the token whose role is gone within 2C + 1 seconds")
def without_role_in_time(clocks: RefusalClocks, run: Run) -> None:
    """The role may be read from one cache, and the token made of it kept in another."""
    run.recorder.clocked(records_of(clocks.of(WITHOUT_ROLE)))
    must_hold(refused_in_time(clocks.of(WITHOUT_ROLE)))
