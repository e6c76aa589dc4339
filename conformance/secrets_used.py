"""Every replica made to handle secrets, and what each secret of a stack is called."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.administrator import administrator_at, administrator_refused_at
from conformance.credentials import Credentials
from conformance.live_stack import LiveStack


def use_secrets(stack: LiveStack) -> list[str]:
    """Have each replica refuse a wrong password, take the right one, and validate its token.

    Returns the request ids under which the replicas' logs have the logins.
    """
    request_ids = []
    # In a row: failed logins are counted in one row of the user, two changes of it at once may be refused;
    # so many of them without a right one between may lock the user out.
    for url in stack.answering_replicas().values():
        administrator_refused_at(stack, url)
        with administrator_at(stack, url) as signed_in:
            signed_in.validate(signed_in.token)
            request_ids.append(signed_in.token.request_id)
    return request_ids


def passwords_of(credentials: Credentials) -> Mapping[str, str]:
    """Return each password of a stack by what it is called."""
    return {
        "the administrator's password": credentials.admin_password,
        "the keystone user's password": credentials.database_password,
        "the password of root": credentials.database_root_password,
    }
