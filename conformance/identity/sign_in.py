"""Signing in by password, and what somebody signed in can ask of Keystone."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Self

from keystoneauth1 import exceptions
from keystoneclient.v3.client import Client

from conformance.errors import NoWayToPod, PromiseBroken
from conformance.identity.exchange import Exchange, v3_url
from conformance.identity.token import TokenIssued, describe
from conformance.judgement import Judgement, Kept, NotYet
from conformance.stack import EXPECTED


class SignedIn:
    """A user with a token; `keystone` is the v3 client for whatever has no verb of its own here."""

    def __init__(self, exchange: Exchange, token: TokenIssued, use_catalog: bool) -> None:
        """Hold what `sign_in` has made."""
        self.token = token
        self._exchange = exchange
        override = None if use_catalog else v3_url(exchange.base_url)
        self.keystone: Any = Client(session=exchange.session, interface="public", endpoint_override=override)

    @property
    def timeout(self) -> float:
        """How long each request may take, in seconds."""
        return self._exchange.timeout

    def answered(self, what: str) -> AbstractContextManager[None]:
        """Guard calls of `keystone`: what goes wrong comes as KeystoneRefused or PromiseBroken."""
        return self._exchange.answered(what)

    def validate(self, token: TokenIssued) -> TokenIssued:
        """Return what Keystone says of `token`; KeystoneRefused (404) where it is not valid."""
        with self.answered("token validation"):
            body = self.keystone.tokens.get_token_data(token.token)
        return describe(body, token.token, self._exchange.status, self._exchange.request_id)

    def revoke(self, token: TokenIssued) -> int:
        """Revoke `token` and return the status of the answer."""
        with self.answered("token revocation"):
            self.keystone.tokens.revoke_token(token.token)
        return self._exchange.status

    def user_names(self) -> list[str]:
        """Return the names of all users; KeystoneRefused (403) for a user without that right."""
        with self.answered("list of users"):
            return sorted(user.name for user in self.keystone.users.list())

    def close(self) -> None:
        """Close the connections; the token lives on."""
        self._exchange.close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()


def sign_in(
    base_url: str,
    user: str = EXPECTED.admin_user,
    *,
    password: str,
    timeout: float,
    project: str | None = EXPECTED.admin_project,
    domain: str = EXPECTED.domain,
    use_catalog: bool = False,
) -> SignedIn:
    """Get a token by password and return what can be done with it.

    `base_url` is where Keystone is reached, with or without `/v3`; everything is asked there whatever the
    catalogue says, unless `use_catalog`. `project` None gives an unscoped token; `domain` is where user and
    project are. `timeout` is in seconds, for each request. Raises KeystoneRefused (its `status` is 401 for a
    wrong password), PromiseBroken where no answer comes, or one that is no token, and NoWayToPod.
    """
    exchange = Exchange(base_url, user, password, project, domain, timeout)
    try:
        return SignedIn(exchange, _issued(exchange), use_catalog)
    except BaseException:
        exchange.close()
        raise


def _issued(exchange: Exchange) -> TokenIssued:
    with exchange.answered("token"):
        try:
            access = exchange.plugin.get_access(exchange.session)
        # keystoneauth1 looks for X-Subject-Token and the token's parts without asking whether they are there
        except (exceptions.InvalidResponse, KeyError, TypeError) as error:
            raise PromiseBroken(
                f"token: {exchange.base_url} answered {exchange.status} and no token"
            ) from error
    assert exchange.last is not None  # get_access has just got an answer
    return describe(exchange.last.json(), str(access.auth_token), exchange.status, exchange.request_id)


def answers_token(
    base_url: str,
    user: str = EXPECTED.admin_user,
    *,
    password: str,
    project: str | None = EXPECTED.admin_project,
    timeout: float = 5.0,
) -> Judgement[TokenIssued]:
    """Judge whether Keystone issues a token; a probe for `Waiter.until_answers`.

    Not yet while nothing answers or anything else does: a 401 too, for the first user is made after the
    schema. `timeout` is no patience, for the wait asks again.
    """
    try:
        with sign_in(base_url, user, password=password, project=project, timeout=timeout) as signed_in:
            return Kept(signed_in.token, f"{base_url} issued a token to {signed_in.token.user_name}")
    except PromiseBroken as no_token:
        return NotYet(no_token.message)
    except NoWayToPod as nobody_asked:
        return NotYet(nobody_asked.message, nobody_asked.cause)
