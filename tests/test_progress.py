"""What progress writes where lines may not be drawn over, and what it draws where they may."""

from __future__ import annotations

import io
import threading

import pytest
from rich.console import Console

from conformance.patience import WaitUnderWay
from conformance.progress import DONE, FAILED, RUNNING, Progress, wants_live
from conformance.redact import Redactor
from conformance.verdict import Verdict
from tests.report_records import scenario


class Terminal(io.StringIO):
    """A terminal that keeps what is written to it."""

    def isatty(self) -> bool:
        """Return True."""
        return True


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
            progress.awaiting(WaitUnderWay("three pods ready", "2 of 3", 1.5, 60.0))
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
        (True, {"NO_COLOR": "1"}, True),
        (True, {"CI": "true"}, False),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
        (False, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_lines_are_drawn_over_on_a_terminal_only(
    terminal: bool, environment: dict[str, str], live: bool
) -> None:
    file = Terminal() if terminal else io.StringIO()
    console = Console(file=file, _environ={"TERM": "xterm", **environment})
    assert wants_live(console, environment) is live
    assert Progress(console, Clock(), environment, quiet=True)._live is None


def test_a_dumb_terminal_gets_lines_without_escapes() -> None:
    file = Terminal()
    environment = {"TERM": "dumb"}
    with Progress(Console(file=file, _environ=environment), Clock(), environment) as progress:
        progress.scenario_started("pods_1", "Three pods run")
        progress.scenario_finished(scenario("pods_1"))
    assert file.getvalue() == "✓ pods_1     Promise pods_1 holds  3.50 s\n"


def test_on_a_terminal_what_is_over_stays_and_the_region_goes() -> None:
    file = Terminal()
    console = Console(file=file, force_terminal=True, width=80, color_system=None)
    with Progress(console, Clock(), {}) as progress:
        progress.scenario_started("pods_1", "Three pods run")
        progress.scenario_finished(scenario("pods_1"))
    progress.close()
    assert "✓ pods_1     Promise pods_1 holds  3.50 s\n" in file.getvalue()
    assert file.getvalue().rindex("\x1b[?25h") > file.getvalue().rindex("\x1b[?25l")
    assert file.getvalue().endswith("\r\x1b[1A\x1b[2K"), "the region's last line is still there"


def test_a_wait_that_is_told_late_has_the_clock_of_its_beginning() -> None:
    progress = Progress(plain()[0], Clock(), {})
    progress.awaiting(WaitUnderWay("a pod", "Pending", 5.0, 60.0))
    assert (progress._now.awaited_since, progress._now.allowed_s) == (95.0, 60.0)
    progress.wait_ended()
    assert (progress._now.awaited, progress._now.last_seen) == ("", "")


def test_a_scenario_that_has_begun_is_not_to_come_and_one_that_is_over_is_done() -> None:
    progress = Progress(plain()[0], Clock(), {})
    progress.expect(["a_1", "a_2", "a_3"], {"a_1": 1.0})
    progress.scenario_started("a_1", "One")
    assert (progress._now.to_come, progress._now.expected) == (("a_2", "a_3"), 3)
    progress.scenario_finished(scenario("a_1"))
    assert (progress._now.finished, progress._now.to_come, progress._now.expected) == (1, ("a_2", "a_3"), 3)
    progress.nothing_more_runs()
    assert progress._now.expected == 0


def test_a_quiet_one_tells_only_what_went_wrong() -> None:
    console, raw = plain()
    with Progress(console, Clock(), {}, quiet=True) as progress:
        progress.note("A Kubernetes of its own")
        progress.action("etcd answers", RUNNING, 0.0)
        progress.action("etcd answers", RUNNING, 45.0)
        progress.action("etcd answers", DONE, 50.0)
        progress.action("CoreDNS answers", FAILED, 5.0)
        for number, verdict in enumerate(Verdict, 1):
            progress.scenario_finished(scenario(f"pods_{number}", verdict))
    assert told(raw) == [
        "? CoreDNS answers failed  5.00 s",
        "✗ pods_2     Promise pods_2 holds  3.50 s",
        "  broken: pod keystone-9tq7w never became ready: manifest unknown",
        "? pods_3     Promise pods_3 holds  3.50 s",
        "  unknown: the registry answered 503 for memcached:latest",
    ]


def test_ctrl_c_while_the_region_is_begun_leaves_the_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    file = Terminal()
    progress = Progress(Console(file=file, force_terminal=True, width=80), Clock(), {})
    assert progress._live is not None
    begin = progress._live.start

    def interrupted() -> None:
        begin()
        raise KeyboardInterrupt

    monkeypatch.setattr(progress._live, "start", interrupted)
    with pytest.raises(KeyboardInterrupt), progress:
        pass
    assert file.getvalue().rindex("\x1b[?25h") > file.getvalue().rindex("\x1b[?25l")


def test_what_is_drawn_shows_not_even_the_beginning_of_a_secret() -> None:
    secret = "S3cret-of-this-run-that-is-too-long-for-the-line"
    file = Terminal()
    console = Console(file=file, force_terminal=True, width=40)
    with Progress(console, Clock(), {"TERM": "xterm"}, say=Redactor([secret]).sentence) as progress:
        progress.scenario_started("a_1", f"title {secret}")
        progress.step_started("Given", f"step {secret}")
        progress.awaiting(WaitUnderWay(f"awaited {secret}", f"seen {secret}", 0.0, 60.0))
        progress.note("drawn anew")
        progress.action(f"action {secret}", RUNNING, 0.0)
        progress.note("drawn anew")
    drawn_lines = file.getvalue()
    assert "drawn anew" in drawn_lines
    assert "seen" in drawn_lines
    assert "S3cret" not in drawn_lines


def test_a_wait_that_tells_a_secret_keeps_its_clock() -> None:
    clock = Clock()
    progress = Progress(plain()[0], clock, {}, say=Redactor(["S3cret-awaited"]).sentence)
    progress.scenario_started("a_1", "title")
    progress.awaiting(WaitUnderWay("S3cret-awaited", "nothing", 0.0, 60.0))
    clock.now += 5
    progress.awaiting(WaitUnderWay("S3cret-awaited", "nothing yet", 5.0, 60.0))
    assert progress._now.awaited_since == 100.0


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
