"""Availability in the report: kept in the record, drawn on the page, told to who cannot see it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conformance.availability import AvailabilityRecord
from conformance.probe import Kind, Phase, availability_of
from conformance.record import RunRecord
from conformance.report import phrases
from conformance.report.availability_picture import LINE, WIDTH, picture_of
from conformance.report.run_file import read_run, write_run
from tests.probe_records import fails, probed
from tests.report_records import kept
from tests.test_report_page import page_of

DISTURBED = probed(
    20,
    fails(11, 12, kinds=(Kind.NEW,)),
    fails(13, 13.1, Phase.STATUS, "status 503", kinds=(Kind.KEPT,)),
    marks={"deleted": 10.0, "replaced": 12.5},
)


def availability() -> AvailabilityRecord:
    return availability_of(DISTURBED, "one keystone pod deleted", DISTURBED.since("deleted"))


def run_with(record: AvailabilityRecord) -> RunRecord:
    run = kept("heal_12")
    run.scenarios[0].availability.append(record)
    return run


def test_figures_are_those_of_the_judged_window_and_the_course_is_whole() -> None:
    record = availability()
    new, kept_alive = record.rows
    assert (new.sent, new.failed, kept_alive.failed) == (100, 10, 1)
    assert sum(cell.sent for cell in new.cells) == 200
    assert (record.judged_from_s, record.judged_to_s, record.seconds) == (10.0, 20.0, 20.0)
    assert [(mark.name, mark.at_s) for mark in record.marks] == [("deleted", 10.0), ("replaced", 12.5)]
    assert len(record.failures) == 11


def test_of_many_failures_some_are_told_and_all_are_counted() -> None:
    record = availability_of(probed(60, fails(10, 50)), "a long outage")
    assert (len(record.failures), record.failures_left_out) == (50, 750)
    assert sum(row.failed for row in record.rows) == 800


def test_a_long_probe_is_drawn_in_no_more_than_240_stretches() -> None:
    record = availability_of(probed(600), "ten minutes")
    assert max(len(row.cells) for row in record.rows) <= 241
    assert sum(cell.sent for cell in record.rows[0].cells) == 6000


def test_the_record_of_a_run_keeps_it(tmp_path: Path) -> None:
    run = run_with(availability())
    write_run(run, tmp_path / "report.json")
    assert read_run(tmp_path).scenarios[0].availability == [availability()]


def test_the_page_tells_figures_marks_and_failures() -> None:
    told = page_of(run_with(availability())).text()
    for words in (
        "How available Keystone was: one keystone pod deleted",
        "1 deleted 10.0 s 2 replaced 12.5 s",
        "new 100 10 90.00 % 1.00 s 5.0 ms 5.0 ms 100 ms 0.0 ms 0 0",
        "kept-alive 100 1 99.00 % 105 ms",
        "Which failed (11 requests)",
        "13.1 s kept-alive by the answer's status status 503 run-kept-130",
    ):
        assert words in told


def test_each_strip_is_told_in_words() -> None:
    labels = [
        label for label in page_of(run_with(availability())).all("aria-label") if "connections" in label
    ]
    assert labels == 2 * [  # in the promise, and among all pictures of the kind
        "new connections, 200 requests, failures between 11.0 s and 11.9 s",
        "kept-alive connections, 200 requests, failures between 13.0 s and 13.0 s",
    ]


def test_each_strip_is_drawn_once_and_shown_twice() -> None:
    page = page_of(run_with(availability()))
    drawn = [each for each in page.all("id") if each.startswith("strip-")]
    assert drawn == ["strip-heal_12-1-1", "strip-heal_12-1-2"]
    assert [href for href in page.all("href") if href.startswith("#strip-")] == [f"#{each}" for each in drawn]


def test_failures_hang_below_the_line_and_answers_stand_on_it() -> None:
    new, _ = picture_of(availability()).strips
    assert len(re.findall(rf"M[\d.]+ {LINE}v-", new.answered)) == 190
    below = re.findall(rf"M([\d.]+) {LINE}v([\d.]+)", new.failed)
    assert len(below) == 10
    assert float(below[0][0]) == pytest.approx(WIDTH * 11.05 / 20, abs=0.1)


def test_marks_and_ticks_lie_where_they_happened() -> None:
    picture = picture_of(availability())
    assert picture.flags == ((1, 50.0, "deleted", 10.0), (2, 62.5, "replaced", 12.5))
    assert picture.judged == (WIDTH / 2, WIDTH / 2)
    assert [at for _, at in picture.ticks] == [0, 5, 10, 15, 20]


def test_nothing_sent_is_drawn_without_a_word_too_many() -> None:
    empty = availability_of(probed(0), "nothing")
    assert picture_of(empty).strips == ()
    assert "nothing" in page_of(run_with(empty)).text()


def test_a_page_with_pictures_stays_small() -> None:
    run = run_with(availability_of(probed(600, fails(100, 200)), "ten minutes"))
    run.scenarios[0].availability *= 10
    assert len("".join(page_of(run).all("d"))) < 200_000


@pytest.mark.parametrize(
    ("percent", "text"), [(100.0, "100 %"), (99.9999, "99.99 %"), (95.376, "95.38 %"), (0.0, "0.00 %")]
)
def test_100_percent_is_said_only_where_nothing_failed(percent: float, text: str) -> None:
    assert phrases.share(percent) == text


@pytest.mark.parametrize(("value", "text"), [(5.36, "5.4 ms"), (731.2, "731 ms"), (8400.0, "8.40 s")])
def test_milliseconds_read_as_a_person_says_them(value: float, text: str) -> None:
    assert phrases.milliseconds(value) == text
