"""Faults in what Keystone issues and refuses."""

from __future__ import annotations

from sabotage.answers import answered_by_another, options, refusal
from sabotage.changes import env, wrapped
from sabotage.mutant import Mutant, breaks

ANSWERS = "Keystone answers at every replica"
IN_THE_CATALOG = "the public address is published in the catalog"

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
        )
        + breaks("token_8", "each is refused as unauthorized", "a wrong password got a token"),
        wrapped("takes_any_password.py"),
        must_not_break=("token_1",),
    ),
    Mutant(
        "wrong-password-forbidden",
        "A wrong password is answered 403.",
        breaks("token_2", "the request is refused as unauthorized", "a wrong password was answered 403")
        + breaks("token_12", "each is refused as a bad request", "no body is answered 403, not 400"),
        answered_by_another("POST", "/v3/auth/tokens", "403 Forbidden", refusal(403, "Forbidden")),
    ),
    Mutant(
        "refusal-that-tells-why",
        "A refusal says which part of the credentials was wrong.",
        breaks("token_2", "the answer does not tell what was wrong", "the refusal says 'password'")
        + breaks("token_8", "nobody can tell one answer from another", "the answers tell a wrong password"),
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
    Mutant(
        "catalog-of-another-version",
        "The catalog leads to v2.0 inside the cluster.",
        breaks("token_1", "its catalog names the identity service", "/v2.0 does not lead to v3"),
        env("keystone", "KEYSTONE_INTERNAL_URL", "http://keystone-public:5000/v2.0"),
    ),
    Mutant(
        "token-life-of-a-day",
        "A token lives for a day.",
        breaks("token_4", "each ends after the life that is stated", "lives 86400 s, 3600 s are stated"),
        options(token={"expiration": "86400"}),
        must_not_break=("token_1",),
    ),
    Mutant(
        "clock-of-two-hours-later",
        "The replicas' clocks are two hours fast.",
        breaks("token_4", "each was issued now, by the cluster's clock", "s off the cluster's clock"),
        wrapped("clock_of_later.py"),
    ),
    Mutant(
        "scope-for-everybody",
        "Who asks for no scope is given the admin project.",
        breaks("token_5", "the one without has none of them", "token: unscoped, but described with project"),
        wrapped("scope_for_everybody.py"),
        must_not_break=("token_1",),
    ),
    Mutant(
        "passwords-alone",
        "A token is no way to another token.",
        breaks(
            "token_6",
            "a token of that user, that project and that role is issued",
            "no token: the exchange is answered 401",
        ),
        options(auth={"methods": "password"}),
        must_not_break=("token_1",),
    ),
    Mutant(
        "users-listed-for-all",
        "The list of users is for everybody, whatever the token.",
        breaks("token_7", "the user may not list all users", "is answered 200, not 403")
        + breaks("token_9", "each is refused as unauthorized", "no token is answered 200, not 401"),
        answered_by_another("GET", "/v3/users", "200 OK", '{"users": [], "links": {}}'),
        must_not_break=("token_1",),
    ),
    Mutant(
        "admin-token-honoured",
        "ADMIN_TOKEN is a token, as it was in 2015.",
        breaks("token_10", "each is refused as unauthorized", "ADMIN_TOKEN as a token at pod"),
        options(DEFAULT={"admin_token": "$ADMIN_TOKEN"}),
        must_not_break=("token_1", "token_9"),
    ),
    Mutant(
        "every-token-is-valid",
        "Whatever is asked about is a valid token.",
        breaks("token_11", "each is answered as not found", "garbage, as a token, at pod"),
        answered_by_another("GET", "/v3/auth/tokens", "200 OK", '{"token": {}}'),
    ),
    Mutant(
        "refusal-with-another-status",
        "Who shows no valid token is told that there is nothing.",
        breaks("token_9", "each is refused as unauthorized", "no token is answered 404, not 401"),
        answered_by_another("GET", "/v3/users", "404 Not Found", refusal(404, "Not Found")),
    ),
)
