"""Faults that make several Keystones of what should be one."""

from __future__ import annotations

from sabotage.answers import answered_by_another, keys_of_its_own
from sabotage.changes import wrapped
from sabotage.mutant import Mutant, breaks

VALID_AT_EACH = "each token is valid at each replica"
REVOKED_IN_TIME = "every replica refuses the revoked token within C + 1 seconds"

MUTANTS = (
    Mutant(
        "token-keys-of-its-own",
        "Each replica signs tokens with keys of its own.",
        breaks("token_13", VALID_AT_EACH, "is answered 401 by pod")
        + breaks("token_17", "the tokens from before are valid at every replica", "is answered 401 by pod"),
        keys_of_its_own("fernet-keys"),
        must_not_break=("token_1",),
    ),
    Mutant(
        "credential-keys-of-its-own",
        "Each replica encrypts credentials with keys of its own.",
        breaks(
            "token_14",
            "each is readable through each replica, with its own secret",
            "credential: one written through pod",
        ),
        keys_of_its_own("credential-keys"),
        must_not_break=("token_13",),
    ),
    Mutant(
        "revocation-without-effect",
        "A revocation is answered as if it had been done, and is not.",
        breaks("token_15", "that replica finds it valid no more", "the revoked token at pod")
        + breaks("token_16", REVOKED_IN_TIME, "still took the revoked token"),
        answered_by_another("DELETE", "/v3/auth/tokens", "204 No Content", ""),
        must_not_break=("token_1",),
    ),
    Mutant(
        "cache-of-ten-minutes",
        "Each replica uses what it has cached for ten minutes, and says that it is five seconds.",
        breaks("token_16", REVOKED_IN_TIME, "still took the revoked token"),
        wrapped("cache_of_ten_minutes.py"),
        must_not_break=("token_15",),
    ),
    Mutant(
        "disabled-user-goes-on",
        "A user is not disabled by a request that says so.",
        breaks(
            "token_16",
            "every replica refuses the disabled user's token within C + 1 seconds",
            "still took the disabled user's token",
        ),
        wrapped("nobody_is_disabled.py"),
    ),
    Mutant(
        "role-stays",
        "A role that is taken away stays.",
        breaks(
            "token_16",
            "every replica refuses the token whose role is gone within 2C + 1 seconds",
            "still took the token without a role",
        ),
        answered_by_another("DELETE", "/v3/projects", "204 No Content", ""),
    ),
)
