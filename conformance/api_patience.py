"""How a client of the API server rides out a restart: it tries a refused connection again for a while.

Nothing has been sent then, so any request may be; regional control planes roll, and are back in seconds. A
stream that breaks off is asked for again only where that may be done twice.
"""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_exponential
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.util.retry import Retry

if TYPE_CHECKING:
    from urllib3.connectionpool import ConnectionPool
    from urllib3.response import BaseHTTPResponse

REFUSALS = 13
"""With pauses of 0.2, 0.4, 0.8 and then 1 s between them: the ten seconds of the bound `api-answers`."""
SILENCES = 4
"""Connections that hang: each takes seconds by itself, and as many are tried as urllib3 does."""

READS = 3
"""As urllib3 does, and only what may be asked twice: a kept connection may lead to a server that is gone."""

BACK_S = 10.0
"""Seconds in which an API server that went is back: those of the bound `api-answers`."""


def again_after(*failures: type[Exception]) -> Retrying:
    """Return what calls again after each of `failures`, with growing pauses, until `BACK_S` are over."""
    return Retrying(
        retry=retry_if_exception_type(failures),
        stop=stop_after_delay(BACK_S),
        wait=wait_exponential(multiplier=0.2, max=1.0),
        reraise=True,
    )


class RidesOutRestarts(Retry):
    """Counts refused connections apart from those that hang."""

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: BaseHTTPResponse | None = None,
        error: Exception | None = None,
        _pool: ConnectionPool | None = None,
        _stacktrace: TracebackType | None = None,
    ) -> Self:
        """Return what is left after one more failure; raises MaxRetryError where nothing is."""
        hangs = isinstance(error, ConnectTimeoutError) and not isinstance(error, NewConnectionError)
        left = self.new(connect=int(self.connect or 0) - REFUSALS // SILENCES) if hangs else self
        return super(RidesOutRestarts, left).increment(method, url, response, error, _pool, _stacktrace)


def patient() -> RidesOutRestarts:
    """Return what `retries` of a client's configuration is to be."""
    return RidesOutRestarts(
        total=None,
        connect=REFUSALS,
        read=READS,
        redirect=0,
        status=0,
        other=0,
        backoff_factor=0.1,
        backoff_max=1.0,
    )
