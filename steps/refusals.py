"""Sentences about requests that must be refused, and must not tell why."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given, then, when

from conformance.administrator import administrator_at
from conformance.answering import answer_of
from conformance.identity.furnished import Furnished
from conformance.identity.own_domain import OwnUser
from conformance.identity.plain_requests import (
    altered,
    ask_about_token,
    ask_for_token,
    ask_with_token,
    by_password,
)
from conformance.judges.holding import must_hold
from conformance.judges.refusals import answered_with, told_alike
from conformance.live_stack import LiveStack
from conformance.reach import Answer
from conformance.replica_answers import at_each
from conformance.run import Run
from steps.own_domain import NewDomain

GARBAGE = "gAAAAABgarbage"
NOWHERE = ("/nosuch", "/v3/nosuch", "/v4")
Answers = dict[str, Answer]


def _kept(run: Run, answers: Answers) -> Answers:
    for what, answer in answers.items():
        run.recorder.saw(asked=what, status=answer.status, request_id=answer.request_id)
    return answers


@given("a domain with a user, and a disabled user", target_fixture="disabled")
def a_disabled_user(stack: LiveStack, new_domain: NewDomain) -> tuple[Furnished, OwnUser]:
    """Disabled from the beginning: no revocation is on record."""
    furnished = new_domain(stack)
    return furnished, furnished.domain.add_user("disabled", enabled=False)


@when(
    "tokens are asked for with a wrong password, an unknown user and the disabled user",
    target_fixture="answers",
)
def three_wrong_sign_ins(disabled: tuple[Furnished, OwnUser], run: Run) -> Answers:
    """All else is as it should be; the disabled user's password is the right one."""
    furnished, gone = disabled
    url, user, domain = furnished.urls[furnished.maker], furnished.user, furnished.domain.name
    bodies = {
        "a wrong password": by_password(user.name, domain, user.password + "x"),
        "an unknown user": by_password("nobody", domain, user.password),
        "a disabled user": by_password(gone.name, domain, gone.password),
    }
    timeout = run.patience("answer")
    return _kept(run, {what: ask_for_token(url, body, timeout=timeout) for what, body in bodies.items()})


@when(
    "the list of users is asked for without a token, with garbage and with an altered token",
    target_fixture="answers",
)
def users_are_asked_for_wrongly(stack: LiveStack, replica_urls: dict[str, str], run: Run) -> Answers:
    """At one replica; the altered token is the administrator's, but for one letter."""
    url = next(iter(replica_urls.values()))
    right = administrator_at(stack, url).token.token
    tokens = {"no token": None, "a garbage token": GARBAGE, "an altered token": altered(right)}
    timeout = run.patience("answer")
    return _kept(run, {what: ask_with_token(url, token, timeout=timeout) for what, token in tokens.items()})


@when("the list of users is asked for with ADMIN_TOKEN as the token", target_fixture="answers")
def users_are_asked_for_by_the_secret(stack: LiveStack, replica_urls: dict[str, str], run: Run) -> Answers:
    """At every replica, under the header that Keystone reads tokens from."""
    secret, timeout = stack.credentials.admin_password, run.patience("answer")
    answers = at_each(replica_urls, lambda url: ask_with_token(url, secret, timeout=timeout))
    return _kept(run, {f"ADMIN_TOKEN as a token at pod {pod}": answer for pod, answer in answers.items()})


@then("each is refused as unauthorized")
def each_is_unauthorized(answers: Answers) -> None:
    """401, and no token with it."""
    must_hold(answered_with(answers, 401))


@then("nobody can tell one answer from another")
def answers_are_alike(answers: Answers) -> None:
    """One status and one body, but for the request's id."""
    must_hold(told_alike(answers))


@when("every replica is asked whether garbage is a valid token", target_fixture="answers")
def garbage_is_asked_about(stack: LiveStack, replica_urls: dict[str, str], run: Run) -> Answers:
    """In the name of the administrator, who may ask."""
    first = next(iter(replica_urls.values()))
    token = administrator_at(stack, first).token.token
    timeout = run.patience("answer")
    answers = at_each(replica_urls, lambda url: ask_about_token(url, GARBAGE, token, timeout=timeout))
    return _kept(run, {f"garbage, as a token, at pod {pod}": answer for pod, answer in answers.items()})


@when("every replica is asked for paths that do not exist", target_fixture="answers")
def nowhere_is_asked_for(replica_urls: dict[str, str], run: Run) -> Answers:
    """Beside the API, and inside it."""
    asked = {f"{path} in pod {pod}": url + path for pod, url in replica_urls.items() for path in NOWHERE}
    timeout = run.patience("answer")
    return _kept(run, {what: answer_of(url, timeout=timeout) for what, url in asked.items()})


@then("each is answered as not found")
def each_is_not_found(answers: Answers) -> None:
    """404."""
    must_hold(answered_with(answers, 404))


@when(
    "tokens are asked for without a body, with an empty one and with one of another form",
    target_fixture="answers",
)
def senseless_requests(replica_urls: dict[str, str], run: Run) -> Answers:
    """At one replica."""
    bodies: dict[str, Any] = {"no body": None, "an empty body": {}, "a body of another form": {"auth": []}}
    url = next(iter(replica_urls.values()))
    timeout = run.patience("answer")
    return _kept(run, {what: ask_for_token(url, body, timeout=timeout) for what, body in bodies.items()})


@then("each is refused as a bad request")
def each_is_a_bad_request(answers: Answers) -> None:
    """400."""
    must_hold(answered_with(answers, 400))
