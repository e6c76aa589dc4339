"""Many clients that log in at once."""

from __future__ import annotations

from functools import partial

from conformance.at_once import at_once
from conformance.identity.exchange import v3_url
from conformance.identity.plain_requests import by_password
from conformance.reach import Answer, NoAnswer, ask
from conformance.stack import EXPECTED

CLIENTS = 100
SECONDS = 180.0
"""How long one may take: its password is hashed for a quarter of a second of a CPU (bcrypt, 12 rounds), and
a hundred hashed side by side all end late: half a minute on one CPU of one's own, more where it is shared."""


def log_in_at_once(base_url: str, password: str, clients: int = CLIENTS) -> tuple[Answer | NoAnswer, ...]:
    """Let so many clients ask for the administrator's token at once, each on a new connection."""
    body = by_password(EXPECTED.admin_user, EXPECTED.domain, password, EXPECTED.admin_project)
    url = f"{v3_url(base_url)}/auth/tokens"
    return at_once(clients, partial(ask, url, SECONDS, method="POST", json=body))
