"""Plays a machine whose wall clock is off, for all that is imported; monotonic seconds go on as ever."""

from __future__ import annotations

import datetime as clocks
import sys
import time
from datetime import timedelta, tzinfo
from typing import Any

import pytest

READERS = ("conformance", "keystoneauth1", "keystoneclient", "oslo_utils", "steps", "tests")
"""Whose modules are shown the wrong time."""
TRUE_TIME = time.time
TRUE_DATETIME = clocks.datetime


def play_runner_clock(monkeypatch: pytest.MonkeyPatch, ahead: float) -> None:
    """Let this machine's clock be `ahead` seconds, which may be negative."""

    class Datetime(clocks.datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return TRUE_DATETIME.now(tz) + timedelta(seconds=ahead)

        @classmethod
        def utcnow(cls) -> Any:
            return TRUE_DATETIME.now(clocks.UTC).replace(tzinfo=None) + timedelta(seconds=ahead)

    monkeypatch.setattr(time, "time", lambda: TRUE_TIME() + ahead)
    monkeypatch.setattr(clocks, "datetime", Datetime)
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in READERS and getattr(module, "datetime", None) is TRUE_DATETIME:
            monkeypatch.setattr(module, "datetime", Datetime)
