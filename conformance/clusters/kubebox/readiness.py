"""Waiting for the box's own parts. The only module of the box that sleeps or blocks."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from select import select

import urllib3

from conformance.clusters.kubebox.processes import ProcessIdentity, is_alive

POLL_S = 0.02
"""Short against the boot's five seconds, long against the microseconds that a look costs."""
LOOK_S = 3.0
"""Whoever has not answered a single look by then is asked again; until then no other part is looked at."""


def until(holds: Callable[[], bool], seconds: float) -> bool:
    """Look again and again until `holds` does: True then, False where it does not within `seconds`."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() >= end:
            return False
        time.sleep(POLL_S)
    return True


def pause(seconds: float) -> None:
    """Return after so many seconds."""
    time.sleep(seconds)


def await_end(identity: ProcessIdentity, seconds: float) -> bool:
    """Return True as soon as that process has ended, False where it still runs after `seconds`."""
    try:
        handle = os.pidfd_open(identity.pid)
    except OSError:
        return True
    try:
        if not is_alive(identity):
            return True
        ended, _, _ = select([handle], [], [], seconds)
        return bool(ended)
    finally:
        os.close(handle)


def answers_http(url: str, seconds: float = LOOK_S) -> bool:
    """Tell whether a plain HTTP server says 200 to that URL, within `seconds` of each silence."""
    with urllib3.PoolManager(timeout=seconds, retries=False) as once:
        try:
            return once.request("GET", url).status == 200
        except (urllib3.exceptions.HTTPError, OSError):
            return False


def answers_socket(path: Path) -> bool:
    """Tell whether somebody listens on a UNIX socket."""
    with socket.socket(socket.AF_UNIX) as asking:
        asking.settimeout(LOOK_S)
        try:
            asking.connect(str(path))
        except OSError:
            return False
    return True
