"""How near waits came to their end, and how long what was taken away was still taken: what the page draws."""

from __future__ import annotations

import pytest

from conformance.clock_record import ClockRecord
from conformance.record import RunRecord, WaitRecord
from conformance.report.clock_picture import ROOM, pictures_of
from conformance.report.patience_used import patience_used
from conformance.report.phrases import size
from tests.report_records import kept
from tests.test_report_page import page_of


def run_with(*waits: WaitRecord) -> RunRecord:
    record = kept("a_1", "a_2")
    for scenario in record.scenarios:
        scenario.steps[1].waits = []
    record.scenarios[1].steps[1].waits = list(waits)
    return record


def wait(name: str, needed: float, allowed: float = 10.0, is_kept: bool = True) -> WaitRecord:
    return WaitRecord("something", name, allowed, needed, is_kept, "")


def test_nothing_awaited_nothing_drawn() -> None:
    assert patience_used(run_with()) == ()
    assert "Waits against patience" not in page_of(run_with()).text()


def test_the_bound_nearest_to_its_end_comes_first() -> None:
    bounds = patience_used(run_with(wait("slow", 50, 100), wait("quick", 1), wait("near", 9)))
    assert [(bound.name, bound.longest.percent) for bound in bounds] == [
        ("near", 90.0),
        ("slow", 50.0),
        ("quick", 10.0),
    ]


def test_a_bound_tells_its_waits_and_the_longest_with_its_promise() -> None:
    (bound,) = patience_used(run_with(wait("x", 1), wait("x", 1.001), wait("x", 8)))
    assert (bound.waits, bound.in_vain, bound.longest.identifier) == (3, 0, "a_2")
    assert bound.strokes == pytest.approx((10.0, 80.0))


def test_a_wait_in_vain_is_the_longest_even_where_it_ended_at_once() -> None:
    (bound,) = patience_used(run_with(wait("x", 9), wait("x", 0.1, is_kept=False)))
    assert (bound.in_vain, bound.longest.wait.needed_s) == (1, 0.1)
    told = page_of(run_with(wait("x", 9), wait("x", 0.1, is_kept=False))).text()
    assert "x 2, 1 in vain 0.10 s 10.0 s a_2" in told


def test_a_wait_without_patience_used_all_of_it() -> None:
    (bound,) = patience_used(run_with(wait("x", 0, allowed=0)))
    assert bound.longest.percent == 100
    assert max(bound.strokes) < 100


def test_clocks_of_a_promise_share_one_scale() -> None:
    early = ClockRecord("a token", "one", 6.0, None, 0.0, True)
    late = ClockRecord("a token", "two", 6.0, 8.0, 10.0, False)
    first, second = pictures_of([early, late])
    assert [first.taken, first.refused, first.bound] == pytest.approx([0, 0, 60 / ROOM])
    assert [second.taken, second.refused, second.bound] == pytest.approx([80 / ROOM, 100 / ROOM, 60 / ROOM])


def test_a_clock_that_saw_no_refusal_draws_none() -> None:
    (picture,) = pictures_of([ClockRecord("a token", "one", 6.0, 6.5, None, False)])
    assert picture.refused is None


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1234, "1.2 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
    ],
)
def test_sizes_of_files_in_words(number: int, words: str) -> None:
    assert size(number) == words
