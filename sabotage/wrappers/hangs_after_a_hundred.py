# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but after its hundredth connection for /v3 a replica leaves requests for /v3 waiting.

The probe of heal_17 opens 25 connections a second and keeps 24 more: in its quiet window of 8 s a replica of
three gets 75, and more than a hundred in 1 of 2,000 runs. Once one of the three is deleted each of the
others gets the rest within 3 s. Requests would not do: on the kept connections a replica has answered as
many of them by then as one with fewer of those ever does.

Only so many wait at once: a replica whose every thread waits answers nothing at all, and that is noticed
elsewhere where its machine is slow to replace the pod.
"""

import os
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from keystone_start import __main__ as start
from keystone_start import application

WELL = 100
HANGS_S = 6.0  # the probe waits 5 s
AT_ONCE = threading.Semaphore(40)  # of a hundred threads
answering = application.answering
seen: set[tuple[str, str]] = set()


def hanging(served: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the application."""
    answered = answering(served)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/v3":
            seen.add((environ["REMOTE_ADDR"], environ["REMOTE_PORT"]))
            if len(seen) > WELL and AT_ONCE.acquire(blocking=False):
                time.sleep(HANGS_S)
                AT_ONCE.release()
        result: Iterable[bytes] = answered(environ, start_response)
        return result

    return answer


application.answering = hanging

os._exit(start.main())
