"""How a client of the API server rides out a restart: it tries a refused connection again for a while.

Nothing has been sent then, so any request may be; regional control planes roll, and are back in seconds. A
stream that breaks off is asked for again only where that may be done twice. A server that was waited for in
vain is waited for no more until it answers, or the next scenario begins. Where the server answers 429 with
a Retry-After it has done nothing either, and is asked again after that time.
"""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_exponential
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError
from urllib3.util.retry import Retry

from conformance.api_use import ApiUse

if TYPE_CHECKING:
    from urllib3.connectionpool import ConnectionPool
    from urllib3.response import BaseHTTPResponse

REFUSALS = 13
"""With pauses of 0.2, 0.4, 0.8 and then 1 s between them: the ten seconds of the bound `api-answers`."""
SILENCES = 4
"""Connections that hang: each takes seconds by itself, and as many are tried as urllib3 does."""

READS = 3
"""As urllib3 does, and only what may be asked twice: a kept connection may lead to a server that is gone."""

THROTTLES = 20
"""Of one request: API Priority and Fairness asks for 1 to 8 s each time, less often the longer it lasts
(k8s.io/apiserver v0.36.3, pkg/util/flowcontrol/dropped_requests_tracker.go)."""
TOO_MANY_REQUESTS = 429

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
    """Counts refused connections apart from those that hang, and waits as long as a busy server asks for."""

    use: ApiUse

    def new(self, **changed: Any) -> Self:
        """Return the same with something changed."""
        other = super().new(**changed)
        other.use = self.use
        return other

    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:  # noqa: ARG002 -- of urllib3
        """Tell whether an answer asks for the same request later; which method it was does not matter."""
        return status_code == TOO_MANY_REQUESTS and has_retry_after

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        """Wait before the next try: after a 429 as long as the server asks for, which is counted."""
        if response is not None and response.status == TOO_MANY_REQUESTS:
            self.use.throttled(self.get_retry_after(response) or 0.0)
        super().sleep(response)

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
        found_nobody = isinstance(error, ConnectTimeoutError)
        hangs = found_nobody and not isinstance(error, NewConnectionError)
        left = self.new(connect=int(self.connect or 0) - REFUSALS // SILENCES) if hangs else self
        # What waits already goes on: only who finds nobody at its first try is spared the wait.
        if found_nobody and self.use.is_silent and not self.history:
            left = self.new(connect=0)
        try:
            return super(RidesOutRestarts, left).increment(method, url, response, error, _pool, _stacktrace)
        except MaxRetryError:
            if found_nobody:
                self.use.fell_silent()
            raise


def patient(use: ApiUse) -> RidesOutRestarts:
    """Return what `retries` of a client's configuration is to be; throttled requests are counted in `use`."""
    return _riding(use, connect=REFUSALS, read=READS)


def only_throttled(use: ApiUse) -> RidesOutRestarts:
    """Return the same for a client that tries an unreachable server once."""
    return _riding(use, connect=0, read=0)


def _riding(use: ApiUse, *, connect: int, read: int) -> RidesOutRestarts:
    rides = RidesOutRestarts(
        total=None,
        connect=connect,
        read=read,
        redirect=0,
        status=THROTTLES,
        other=0,
        backoff_factor=0.1,
        backoff_max=1.0,
        # the last 429 is an answer like any other
        raise_on_status=False,
    )
    rides.use = use
    return rides
