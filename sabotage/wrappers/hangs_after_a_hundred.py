# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but after its hundredth connection for /v3 a replica lets each fourth request wait.

The probe of heal_17 opens 25 connections a second and keeps 24 more: in its quiet window of 8 s a replica of
three gets 75, and more than a hundred in 1 of 2,000 runs. Once one of the three is deleted each of the
others gets the rest within 3 s. Requests would not do: on the kept connections a replica has answered as
many of them by then as one with fewer of those ever does.

Not all of them: a replica whose every thread waits answers nothing at all, and that is noticed elsewhere
where its machine is slow to replace the pod. Of 25 requests a second 38 wait at a time, of a hundred threads.
Nor only the first so many: once those are over all others would be answered, and the stack be as it was.
"""

import os
import time
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

from keystone_start import __main__ as start
from keystone_start import application

WELL = 100
HANGS_S = 6.0  # the probe waits 5 s
EACH = 4
answering = application.answering
seen: set[tuple[str, str]] = set()
requests_then = count(1)


def hanging(served: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the application."""
    answered = answering(served)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/v3":
            seen.add((environ["REMOTE_ADDR"], environ["REMOTE_PORT"]))
            if len(seen) > WELL and next(requests_then) % EACH == 0:
                time.sleep(HANGS_S)
        result: Iterable[bytes] = answered(environ, start_response)
        return result

    return answer


application.answering = hanging

os._exit(start.main())
