"""Identity requests as they are on the wire, for sentences about statuses and words: no client in between."""

from __future__ import annotations

from typing import Any

from conformance.answering import answer_of
from conformance.identity.exchange import v3_url
from conformance.reach import Answer

SUBJECT = "X-Subject-Token"
TOKEN_REFUSED = (401, 404)
"""Unauthorized in its own name, or not found: Keystone's two words for a token that is none."""


def by_password(user: str, domain: str, password: str, project: str | None = None) -> dict[str, Any]:
    """Return the body that asks for a token by password; `project`, of the same domain, None: unscoped."""
    who = {"name": user, "domain": {"name": domain}, "password": password}
    return _auth({"methods": ["password"], "password": {"user": who}}, project, domain)


def by_token(token: str, project: str, domain: str) -> dict[str, Any]:
    """Return the body that asks for a token of `project` in exchange for another token."""
    return _auth({"methods": ["token"], "token": {"id": token}}, project, domain)


def _auth(identity: dict[str, Any], project: str | None, domain: str) -> dict[str, Any]:
    scope: Any = {"project": {"name": project, "domain": {"name": domain}}} if project else "unscoped"
    return {"auth": {"identity": identity, "scope": scope}}


def ask_for_token(base_url: str, body: Any, *, timeout: float) -> Answer:
    """Send `body` to where tokens are issued and return the answer; PromiseBroken where none comes.

    `timeout` is in seconds, as in all of them.
    """
    return answer_of(f"{v3_url(base_url)}/auth/tokens", timeout=timeout, method="POST", json=body)


def ask_about_token(base_url: str, subject: str, token: str | None = None, *, timeout: float) -> Answer:
    """Ask for validation of `subject`, in the name of `token` or else in its own, and return the answer."""
    return answer_of(
        f"{v3_url(base_url)}/auth/tokens",
        timeout=timeout,
        headers={"X-Auth-Token": token or subject, SUBJECT: subject},
    )


def revoke_token(base_url: str, subject: str, token: str, *, timeout: float) -> Answer:
    """Revoke `subject` in the name of `token` and return the answer."""
    return answer_of(
        f"{v3_url(base_url)}/auth/tokens",
        timeout=timeout,
        method="DELETE",
        headers={"X-Auth-Token": token, SUBJECT: subject},
    )


def ask_with_token(base_url: str, token: str | None, path: str = "users", *, timeout: float) -> Answer:
    """Ask for something that needs a token, with `token` or with none, and return the answer."""
    headers = {} if token is None else {"X-Auth-Token": token}
    return answer_of(f"{v3_url(base_url)}/{path}", timeout=timeout, headers=headers)


def token_in(answer: Answer) -> str:
    """Return the token that came with an answer; empty where none did."""
    return answer.headers.get(SUBJECT.lower(), "")


def without_token(answer: Answer) -> dict[str, str]:
    """Return the headers of an answer that may be written down: the token itself is one of them."""
    return {name: value for name, value in answer.headers.items() if name != SUBJECT.lower()}


def altered(token: str) -> str:
    """Return `token` with one letter in its middle changed: the last ones may be padding alone."""
    middle = len(token) // 2
    other = "A" if token[middle] != "A" else "B"
    return token[:middle] + other + token[middle + 1 :]
