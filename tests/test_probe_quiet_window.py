"""How long a probe goes on before anything is disturbed, by probes that are made up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.errors import EnvironmentFault
from conformance.probe import ProbeRecord, quiet, quiet_window
from conformance.probe.quiet_window import LONGEST_S
from tests.probe_records import Change, fails, is_late, probed


class MadeUp:
    """A probe that goes on as it is asked to, and is late or fails where it is told to."""

    def __init__(self, *changes: Change) -> None:
        self._changes = changes
        self.seconds = 0.0

    def lasts(self, seconds: float) -> ProbeRecord:
        self.seconds += seconds
        return probed(self.seconds, *self._changes)


def test_a_machine_that_runs_on_needs_no_more_than_the_window() -> None:
    probe = MadeUp()
    assert quiet_window(probe, 8.0).ended == probed(8.0).ended


@pytest.mark.parametrize(("stood_still", "needed"), [((3.0, 4.0), 12.0), ((7.5, 9.5), 18.0)])
def test_a_window_in_which_it_stood_still_is_replaced_by_a_later_one(
    stood_still: tuple[float, float], needed: float
) -> None:
    probe = MadeUp(is_late(*stood_still, 0.5))
    quiet(quiet_window(probe, 8.0), last=8.0)
    assert probe.seconds == needed


def test_what_failed_in_any_of_them_counts() -> None:
    record = quiet_window(MadeUp(is_late(3.0, 4.0, 0.5), fails(3.5, 3.6)), 8.0)
    with pytest.raises(EnvironmentFault, match="not quiet"):
        quiet(record, last=8.0)


def test_one_that_always_stands_still_is_told() -> None:
    probe = MadeUp(is_late(0.0, 1000.0, 0.5))
    record = quiet_window(probe, 8.0)
    assert probe.seconds == LONGEST_S
    with pytest.raises(EnvironmentFault, match="could not keep its pace"):
        quiet(record, last=8.0)


def test_a_probe_at_its_own_end_is_not_asked_on() -> None:
    class AtItsEnd(MadeUp):
        def lasts(self, seconds: float) -> ProbeRecord:
            return replace(super().lasts(seconds), stopped_early=True)

    probe = AtItsEnd()
    quiet_window(probe, 8.0)
    assert probe.seconds == 8.0
