"""What was found of two made-up images, for the tests of what is told of it."""

from __future__ import annotations

from conformance.image_contents import Contents, changes_between
from conformance.image_difference.found import ImageDifference
from conformance.image_difference.log_lines import Level, LogDifference, Said
from conformance.image_difference.measured import measured
from conformance.image_difference.same_requests import AnsweredOtherwise
from conformance.image_difference.settings import SettingChanged, SettingsDifference
from conformance.image_difference.upgrade_check import Checked, UpgradeCheck

SECONDS = [0.2 + number / 1000 for number in range(100)]
IMMUTABLE = Checked("Check default roles are immutable", "success", "Default roles are immutable.")


def image_difference(*checks: Checked) -> ImageDifference:
    """Return what differs between a 29 and a 30, with these checks in place of one that succeeds."""
    before = Contents({"keystone": "29.1.0", "scrypt": "0.8"}, {"libc6": "2.41"})
    after = Contents({"keystone": "30.0.0"}, {"libc6": "2.42"})
    return ImageDifference(
        "keystone",
        "bodepd/keystone:29",
        "bodepd/keystone:30",
        packages=changes_between(before, after),
        checked=UpgradeCheck(checks or (IMMUTABLE,)),
        settings=SettingsDifference((SettingChanged("token.life", ("1", "2"), ("1", "2")),)),
        requests=60,
        answers=(AnsweredOtherwise("GET /v3/<regions>", 200, 500),),
        logs=LogDifference(((Said(Level.DEPRECATION, "flask/app.py", "it goes"), 2),)),
        measured=measured("token issue", "s", SECONDS, [value + 0.1 for value in SECONDS]),
    )
