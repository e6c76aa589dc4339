"""Sentences about what one replica makes of another's work."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from pytest_bdd import given, then, when

from conformance.administrator import administrator_at
from conformance.identity import TokenIssued
from conformance.identity.ec2 import Ec2Credential, gives_secret_of, read_credential, write_credential
from conformance.identity.furnished import Furnished
from conformance.identity.plain_requests import ask_about_token
from conformance.judges.between_replicas import credentials_readable_everywhere, tokens_valid_everywhere
from conformance.judges.holding import must_hold
from conformance.live_stack import LiveStack
from conformance.reach import Answer
from conformance.replica_answers import at_each, every_pair, statuses, table_of
from conformance.run import Run

Tokens = dict[str, TokenIssued]


@given("every replica has issued a token", target_fixture="tokens")
def every_replica_has_issued_a_token(stack: LiveStack) -> Tokens:
    """To the administrator, by password."""
    return at_each(stack.answering_replicas(), lambda url: administrator_at(stack, url).token)


def _asked_by_itself(run: Run) -> Callable[[TokenIssued, str], Answer]:
    timeout = run.patience("answer")
    return lambda token, url: ask_about_token(url, token.token, timeout=timeout)


@then("each token is valid at each replica")
def each_token_is_valid_at_each(tokens: Tokens, replica_urls: dict[str, str], run: Run) -> None:
    """Asked by the token itself, which may always ask about itself."""
    answers = every_pair(tokens, replica_urls, _asked_by_itself(run))
    run.recorder.tabled(
        table_of("Token valid", "issuer", "replica asked", answers, lambda _, answer: answer.status == 200)
    )
    must_hold(tokens_valid_everywhere(statuses(answers)))


@then("the tokens from before are valid at every replica")
def tokens_from_before_are_valid(stack: LiveStack, tokens: Tokens, run: Run) -> None:
    """That of the replica which is gone among them, and the new replica too."""
    urls = stack.answering_replicas()
    answers = every_pair(tokens, urls, _asked_by_itself(run))
    run.recorder.tabled(
        table_of("Token valid", "issuer", "replica asked", answers, lambda _, answer: answer.status == 200)
    )
    must_hold(tokens_valid_everywhere(statuses(answers)))


@when("an EC2 credential of the user is written through every replica", target_fixture="credentials")
def credentials_are_written(furnished: Furnished, run: Run) -> dict[str, Ec2Credential]:
    """One each; it is encrypted by the replica that writes it."""
    user, project, token = furnished.user.user_id, furnished.project_id, furnished.operator_token
    write = partial(
        write_credential,
        user_id=user,
        project_id=project,
        token=token,
        timeout=run.patience("answer"),
    )
    return at_each(furnished.urls, write)


@then("each is readable through each replica, with its own secret")
def credentials_are_readable(furnished: Furnished, credentials: dict[str, Ec2Credential], run: Run) -> None:
    """The secret that was given when it was made comes back."""
    read = partial(read_credential, token=furnished.operator_token, timeout=run.patience("answer"))
    answers = every_pair(credentials, furnished.urls, lambda credential, url: read(url, credential))
    run.recorder.tabled(
        table_of(
            "Credential readable, with its own secret",
            "replica that wrote it",
            "replica asked",
            answers,
            lambda maker, answer: gives_secret_of(answer, credentials[maker]),
        )
    )
    must_hold(credentials_readable_everywhere(answers, credentials))
