"""How long a run still takes, by what its promises took in earlier runs."""

from __future__ import annotations

import pytest

from conformance.record import RunRecord
from conformance.time_left import seconds_left, usual_seconds, words_of
from conformance.verdict import Verdict
from tests.report_records import run

USUAL = {"a_1": 10.0, "a_2": 30.0, "a_3": 60.0}


def took(*seconds: float) -> RunRecord:
    record = run(*((f"a_{number}", Verdict.KEPT) for number in range(1, len(seconds) + 1)))
    for scenario, each in zip(record.scenarios, seconds, strict=True):
        scenario.seconds = each
    return record


def test_what_is_usual_is_the_median_of_the_runs_that_had_the_promise() -> None:
    assert usual_seconds([took(1.0, 5.0), took(9.0), took(2.0, 7.0)]) == {"a_1": 2.0, "a_2": 6.0}


def test_without_an_earlier_run_nothing_is_said() -> None:
    assert usual_seconds([]) == {}
    assert seconds_left({}, ["a_1"], {"a_2": 3.0}) is None
    assert words_of(None) == ""


def test_what_runs_counts_with_its_rest_and_what_is_to_come_in_full() -> None:
    assert seconds_left(USUAL, ["a_2", "a_3"], {"a_1": 4.0}) == 96.0


def test_before_the_first_promise_all_of_them_are_to_come() -> None:
    assert seconds_left(USUAL, ["a_1", "a_2", "a_3"]) == 100.0


def test_after_the_last_promise_nothing_is_said() -> None:
    """What is left then is the clean-up, of which earlier promises tell nothing."""
    assert seconds_left(USUAL, []) is None


def test_a_promise_that_no_earlier_run_had_counts_as_the_median_of_the_others() -> None:
    assert seconds_left(USUAL, ["new_1"], {"a_1": 0.0}) == 40.0
    assert seconds_left(USUAL, [], {"new_1": 12.0}) == 18.0


def test_it_never_grows_and_is_never_negative_while_promises_overrun() -> None:
    """Each promise takes 1.5 times as long as usual; the rest is asked every second."""
    order = list(USUAL)
    said = [
        seconds_left(USUAL, order[place + 1 :], {name: float(second)})
        for place, name in enumerate(order)
        for second in range(int(USUAL[name] * 1.5) + 1)
    ]
    told = [each for each in said if each is not None]
    assert len(told) == len(said)
    assert told == sorted(told, reverse=True)
    assert (told[0], told[-1]) == (100.0, 0.0)


def test_a_promise_that_overruns_lets_the_rest_stand_still() -> None:
    assert seconds_left(USUAL, ["a_3"], {"a_2": 30.0}) == seconds_left(USUAL, ["a_3"], {"a_2": 300.0}) == 60.0


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (0.0, "less than 10 s left"),
        (10.0, "less than 10 s left"),
        (10.1, "about 20 s left"),
        (89.9, "about 90 s left"),
        (90.0, "about 2 min left"),
        (121.0, "about 3 min left"),
        (3540.0, "about 59 min left"),
        (3541.0, "about 1 h 0 min left"),
        (7500.0, "about 2 h 5 min left"),
    ],
)
def test_it_is_said_as_coarsely_as_it_is_known(left: float, words: str) -> None:
    assert words_of(left) == words


def test_several_at_once_share_what_is_not_judged_alone() -> None:
    assert (
        seconds_left(USUAL, ["a_2"], {"a_1": 0.0, "a_3": 10.0}, alone=["a_1"], workers=4) == 10.0 + 80.0 / 4
    )
