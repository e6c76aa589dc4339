"""What an update came to, made up, for the tests of what is told of it."""

from __future__ import annotations

from dataclasses import replace

from conformance.image_difference.account import UpdateAccount
from conformance.image_difference.found import ImageDifference
from conformance.image_difference.pair import image_pair
from conformance.probe import Kind, availability_of
from conformance.record import RunRecord
from conformance.verdict import Verdict
from tests.image_differences import image_difference
from tests.probe_records import fails, probed
from tests.report_records import run

CHANGE, BY_ITSELF = "20261126-110000-aaaaaa", "20261126-110500-bbbbbb"
OLD, NEW = f"sha256:{'29' * 32}", f"sha256:{'30' * 32}"
CANDIDATE = "bodepd/keystone:crashes-at-start"
PROBED = probed(20, fails(11, 12, kinds=(Kind.NEW,)), marks={"the update begins": 10.0, "<b>over": 12.5})


def change(verdict: Verdict = Verdict.KEPT) -> RunRecord:
    """Return the run of a change: a promise of core, and one about the change with that verdict."""
    record = run(("a_1", Verdict.KEPT), ("update_1", verdict), run_id=CHANGE, digest=OLD)
    record.images.append(replace(record.images[0], digest=NEW))
    record.images.append(replace(record.images[0], image=CANDIDATE, digest=f"sha256:{'66' * 32}"))
    of_the_change = record.scenarios[1]
    of_the_change.steps[1].text = "its keystone pods are replaced one by one by those of the new image"
    of_the_change.observed.append({"image": CANDIDATE})
    of_the_change.profiles = ("update",)
    of_the_change.availability.append(
        availability_of(PROBED, "update to bodepd/keystone:30, one by one", PROBED.since("the update begins"))
    )
    return record


def by_itself(verdict: Verdict = Verdict.KEPT) -> RunRecord:
    """Return the run of the newer image, whose one promise has that verdict."""
    return run(("a_1", verdict), run_id=BY_ITSELF, digest=NEW)


def account(
    changed: RunRecord | None = None,
    newer: RunRecord | None = None,
    found: ImageDifference | None = None,
) -> UpdateAccount:
    """Return the account of 29 → 30; all is well but for what is given."""
    pair = image_pair("bodepd/keystone:29", "bodepd/keystone:30")
    return UpdateAccount(pair, changed or change(), found or image_difference(), newer or by_itself())
