"""Every replica made to handle secrets, and what each secret of a stack is called."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.administrator import administrator_at, administrator_refused_at
from conformance.credentials import Credentials
from conformance.live_stack import LiveStack
from conformance.replica_answers import at_each


def use_secrets(stack: LiveStack) -> list[str]:
    """Have each replica refuse a wrong password, take the right one, and validate its token.

    Returns the request ids under which the replicas' logs have the logins.
    """

    def use(url: str) -> str:
        administrator_refused_at(stack, url)
        with administrator_at(stack, url) as signed_in:
            signed_in.validate(signed_in.token)
            return signed_in.token.request_id

    return list(at_each(stack.answering_replicas(), use).values())


def passwords_of(credentials: Credentials) -> Mapping[str, str]:
    """Return each password of a stack by what it is called."""
    return {
        "the administrator's password": credentials.admin_password,
        "the keystone user's password": credentials.database_password,
        "the password of root": credentials.database_root_password,
    }
