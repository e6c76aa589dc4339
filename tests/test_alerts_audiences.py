"""Two audiences are told of one series: what one hears takes nothing from what the other knows."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.alerts.message import Outcome, Told
from conformance.alerts.problem import Audience
from conformance.exit_codes import ExitCode
from tests.alerted_nights import (
    asked,
    audience,
    failed,
    green,
    nights,
    red,
    text,
    unknown,
)


def test_nights_that_fail_for_the_environment_take_nothing_from_who_knows_of_a_break() -> None:
    """Told of both, each audience hears of its own recovery: one now, the other when it is asked next."""
    records = [green(), red("heal_1"), unknown(), unknown(), unknown()]
    told: Mapping[Audience, Told] = {}
    heard = []
    for count in range(1, len(records) + 1):
        outcome = asked(nights(*records[:count]), told)
        heard.append(audience(outcome))
        told = outcome.told
    assert heard == [None, Audience.SERVICE, None, None, Audience.SUITE]
    well = nights(*records, green())
    first = asked(well, told)
    assert (audience(first), text(first)[:34]) == (Audience.SERVICE, "recovered: heal_1 is kept again, a")
    second = asked(well, first.told, hours=4)
    assert (audience(second), text(second)[:32]) == (Audience.SUITE, "recovered: “unknown” is over, al")
    assert asked(well, second.told, hours=8) == Outcome(None, {})


def test_silence_and_bad_input_do_not_have_a_break_told_twice() -> None:
    runs = nights(green(), red("heal_1"))
    first = asked(runs)
    silent = asked(runs, first.told, hours=30)
    assert audience(silent) is Audience.SUITE
    bad = asked(runs, silent.told, hours=48, ended=ExitCode.BAD_INPUT)
    assert text(bad).startswith("bad input ")
    again = nights(green(), red("heal_1"), green(), red("heal_1"))
    still_red = [again[0], *runs]
    assert asked(still_red, bad.told) == Outcome(None, bad.told)
    assert audience(asked(nights(*(green() for _ in range(5))), bad.told)) is Audience.SERVICE


def test_what_ails_the_suite_anew_after_a_run_that_judged_is_told_anew() -> None:
    failing = asked(nights(green(), failed()))
    broken = asked(nights(green(), failed(), red("heal_1")), failing.told)
    assert audience(broken) is Audience.SERVICE
    anew = asked(nights(green(), failed(), red("heal_1"), failed()), broken.told)
    assert audience(anew) is Audience.SUITE
    last = asked(nights(green(), failed(), red("heal_1"), failed(), failed()), anew.told)
    assert last == Outcome(None, anew.told)
