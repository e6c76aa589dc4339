"""Sentences about a Keystone domain of the scenario's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from pytest_bdd import given, then, when

from conformance.administrator import administrator_at
from conformance.identity import OwnDomain
from conformance.identity.furnished import Furnished, furnish
from conformance.identity.plain_requests import ask_with_token
from conformance.judges.holding import must_hold
from conformance.judges.refusals import answered_with
from conformance.judges.tokens import issued_for
from conformance.live_stack import LiveStack
from conformance.replica_answers import at_each
from conformance.run import Run

NewDomain = Callable[[LiveStack], Furnished]


@pytest.fixture
def new_domain(run: Run) -> Iterator[NewDomain]:
    """What makes a domain with a project, a user and a role of the user there, through one replica.

    It stays as long as the stack (docs/decisions/0008): under names that nobody used before.
    """
    with ExitStack() as ending:

        def make(stack: LiveStack) -> Furnished:
            urls = stack.answering_replicas()
            operator = ending.enter_context(administrator_at(stack, next(iter(urls.values()))))
            purpose = run.recorder.current.identifier.replace("_", "-")
            return furnish(OwnDomain.create(operator, purpose), urls)

        yield make


@given("a domain with a project, a user and a role of the user there", target_fixture="furnished")
@when(
    "an operator makes a domain with a project, a user and a role of the user there",
    target_fixture="furnished",
)
def a_domain_is_made(stack: LiveStack, new_domain: NewDomain, run: Run) -> Furnished:
    """All of it new, under names that nobody used before."""
    made = new_domain(stack)
    run.recorder.saw(domain=made.domain.domain_id, project=made.project_id, user=made.user.user_id)
    return made


@then("that user gets a token with that role on that project, at every replica")
def user_gets_a_token(furnished: Furnished, run: Run) -> None:
    """The role that was granted, and no other."""
    tokens = at_each(furnished.urls, lambda url: furnished.user.token_from(url, "project"))
    run.recorder.saw(request_ids={pod: token.request_id for pod, token in tokens.items()})
    must_hold(issued_for(tokens, furnished.user.user_id, furnished.project_id, furnished.role))


@then("the user may not list all users")
def user_may_not_list_users(furnished: Furnished, run: Run) -> None:
    """That is an administrator's right."""
    token = furnished.token_from(furnished.maker)
    answer = ask_with_token(furnished.urls[furnished.maker], token.token, timeout=run.patience("answer"))
    run.recorder.saw(status=answer.status, request_id=answer.request_id)
    must_hold(answered_with({"a user's list of all users": answer}, 403))
