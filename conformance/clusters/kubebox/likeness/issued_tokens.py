"""The JSON Web Tokens of a box's own issuer, and how anybody verifies them (OpenID Connect Discovery)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

ALGORITHM = "ES256"
KEY_ID = "kubebox"


class TokenIssuer:
    """Signs tokens with a key of its own, made anew with the issuer."""

    def __init__(
        self, issuer: str, audience: str, lifetime_s: int, now: Callable[[], float] = time.time
    ) -> None:
        """Make the key; each token is good for `lifetime_s` seconds, by `now`, seconds since the epoch."""
        self.issuer = issuer
        self.audience = audience
        self.lifetime_s = lifetime_s
        self._now = now
        self._key = ec.generate_private_key(ec.SECP256R1())

    def discovery(self) -> dict[str, Any]:
        """Return the document at /.well-known/openid-configuration."""
        return {
            "issuer": self.issuer,
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint": f"{self.issuer}/token",
            "response_types_supported": ["id_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
        }

    def key_set(self) -> dict[str, Any]:
        """Return the key that verifies the tokens, as a JSON Web Key Set."""
        key: dict[str, Any] = ECAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return {"keys": [{**key, "kid": KEY_ID, "alg": ALGORITHM, "use": "sig"}]}

    def token(self, user: str) -> str:
        """Return a token that says that its bearer is `user`, from now on until its end."""
        now = int(self._now())
        claims = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": user,
            "iat": now,
            "nbf": now,
            "exp": now + self.lifetime_s,
        }
        return jwt.encode(claims, self._key, algorithm=ALGORITHM, headers={"kid": KEY_ID})
