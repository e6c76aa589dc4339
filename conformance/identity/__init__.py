"""Identity: tokens, users and the catalogue, through the client that Keystone's users have."""

from conformance.identity.attempt import TokenAttempt, attempt_token, status_of_token
from conformance.identity.catalog import Published, publish_catalog
from conformance.identity.exchange import KeystoneRefused
from conformance.identity.own_domain import OwnDomain, OwnUser
from conformance.identity.refusal import Refusal, refused_sign_in
from conformance.identity.sign_in import SignedIn, answers_token, sign_in
from conformance.identity.token import Endpoint, TokenIssued

__all__ = [
    "Endpoint",
    "KeystoneRefused",
    "OwnDomain",
    "OwnUser",
    "Published",
    "Refusal",
    "SignedIn",
    "TokenAttempt",
    "TokenIssued",
    "answers_token",
    "attempt_token",
    "publish_catalog",
    "refused_sign_in",
    "sign_in",
    "status_of_token",
]
