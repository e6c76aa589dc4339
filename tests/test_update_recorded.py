"""What a report keeps of the requests that went on while a stack was updated."""

from __future__ import annotations

from conformance.update.load import BEGINS
from conformance.update.recorded import availability_of_update
from tests.observed_updates import probe, updated
from tests.probe_records import probed


def told(**changes: object) -> list[str]:
    return [record.what for record in availability_of_update(updated(**changes), "a:2")]


def test_each_probe_has_a_record_from_the_updates_beginning_on() -> None:
    at_old = [f"update to a:2: a token from before, at {pod}" for pod in ("o2", "o3")]
    assert told() == ["update to a:2", "update to a:2: a token from before, in public", *at_old]


def test_a_probe_that_sent_nothing_since_then_has_none() -> None:
    """A second controller's update said of its old pods: 0 of 0 requests failed, 0.00 % available."""
    stopped = probed(2.0, marks={BEGINS: 2.0})
    assert told(old={"o2": stopped, "o3": probe()})[2:] == ["update to a:2: a token from before, at o3"]
