"""Pure judges of tokens and refusals: each returns what is wrong, a line each."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.identity import Refusal, TokenIssued
from conformance.stack import EXPECTED

HINTS = ("password", "user ", "username", "domain", "disabled", "not found", "could not find")
"""Words that would tell an attacker which part was wrong; Keystone's own text has none of them."""


def issued_to_the_administrator(token: TokenIssued) -> list[str]:
    """Judge user, project, role and expiry of the administrator's token."""
    wrong = []
    if token.user_name != EXPECTED.admin_user:
        wrong.append(f"token: issued to {token.user_name!r}, not {EXPECTED.admin_user!r}")
    if token.project_name != EXPECTED.admin_project:
        wrong.append(f"token: scoped to {token.project_name!r}, not {EXPECTED.admin_project!r}")
    if "admin" not in token.roles:
        wrong.append(f"token: carries the roles {', '.join(token.roles) or 'none'}, not admin")
    if token.expires_at <= token.issued_at:
        wrong.append(f"token: expires at {token.expires_at}, not after it was issued at {token.issued_at}")
    return wrong


def issued_for(tokens: Mapping[str, TokenIssued], user_id: str, project_id: str, role: str) -> list[str]:
    """Judge that each token, by its origin, is that user's for that project, with that role alone."""
    wrong = []
    for origin, token in tokens.items():
        if token.user_id != user_id:
            wrong.append(f"token: {origin} issued one to user {token.user_id}, not {user_id}")
        if token.project_id != project_id:
            wrong.append(f"token: {origin} issued one for project {token.project_id}, not {project_id}")
        if token.roles != (role,):
            wrong.append(
                f"token: {origin} issued one with the roles {', '.join(token.roles) or 'none'}, not {role}"
            )
    return wrong


def refused_without_a_hint(refusal: Refusal) -> list[str]:
    """Judge that a refusal does not say which part of the credentials was wrong."""
    said = refusal.message.lower()
    return [f"the refusal says {hint.strip()!r}: {refusal.message}" for hint in HINTS if hint in said]


def catalog_leads_to(token: TokenIssued, public_url: str) -> list[str]:
    """Judge that the identity service's public endpoint is the public address."""
    urls = [e.url for e in token.catalog if e.service_type == "identity" and e.interface == "public"]
    if not urls:
        return ["catalog: the identity service has no public endpoint"]
    return [
        f"catalog: the public endpoint is {url}, not {public_url}/v3"
        for url in urls
        if url.rstrip("/") != f"{public_url}/v3"
    ]
