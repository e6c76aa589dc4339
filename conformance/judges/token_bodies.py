"""Pure judges of what stands in a token's description, as it came over the wire."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from conformance.identity import TokenIssued
from conformance.identity.plain_requests import token_in
from conformance.reach import Answer
from conformance.stack import EXPECTED

CLOCK_SKEW = timedelta(seconds=60)
"""How far a replica's clock may be from the cluster's: NTP keeps nodes within a second, and a token's life of
an hour forgives more; a clock that is a minute off is no clock that is kept."""
BETWEEN = timedelta(seconds=5)
"""Keystone settles a token's end first and its issue when it is signed, both in whole seconds
(keystone/token/provider.py, token_formatters.py): on a busy machine seconds lie between."""
SCOPED_ONLY = ("project", "roles", "catalog")
"""Parts of a description that only a scoped token has."""


def issued(answer: Answer) -> list[str]:
    """Judge that the answer is 201 with a token and its description: who, how, until when."""
    if answer.status != 201 or not token_in(answer):
        return [f"no token: {answer.url} answered {answer.status} without a token"]
    lacking = [
        part for part in ("methods", "user", "audit_ids", "issued_at", "expires_at") if not _of(answer, part)
    ]
    wrong = [f"token: described without {part}" for part in lacking]
    if _of(answer, "methods") != ["password"]:
        wrong.append(f"token: got by {_of(answer, 'methods')}, not by password")
    return wrong


def scoped(answer: Answer) -> list[str]:
    """Judge that the description has what a scoped token gives: project, roles, catalog."""
    return [f"token: scoped, but described without {part}" for part in SCOPED_ONLY if not _of(answer, part)]


def unscoped(answer: Answer) -> list[str]:
    """Judge that the description gives nothing that only a scoped token gives."""
    return [f"token: unscoped, but described with {part}" for part in SCOPED_ONLY if _of(answer, part)]


def _of(answer: Answer, part: str) -> Any:
    token = answer.body.get("token") if isinstance(answer.body, Mapping) else None
    return token.get(part) if isinstance(token, Mapping) else None


def issued_now(tokens: Mapping[str, TokenIssued], now: datetime) -> list[str]:
    """Judge that each replica, by name, issued its token at `now` of the cluster's clock."""
    return [
        f"token: pod {pod} issues at {token.issued_at:%H:%M:%S}, {_off(token, now)} s off the cluster's clock"
        for pod, token in tokens.items()
        if abs(token.issued_at - now) > CLOCK_SKEW
    ]


def _off(token: TokenIssued, now: datetime) -> str:
    return f"{(token.issued_at - now).total_seconds():+.0f}"


def live_as_stated(tokens: Mapping[str, TokenIssued]) -> list[str]:
    """Judge that each token ends as long after its issue as the image contract states, but for `BETWEEN`."""
    stated = timedelta(seconds=EXPECTED.token_life)
    lives = {pod: token.expires_at - token.issued_at for pod, token in tokens.items()}
    return [
        f"token: one of pod {pod} lives {life.total_seconds():g} s, {EXPECTED.token_life} s are stated"
        for pod, life in lives.items()
        if not stated - BETWEEN <= life <= stated
    ]


def names_identity_inside(token: TokenIssued) -> list[str]:
    """Judge that the catalog names the identity service's internal and admin endpoints, as v3."""
    urls = {e.interface: e.url for e in token.catalog if e.service_type == "identity"}
    wrong = [
        f"catalog: the identity service has no {name} endpoint"
        for name in ("internal", "admin")
        if name not in urls
    ]
    return wrong + [
        f"catalog: the {name} endpoint {url} does not lead to v3"
        for name, url in urls.items()
        if not url.rstrip("/").endswith("/v3")
    ]
