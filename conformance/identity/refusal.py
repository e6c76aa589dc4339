"""A sign-in that must not succeed."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.errors import PromiseBroken
from conformance.identity.exchange import KeystoneRefused
from conformance.identity.sign_in import sign_in
from conformance.stack import EXPECTED


@dataclass(frozen=True)
class Refusal:
    """Keystone's no."""

    status: int
    message: str
    request_id: str


def refused_sign_in(
    base_url: str,
    password: str,
    user: str = EXPECTED.admin_user,
    project: str | None = EXPECTED.admin_project,
    *,
    timeout: float,
) -> Refusal:
    """Sign in with a wrong password and return the refusal, whatever its status; `timeout` in seconds.

    Raises PromiseBroken where a token is issued, or no answer comes.
    """
    try:
        sign_in(base_url, user, password=password, project=project, timeout=timeout).close()
    except KeystoneRefused as refused:
        return Refusal(refused.status, refused.words, refused.request_id)
    raise PromiseBroken("token: a wrong password got a token")
