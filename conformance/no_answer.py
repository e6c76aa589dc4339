"""Why an API server did not answer, in words: from what urllib3 and Python's ssl say; pure."""

from __future__ import annotations

import re

CONNECT_TIMEOUT = re.compile(r"connect timeout=(?P<seconds>[0-9.]+)")
READ_TIMEOUT = re.compile(r"read timeout=(?P<seconds>[0-9.]+)")
"""urllib3's `Connection to HOST timed out. (connect timeout=3.0)`, `Read timed out. (read timeout=3.0)`."""
CERTIFICATE = re.compile(r"certificate verify failed: (?P<words>[^(]*[^( ])")
"""OpenSSL's words, before Python's own `(_ssl.c:1006)`."""
SIGNED_BY_ANOTHER = (
    "unable to get local issuer certificate",
    "self-signed certificate",
    "self signed certificate",
)


def in_words(why: str) -> str:
    """Return what hindered a request, without addresses and the names of classes; one line."""
    if timeout := CONNECT_TIMEOUT.search(why):
        return f"no connection within {float(timeout['seconds']):g} s"
    if timeout := READ_TIMEOUT.search(why):
        return f"no answer within {float(timeout['seconds']):g} s"
    # The last part is the cause.
    return why.splitlines()[-1].rpartition(": ")[2] if why else "no reason given"


def of_its_certificate(why: str) -> str:
    """Return what is wrong with the certificate that the server showed; empty where that is not it."""
    found = CERTIFICATE.search(why)
    if found is None:
        return ""
    if found["words"].startswith(SIGNED_BY_ANOTHER):
        return "the kubeconfig's authority did not sign it"
    return found["words"]
