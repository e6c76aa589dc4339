"""What is said of the test of the alarm; pure."""

from __future__ import annotations

from conformance.record import RunRecord


def alarm_in_words(run: RunRecord) -> str:
    """Return e.g. `alarm tested: 3 of 3 found`; empty where nobody asked for it."""
    if not run.alarm:
        return ""
    found = sum(tried.found for tried in run.alarm)
    return f"alarm tested: {found} of {len(run.alarm)} found"


def alarm_failed(run: RunRecord) -> bool:
    """Return whether a fault that was put in was not found, or could not be tried."""
    return not all(tried.found for tried in run.alarm)
