"""Sentences about what a token says of itself."""

from __future__ import annotations

from pytest_bdd import then, when

from conformance.administrator import administrator_at
from conformance.cluster_time import cluster_time
from conformance.identity import TokenIssued
from conformance.identity.furnished import PROJECT, Furnished
from conformance.identity.plain_requests import ask_for_token, by_password, by_token, token_in, without_token
from conformance.identity.token import describe
from conformance.judges.holding import must_hold
from conformance.judges.token_bodies import issued, issued_now, live_as_stated, scoped, unscoped
from conformance.judges.tokens import issued_for
from conformance.live_stack import LiveStack
from conformance.reach import Answer
from conformance.replica_answers import at_each, side_by_side
from conformance.run import Run
from conformance.stack import EXPECTED

Tokens = dict[str, TokenIssued]


@when("every replica issues a token to the administrator", target_fixture="tokens")
def every_replica_issues_a_token(stack: LiveStack, replica_urls: dict[str, str], run: Run) -> Tokens:
    """By password, for the admin project."""
    tokens = at_each(replica_urls, lambda url: administrator_at(stack, url).token)
    run.recorder.saw(request_ids={pod: token.request_id for pod, token in tokens.items()})
    return tokens


@then("each was issued now, by the cluster's clock")
def each_was_issued_now(stack: LiveStack, tokens: Tokens, run: Run) -> None:
    """The API server's clock: a replica's own would agree with itself."""
    now = cluster_time(stack.api)
    run.recorder.saw(
        cluster_time=str(now), issued={pod: str(token.issued_at) for pod, token in tokens.items()}
    )
    must_hold(issued_now(tokens, now))


@then("each ends after the life that is stated")
def each_ends_as_stated(tokens: Tokens, run: Run) -> None:
    """3600 seconds, Keystone's own default."""
    run.recorder.saw(expires={pod: str(token.expires_at) for pod, token in tokens.items()})
    must_hold(live_as_stated(tokens))


@when("the administrator asks for tokens with a scope and without", target_fixture="answers")
def administrator_asks_for_both(
    stack: LiveStack, replica_urls: dict[str, str], run: Run
) -> dict[str, Answer]:
    """At one replica, as it is on the wire."""
    password, url = stack.credentials.admin_password, next(iter(replica_urls.values()))
    bodies = {
        name: by_password(EXPECTED.admin_user, EXPECTED.domain, password, project)
        for name, project in (("scoped", EXPECTED.admin_project), ("unscoped", None))
    }
    timeout = run.patience("answer")
    answers = side_by_side(bodies, lambda body: ask_for_token(url, body, timeout=timeout))
    for name, answer in answers.items():
        run.recorder.saw(asked=name, status=answer.status, request_id=answer.request_id, body=answer.body)
        run.recorder.saw(asked=name, headers=without_token(answer))
    return answers


@then("both are issued and described")
def both_are_issued(answers: dict[str, Answer]) -> None:
    """201, the token in the header, its description in the body."""
    must_hold([*issued(answers["scoped"]), *issued(answers["unscoped"])])


@then("the one with a scope has project, roles and catalog")
def scoped_has_all(answers: dict[str, Answer]) -> None:
    """What a client works with."""
    must_hold(scoped(answers["scoped"]))


@then("the one without has none of them")
def unscoped_has_none(answers: dict[str, Answer]) -> None:
    """It says who somebody is, and opens nothing."""
    must_hold(unscoped(answers["unscoped"]))


@when("the user exchanges a token without a scope for one of the project", target_fixture="answer")
def user_exchanges_a_token(furnished: Furnished, run: Run) -> Answer:
    """Rescoping: no password is sent again."""
    url = furnished.urls[furnished.maker]
    unscoped_token = furnished.user.token_from(url).token
    body = by_token(unscoped_token, PROJECT, furnished.domain.name)
    answer = ask_for_token(url, body, timeout=run.patience("answer"))
    run.recorder.saw(status=answer.status, request_id=answer.request_id)
    return answer


@then("a token of that user, that project and that role is issued")
def exchanged_token_is_issued(furnished: Furnished, answer: Answer) -> None:
    """No more and no less than was granted."""
    must_hold([] if answer.status == 201 else [f"no token: the exchange is answered {answer.status}"])
    token = describe(answer.body, token_in(answer), answer.status, answer.request_id)
    must_hold(
        issued_for({"the exchange": token}, furnished.user.user_id, furnished.project_id, furnished.role)
    )
