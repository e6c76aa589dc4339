"""waivers.toml: what is let pass, and no longer than it says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from conformance.certificate.waivers import Waiver, faults_of, read_waivers
from conformance.errors import BadInput

TEXT = """\
[[waiver]]
identifier = "heal_3"
reason = "the image that mends it ships on the 10th"
who = "Ada Lovelace"
until = 2026-12-10
"""
WAIVER = Waiver("heal_3", "the image that mends it ships on the 10th", "Ada Lovelace", date(2026, 12, 10))


def test_a_waiver_is_read(tmp_path: Path) -> None:
    file = tmp_path / "waivers.toml"
    file.write_text(TEXT)
    assert read_waivers(file) == (WAIVER,)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("waiver", "is no TOML"),
        ("", "waiver: Field required"),
        (TEXT.replace('"heal_3"', '""'), "waiver.0.identifier"),
        (TEXT.replace("who", "whom"), "waiver.0.who"),
        (TEXT.replace("2026-12-10", '"for ever"'), "waiver.0.until"),
        (TEXT + 'sign = "a field nobody knows"\n', "waiver.0.sign"),
        (TEXT + TEXT, "waives heal_3 twice"),
    ],
)
def test_what_is_no_waiver_is_named_in_one_line(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "waivers.toml"
    file.write_text(text)
    with pytest.raises(BadInput) as refused:
        read_waivers(file)
    assert named in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nowhere\.toml cannot be read"):
        read_waivers(tmp_path / "nowhere.toml")


def test_a_waiver_holds_until_the_end_of_its_day() -> None:
    assert list(faults_of([WAIVER], {"heal_3"}, date(2026, 12, 10))) == []
    (fault,) = faults_of([WAIVER], {"heal_3"}, date(2026, 12, 11))
    assert fault == "the waiver of heal_3 is out of date: it held until 2026-12-10"


def test_a_waiver_of_what_is_kept_matches_nothing() -> None:
    (fault,) = faults_of([WAIVER], {"heal_1"}, date(2026, 12, 1))
    assert fault.startswith("the waiver of heal_3 matches nothing")
