"""What progress writes where lines may not be drawn over, and what it draws where they may."""

from __future__ import annotations

import io
import threading

import pytest
from rich.console import Console

from conformance.progress import DONE, FAILED, RUNNING, Progress, wants_live
from conformance.progress_region import Now, region
from conformance.verdict import Verdict
from tests.report_records import scenario


class Clock:
    """A clock that stands still unless it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def plain(encoding: str = "utf-8") -> tuple[Console, io.BytesIO]:
    raw = io.BytesIO()
    return Console(file=io.TextIOWrapper(raw, encoding=encoding, write_through=True), width=60), raw


def told(raw: io.BytesIO, encoding: str = "utf-8") -> list[str]:
    return raw.getvalue().decode(encoding).splitlines()


def test_a_log_gets_a_line_a_scenario_and_the_reason_below_what_was_not_kept() -> None:
    console, raw = plain()
    with Progress(console, Clock(), {}) as progress:
        progress.note("A Kubernetes of its own")
        for number, verdict in enumerate(Verdict, 1):
            progress.scenario_started(f"pods_{number}", "Three pods run")
            progress.step_started("Then ", "three pods are ready")
            progress.awaiting("three pods ready", "2 of 3")
            progress.step_finished()
            progress.scenario_finished(scenario(f"pods_{number}", verdict))
    assert told(raw) == [
        "A Kubernetes of its own",
        "✓ pods_1     Promise pods_1 holds  3.50 s",
        "✗ pods_2     Promise pods_2 holds  3.50 s",
        "  broken: pod keystone-9tq7w never became ready: manifest unknown",
        "? pods_3     Promise pods_3 holds  3.50 s",
        "  unknown: the registry answered 503 for memcached:latest",
        "– pods_4     Promise pods_4 holds  3.50 s",  # noqa: RUF001  # the mark of a skipped promise
        "  skipped: load_balancer: this cluster gives services no address",
    ]


def test_a_log_without_unicode_gets_ascii_marks() -> None:
    console, raw = plain("ascii")
    progress = Progress(console, Clock(), {})
    for number, verdict in enumerate(Verdict, 1):
        progress.scenario_finished(scenario(f"pods_{number}", verdict))
    assert [line[0] for line in told(raw, "ascii") if not line.startswith(" ")] == ["+", "x", "?", "-"]


def test_only_the_first_line_of_a_reason_is_written_and_it_is_no_markup() -> None:
    console, raw = plain()
    record = scenario("pods_1", Verdict.BROKEN)
    record.reason = "[bold]no pod[/bold] \x1b[2J\nand more"
    Progress(console, Clock(), {}).scenario_finished(record)
    assert told(raw)[1] == "  broken: [bold]no pod[/bold] \ufffd[2J"


def test_a_long_line_is_not_broken_up() -> None:
    console, raw = plain()
    Progress(console, Clock(), {}).note("word " * 40)
    assert told(raw) == [("word " * 40).strip()]


def test_a_log_is_told_of_actions_that_are_over() -> None:
    console, raw = plain()
    progress = Progress(console, Clock(), {})
    progress.action("etcd answers", RUNNING, 0.0)
    progress.action("etcd answers", DONE, 0.41)
    progress.action("CoreDNS answers", FAILED, 5.0)
    assert told(raw) == ["✓ etcd answers  0.41 s", "? CoreDNS answers failed  5.00 s"]


def test_a_log_gets_a_sign_of_life_of_a_long_action_every_half_minute() -> None:
    console, raw = plain()
    progress = Progress(console, Clock(), {})
    for seconds in (0.0, 10.0, 29.0, 31.0, 40.0, 60.0, 61.0):
        progress.action("kubebox is compiled", RUNNING, seconds)
    assert told(raw) == [
        "  kubebox is compiled: still running after 31.0 s",
        "  kubebox is compiled: still running after 61.0 s",
    ]


@pytest.mark.parametrize(
    ("terminal", "environment", "live"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": ""}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"CI": "true"}, False),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
    ],
)
def test_lines_are_drawn_over_on_a_terminal_only(
    terminal: bool, environment: dict[str, str], live: bool
) -> None:
    console = Console(file=io.StringIO(), force_terminal=terminal)
    assert wants_live(console, environment) is live


def drawn(now: Now, moment: float, width: int = 50) -> list[str]:
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
        last_seen="Pending: ContainerCreating since a while and not yet ready",
        finished=3,
        expected=11,
    )
    first, *rest = drawn(now, 20.0)
    assert first[2:] == "4 of 11  A pod is replaced  heal_1        10.0 s"
    assert rest == [
        "  Then a new pod is ready                   8.00 s",
        "  awaited   a new pod                       7.00 s",
        "  last seen Pending: ContainerCreating sin…",
    ]


def test_the_region_keeps_its_height_while_nothing_is_awaited() -> None:
    assert len(drawn(Now(identifier="heal_1", title="A pod is replaced"), 1.0)) == 4


def test_the_region_shows_all_actions_that_run_at_once() -> None:
    lines = drawn(Now(actions=(("etcd answers", 1.0), ("images are built", 0.0))), 2.0)
    assert [line[2:].split()[0] for line in lines] == ["etcd", "images"]


def test_on_a_terminal_what_is_over_stays_and_the_region_goes() -> None:
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, width=80, color_system=None)
    with Progress(console, Clock(), {}) as progress:
        progress.scenario_started("pods_1", "Three pods run")
        progress.scenario_finished(scenario("pods_1"))
    progress.close()
    assert "✓ pods_1     Promise pods_1 holds  3.50 s\n" in file.getvalue()
    assert file.getvalue().rstrip("\r").endswith("\x1b[?25h")


def test_a_wait_keeps_its_clock_until_something_else_is_awaited() -> None:
    clock = Clock()
    progress = Progress(plain()[0], clock, {})
    progress.awaiting("a pod", "none")
    clock.now += 5
    progress.awaiting("a pod", "Pending")
    assert progress._now.awaited_since == 100.0
    progress.awaiting("an address", "none")
    assert progress._now.awaited_since == 105.0


def test_lines_of_many_threads_do_not_mix() -> None:
    console, raw = plain()
    progress = Progress(console, Clock(), {})

    def tell() -> None:
        for _ in range(50):
            progress.note("a line of its own")

    threads = [threading.Thread(target=tell) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told(raw) == ["a line of its own"] * 200
