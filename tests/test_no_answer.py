from __future__ import annotations

import pytest

from conformance.no_answer import in_words, of_its_certificate

CONNECT = (
    "HTTPSConnectionPool(host='198.18.0.2', port=6444): Max retries exceeded with url: /version (Caused by "
    "ConnectTimeoutError(<HTTPSConnection>, 'Connection to 198.18.0.2 timed out. (connect timeout=3.0)'))"
)
READ = "HTTPSConnectionPool(host='198.18.0.2', port=6443): Read timed out. (read timeout=10.0)"
UNKNOWN_AUTHORITY = (
    "SSLError\n[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer "
    "certificate (_ssl.c:1006)"
)
OTHER_NAME = (
    "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: IP address mismatch, certificate is not "
    "valid for '127.0.0.1'. (_ssl.c:1006)"
)


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (CONNECT, "no connection within 3 s"),
        (READ, "no answer within 10 s"),
        (
            "Failed to establish a new connection: [Errno 111] Connection refused",
            "[Errno 111] Connection refused",
        ),
        ("", "no reason given"),
    ],
)
def test_what_hindered_a_request_is_said_without_names_of_classes(why: str, words: str) -> None:
    assert in_words(why) == words


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (UNKNOWN_AUTHORITY, "the kubeconfig's authority did not sign it"),
        (OTHER_NAME, "IP address mismatch, certificate is not valid for '127.0.0.1'."),
        (CONNECT, ""),
    ],
)
def test_what_is_wrong_with_a_certificate_is_told_apart(why: str, words: str) -> None:
    assert of_its_certificate(why) == words
