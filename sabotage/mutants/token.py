"""Faults in what Keystone issues and refuses."""

from __future__ import annotations

import json

from sabotage.changes import Change, env, several, wrapped
from sabotage.mutant import Mutant, breaks

ANSWERS = "Keystone answers at every replica"
IN_THE_CATALOG = "the public address is published in the catalog"


def answered_by_another(
    method: str, path: str, status: str, body: str, kind: str = "application/json"
) -> Change:
    """Let requests of that method whose path begins so be answered in Keystone's place."""
    answers = json.dumps([[method, path, status, kind, body]])
    return several(env("keystone", "SABOTAGE_ANSWERS", answers), wrapped("answers_in_its_place.py"))


def refusal(code: int, title: str) -> str:
    """Return an error body as Keystone's own."""
    return json.dumps({"error": {"code": code, "title": title, "message": f"{title}."}})


MUTANTS = (
    Mutant(
        "error-page-with-status-200",
        "A page answers in Keystone's place, and with 200.",
        breaks("token_1", ANSWERS, "answered 200 and no versions document"),
        answered_by_another("GET", "/", "200 OK", "<h1>Down for maintenance</h1>", "text/html"),
    ),
    Mutant(
        "admin-password-of-its-own",
        "ADMIN_TOKEN does not become the administrator's password.",
        breaks("token_1", "the administrator asks for a token by password", "answered 401"),
        wrapped("another_admin_password.py"),
    ),
    Mutant(
        "token-life-of-nothing",
        "A token ends in the second in which it was issued.",
        breaks(
            "token_1", "a token for the administrator and the admin project is issued", "token: expires at"
        ),
        wrapped("token_life_of_nothing.py"),
    ),
    Mutant(
        "no-token-is-valid",
        "Keystone does not know the tokens that it has issued.",
        breaks("token_1", "Keystone validates the token", "token validation: "),
        answered_by_another("GET", "/v3/auth/tokens", "404 Not Found", refusal(404, "Not Found")),
    ),
    Mutant(
        "any-password",
        "Every password is right.",
        breaks(
            "token_2",
            "the administrator asks for a token with a wrong password",
            "a wrong password got a token",
        ),
        wrapped("takes_any_password.py"),
        must_not_break=("token_1",),
    ),
    Mutant(
        "wrong-password-forbidden",
        "A wrong password is answered 403.",
        breaks("token_2", "the request is refused as unauthorized", "a wrong password was answered 403"),
        answered_by_another("POST", "/v3/auth/tokens", "403 Forbidden", refusal(403, "Forbidden")),
    ),
    Mutant(
        "refusal-that-tells-why",
        "A refusal says which part of the credentials was wrong.",
        breaks("token_2", "the answer does not tell what was wrong", "the refusal says 'password'"),
        wrapped("tells_why.py"),
        must_not_break=("token_1",),
    ),
    Mutant(
        "catalog-cached-for-ten-minutes",
        "What a replica has cached of the catalog stays for ten minutes.",
        breaks("token_3", IN_THE_CATALOG, "catalog: "),
        env("keystone", "KEYSTONE_CACHE_SECONDS", "600"),
        must_not_break=("token_1",),
    ),
    Mutant(
        "users-not-listed",
        "The administrator may not list users.",
        breaks("token_3", "the client can list users without being told another address", "answered 403"),
        answered_by_another("GET", "/v3/users", "403 Forbidden", refusal(403, "Forbidden")),
    ),
    Mutant(
        "endpoints-not-written",
        "The catalog takes no public endpoint.",
        breaks("token_3", IN_THE_CATALOG, "catalog: "),
        answered_by_another("POST", "/v3/endpoints", "403 Forbidden", refusal(403, "Forbidden")),
    ),
)
