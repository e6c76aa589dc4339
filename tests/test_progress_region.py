"""The lines at the bottom of a terminal: what they show of a run, and how wide they are."""

from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console

from conformance.progress_region import Now, region


def drawn(now: Now, moment: float, width: int = 52) -> list[str]:
    console = Console(file=io.StringIO(), width=width)
    with console.capture() as capture:
        console.print(region(now, moment))
    return [line.rstrip() for line in capture.get().splitlines()]


def test_the_region_shows_scenario_sentence_and_wait_with_clocks() -> None:
    now = Now(
        identifier="heal_1",
        title="A pod is replaced",
        scenario_since=10.0,
        sentence="Then a new pod is ready",
        step_since=12.0,
        awaited="a new pod",
        awaited_since=13.0,
        allowed_s=40.0,
        last_seen="Pending: ContainerCreating since a while and not yet ready",
    )
    first, *rest = drawn(now, 20.0)
    assert first[2:] == "A pod is replaced  heal_1                 10.0 s"
    assert rest[:3] == [
        "  Then a new pod is ready                   8.00 s",
        "  awaited   a new pod               7.00 s of 40 s",
        "  last seen Pending: ContainerCrea…",
    ]


def test_the_region_keeps_its_height_while_nothing_is_awaited() -> None:
    waiting = Now(identifier="heal_1", title="A pod is replaced", awaited="a new pod", last_seen="none")
    assert len(drawn(waiting, 1.0)) == len(drawn(replace(waiting, awaited="", last_seen=""), 1.0)) == 5


def overall(now: Now, moment: float, width: int = 80) -> str:
    return drawn(now, moment, width)[-1]


def test_the_last_line_says_how_far_the_run_is_and_how_long_it_still_takes() -> None:
    now = Now(
        identifier="a_2",
        scenario_since=70.0,
        began=10.0,
        finished=1,
        to_come=("a_3", "a_4"),
        usual={"a_1": 30.0, "a_2": 60.0, "a_3": 60.0, "a_4": 30.0},
    )
    line = overall(now, 75.0)
    assert line.endswith("1 of 4 done, about 3 min left 65.0 s")
    assert line.lstrip().startswith("━━━━")


def test_without_an_earlier_run_no_time_is_left() -> None:
    assert overall(Now(identifier="a_1", to_come=("a_2",)), 5.0).endswith("0 of 2 done 5.00 s")


def test_the_bar_is_as_long_as_what_is_done() -> None:
    half = Now(finished=2, to_come=("a_3", "a_4"))
    assert overall(half, 5.0, width=43) == "  ━━━━━━━━━━           2 of 4 done 5.00 s"
    assert overall(replace(half, finished=4, to_come=()), 5.0, width=43).count("━") == 20


def test_where_ctrl_c_is_echoed_nothing_stands() -> None:
    """Two columns at the right: an echo that begins a line of its own would push the region down."""
    now = Now(
        actions=(("an action", 0.0),),
        identifier="a_1",
        title="words " * 40,
        sentence="words " * 40,
        awaited="words " * 40,
        last_seen="words " * 40,
        to_come=("a_2",),
    )
    console = Console(file=io.StringIO(), width=60)
    lines = console.render_lines(region(now, 1.0), pad=False)
    assert [sum(segment.cell_length for segment in line) for line in lines] == [58] * 6


def test_a_wait_outside_a_scenario_is_shown_too() -> None:
    """The end of the namespaces, after the last promise."""
    gone = Now(awaited="everything gone", awaited_since=1.0, allowed_s=60.0, last_seen="pod keystone-db")
    assert drawn(gone, 3.0) == [
        "  awaited   everything gone         2.00 s of 60 s",
        "  last seen pod keystone-db",
    ]


def test_the_region_shows_all_actions_that_run_at_once() -> None:
    lines = drawn(Now(actions=(("etcd answers", 1.0), ("images are built", 0.0))), 2.0)
    assert [line[2:].split()[0] for line in lines] == ["etcd", "images"]


def test_several_workers_have_two_lines_each_and_one_bar() -> None:
    waits = Now(
        identifier="heal_2",
        title="A pod is replaced",
        scenario_since=10.0,
        sentence="Then a new pod is ready",
        awaited="a new pod",
        awaited_since=13.0,
        allowed_s=40.0,
        last_seen="1 of 3",
    )
    looks = Now(
        identifier="a_1", title="It runs", scenario_since=18.0, sentence="Then it runs", step_since=19.0
    )
    now = Now(
        finished=3,
        to_come=("a_2", "heal_1"),
        usual={"a_1": 4.0, "a_2": 6.0, "heal_1": 10.0, "heal_2": 30.0},
        beside={"w1": waits, "w2": looks, "w3": Now()},
        alone=frozenset(("heal_1",)),
    )
    lines = drawn(now, 20.0, 60)
    # a turning wheel stands before what goes on
    assert [line[2:] for line in lines[:-1]] == [
        "A pod is replaced  heal_2                         10.0 s",
        "awaited   a new pod                       7.00 s of 40 s",
        "It runs  a_1                                      2.00 s",
        "Then it runs                                      1.00 s",
        "w3 waits for the others",
        "",
    ]
    # 10 s alone, and a third of 20, 2 and 6
    assert "3 of 7 done, about 20 s left" in lines[-1]
