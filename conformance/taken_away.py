"""A revoked token, a disabled user and a role that is gone, and the clocks that run at each replica then."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from conformance.errors import PromiseBroken
from conformance.identity.furnished import PROJECT, Furnished
from conformance.identity.own_domain import OwnUser
from conformance.identity.plain_requests import TOKEN_REFUSED, ask_about_token, revoke_token
from conformance.identity.token import TokenIssued
from conformance.refusal_clocks import RefusalClock

REVOKED, DISABLED, WITHOUT_ROLE = "the revoked token", "the disabled user's token", "the token without a role"


@dataclass(frozen=True)
class Primed:
    """Three users of a domain, each with a token that every replica has just found valid."""

    furnished: Furnished
    users: Mapping[str, OwnUser]
    """By what is to be done to each."""
    tokens: Mapping[str, TokenIssued]
    timeout: float
    """Of each request to come, in seconds."""


def prime(furnished: Furnished, timeout: float) -> Primed:
    """Make the users and their tokens, and have each token validated by every replica.

    `timeout` is in seconds, for each request. Raises PromiseBroken where a replica does not find one valid.
    """
    domain = furnished.domain
    users = {what: domain.add_user(what) for what in (REVOKED, DISABLED, WITHOUT_ROLE)}
    for user in users.values():
        domain.grant(furnished.role_id, user, furnished.project_id)
    issuer = furnished.urls[furnished.maker]
    tokens = {what: user.token_from(issuer, PROJECT) for what, user in users.items()}
    primed = Primed(furnished, users, tokens, timeout)
    for pod in furnished.urls:
        for what, token in primed.tokens.items():
            if not _taken(primed, pod, token):
                raise PromiseBroken(f"token: pod {pod} does not find valid what is to be {what}")
    return primed


def _taken(primed: Primed, pod: str, token: TokenIssued) -> bool:
    furnished = primed.furnished
    url, asker = furnished.urls[pod], furnished.operator_token
    status = ask_about_token(url, token.token, asker, timeout=primed.timeout).status
    if status != 200 and status not in TOKEN_REFUSED:
        raise PromiseBroken(f"token: pod {pod} answers {status}, neither yes nor no, when asked about one")
    return status == 200


def take_away(primed: Primed, cache_seconds: int) -> Iterator[list[RefusalClock]]:
    """Take the role away, disable and revoke at one replica; after each, yield its clocks at every replica.

    What is yielded is to be asked before the next is taken away. `cache_seconds` is C: the bounds are
    C + 1 s, and 2C + 1 s for the role (docs/image-contract.md).
    """
    furnished, domain = primed.furnished, primed.furnished.domain
    role, short, long = furnished.role_id, cache_seconds + 1.0, 2 * cache_seconds + 1.0
    acts: tuple[tuple[str, float, Callable[[], object]], ...] = (
        (
            WITHOUT_ROLE,
            long,
            lambda: domain.take_role(role, primed.users[WITHOUT_ROLE], furnished.project_id),
        ),
        (DISABLED, short, lambda: domain.disable(primed.users[DISABLED])),
        (REVOKED, short, lambda: _revoke(primed)),
    )
    for act in acts:
        yield _clocks(primed, *act)


def _revoke(primed: Primed) -> None:
    furnished = primed.furnished
    url = furnished.urls[furnished.maker]
    token, asker = primed.tokens[REVOKED].token, furnished.operator_token
    answer = revoke_token(url, token, asker, timeout=primed.timeout)
    if answer.status != 204:
        raise PromiseBroken(f"token: a revocation at pod {furnished.maker} is answered {answer.status}")


def _clocks(primed: Primed, what: str, within: float, act: Callable[[], object]) -> list[RefusalClock]:
    act()
    since = time.monotonic()
    token = primed.tokens[what]
    return [
        RefusalClock(what, pod, within, since, partial(_taken, primed, pod, token))
        for pod in primed.furnished.urls
    ]
