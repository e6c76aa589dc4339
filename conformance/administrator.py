"""The administrator of a stack, signed in where a sentence says, within the run's patience."""

from __future__ import annotations

from conformance.identity import Refusal, SignedIn, refused_sign_in, sign_in
from conformance.live_stack import LiveStack

EVENT = "sign-in"


def administrator_at(stack: LiveStack, url: str, *, use_catalog: bool = False) -> SignedIn:
    """Sign the administrator in at `url`, with the admin project; everything is asked there.

    With `use_catalog` it is asked where the catalog leads. Each request may take the patience `sign-in`.
    Raises as `sign_in` does.
    """
    return sign_in(
        url,
        password=stack.credentials.admin_password,
        timeout=stack.waiter.patience(EVENT),
        use_catalog=use_catalog,
    )


def administrator_refused_at(stack: LiveStack, url: str) -> Refusal:
    """Sign in with a password that differs from the right one in its last letter; return the refusal.

    It may take the patience `sign-in`. Raises PromiseBroken where a token is issued, or no answer comes.
    """
    wrong = stack.credentials.admin_password + "x"
    return refused_sign_in(url, wrong, timeout=stack.waiter.patience(EVENT))
