"""Requests at the same moment: all begin together, or the machine is told to be too slow for them."""

from __future__ import annotations

import threading

import pytest

from conformance import at_once as module
from conformance.at_once import at_once
from conformance.errors import EnvironmentFault


def test_all_begin_when_the_last_is_there() -> None:
    together = threading.Barrier(3)
    assert sorted(at_once(3, lambda: together.wait(30))) == [0, 1, 2]


def test_a_machine_that_starts_them_too_late_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STARTING_SECONDS", 0.0)
    with pytest.raises(EnvironmentFault, match="2 threads were not there within 0 s"):
        at_once(2, lambda: None)
