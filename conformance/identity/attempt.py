"""A token asked for where none may come: how the request ended, and after how long."""

from __future__ import annotations

import time
from dataclasses import dataclass

from conformance.errors import PromiseBroken
from conformance.identity.exchange import v3_url
from conformance.identity.sign_in import sign_in
from conformance.port_forward import refuse_without_a_way
from conformance.reach import Answer, ask

LONGEST_SECONDS = 10.0
"""How long an answer is waited for: well beyond any bound that a promise states, so that it can be told.

No patience: nothing is awaited here, and what is measured must not depend on `--patience`.
"""


@dataclass(frozen=True)
class TokenAttempt:
    """One request for a token."""

    pod: str
    got_token: bool
    words: str
    """What was answered, or why nothing was; empty where a token came."""
    seconds: float

    @property
    def told(self) -> dict[str, object]:
        """What a report shows of it."""
        return {"pod": self.pod, "words": self.words or "a token", "seconds": round(self.seconds, 2)}


def attempt_token(pod: str, url: str, password: str) -> TokenAttempt:
    """Ask for the administrator's token once, at the replica `pod` that `url` leads to.

    Raises nothing that Keystone or its network does, and NoWayToPod where the cluster gave no way to the
    replica: no token for that is none that Keystone refused.
    """
    began = time.monotonic()
    try:
        sign_in(url, password=password, timeout=LONGEST_SECONDS).close()
    except PromiseBroken as no_token:
        return TokenAttempt(pod, False, no_token.message, time.monotonic() - began)
    return TokenAttempt(pod, True, "", time.monotonic() - began)


def status_of_token(url: str, token: str, *, timeout: float) -> int:
    """Return the status with which Keystone at `url` validates a token that it is asked about by itself.

    0 where no answer comes within `timeout`, in seconds. Raises NoWayToPod where the cluster gave no way
    to it.
    """
    headers = {"X-Auth-Token": token, "X-Subject-Token": token}
    answer = ask(f"{v3_url(url)}/auth/tokens", timeout, headers=headers)
    if isinstance(answer, Answer):
        return answer.status
    refuse_without_a_way(url)
    return 0
