"""What a person sees while a run goes on: a live region on a terminal, plain lines everywhere else."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from conformance.patience import WaitUnderWay
from conformance.progress_console import original_console
from conformance.progress_lines import action_line, running_line, scenario_lines
from conformance.progress_region import Now, region
from conformance.record import ScenarioRecord
from conformance.report.phrases import one_line
from conformance.signals_held import signals_held
from conformance.verdict import Verdict

WRONG = (Verdict.BROKEN, Verdict.UNKNOWN)
RUNNING, DONE, FAILED = "running", "done", "failed"
"""The states of an action."""
REFRESHES = 8
"""A second: often enough for a clock with tenths, seldom enough to cost next to nothing."""
SIGN_OF_LIFE = 30.0
"""Seconds after which a log is told that an action still runs; CI servers kill what is silent for minutes."""

__all__ = ["DONE", "FAILED", "RUNNING", "Progress", "original_console", "wants_live"]


def wants_live(console: Console, environment: Mapping[str, str]) -> bool:
    """Return whether lines may be drawn over: on a terminal that can, and not in CI.

    NO_COLOR asks for no colours, FORCE_COLOR for colours even in a file; rich sees to both. Neither makes a
    terminal of what is none.
    """
    plain = environment.get("CI") or environment.get("TERM") == "dumb"
    return console.file.isatty() and console.is_terminal and not plain


class Progress:
    """Tells what a run is doing; any thread may call any method.

    On a terminal the last lines show the scenario, its sentence, what is awaited and what was last seen, with
    clocks, and how far the run is; what is over stands above them. Elsewhere only what is over is written.
    A quiet one writes, anywhere, only what went wrong.
    """

    def __init__(
        self,
        console: Console | None = None,
        clock: Callable[[], float] = time.monotonic,
        environment: Mapping[str, str] = os.environ,
        *,
        quiet: bool = False,
        say: Callable[[str], str] = str,
    ) -> None:
        """Write to `console`, by default to standard error as it is now; `clock` returns seconds.

        `say` takes secrets out of what is drawn, before it is cut to the terminal's width.
        """
        self._say = say
        self._console = console or original_console(2)
        self._clock = clock
        self._quiet = quiet
        self._ascii_only = not self._console.encoding.lower().startswith("utf")
        self._signs_of_life: dict[str, float] = {}
        self._lock = threading.RLock()
        # Replaced as a whole and never changed: the drawing thread reads it and needs no lock.
        self._now = Now(began=clock())
        live = not quiet and wants_live(self._console, environment)
        self._live = self._live_region() if live else None

    def _live_region(self) -> Live:
        return Live(
            get_renderable=lambda: region(self._now, self._clock()),
            console=self._console,
            refresh_per_second=REFRESHES,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )

    def __enter__(self) -> Self:
        """Begin to draw, where that is wanted."""
        if self._live:
            try:
                self._live.start()
            except BaseException:
                # Ctrl-C in the midst of it: nobody leaves this block, and the cursor may be hidden already.
                self.close()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop drawing, however the run ended."""
        self.close()

    def close(self) -> None:
        """Take the live region away and leave what is over, with the cursor; a second call does nothing."""
        if self._live:
            with signals_held():
                self._live.stop()

    def note(self, text: str) -> None:
        """Write a line that stays."""
        if not self._quiet:
            self._print(Text(one_line(self._say(text))))

    def expect(self, scenarios: Iterable[str], usual: Mapping[str, float]) -> None:
        """Say by their identifiers which are going to run, and how many seconds each took in earlier runs."""
        self._update(to_come=tuple(scenarios), usual=usual)

    def expect_workers(self, names: Iterable[str], alone: Iterable[str]) -> None:
        """Say that several run at once, by their workers, and which do not, by their identifiers."""
        self._update(beside={name: Now() for name in names}, alone=frozenset(alone))

    def nothing_more_runs(self) -> None:
        """Show nothing more of scenarios: the one that was running has no end, and none is to come."""
        self._now = Now(began=self._now.began)

    def action(self, name: str, state: str, seconds: float) -> None:
        """Tell of a step of the set-up: `state` is RUNNING, DONE or FAILED; `seconds` since it began."""
        name = self._say(name)
        with self._lock:
            others = tuple(action for action in self._now.actions if action[0] != name)
            if state == RUNNING:
                self._update(actions=(*others, (name, self._clock() - seconds)))
                self._sign_of_life(name, seconds)
                return
            self._update(actions=others)
            self._signs_of_life.pop(name, None)
            if state == FAILED or not self._quiet:
                self._print(action_line(name, state == FAILED, seconds, self._ascii_only))

    def _sign_of_life(self, name: str, seconds: float) -> None:
        last = self._signs_of_life.setdefault(name, 0.0)
        if not self._quiet and self._live is None and seconds - last >= SIGN_OF_LIFE:
            self._signs_of_life[name] = seconds
            self._print(running_line(name, seconds))

    def scenario_started(self, identifier: str, title: str, worker: str = "") -> None:
        """Turn to a scenario, or let `worker` do so; so in the methods below."""
        with self._lock:
            self._update(to_come=tuple(each for each in self._now.to_come if each != identifier))
            self._update(worker, identifier=identifier, title=title, scenario_since=self._clock())

    def step_started(self, keyword: str, text: str, worker: str = "") -> None:
        """Turn to a sentence of the scenario."""
        sentence = f"{keyword.strip()} {text}"
        self._update(worker, sentence=sentence, step_since=self._clock(), awaited="", last_seen="")

    def awaiting(self, wait: WaitUnderWay, worker: str = "") -> None:
        """Tell what the sentence waits for and what was seen just now; cheap enough for every event."""
        self._update(
            worker,
            awaited=wait.awaited,
            awaited_since=self._clock() - wait.needed_s,
            allowed_s=wait.allowed_s,
            last_seen=wait.last_seen,
        )

    def wait_ended(self, worker: str = "") -> None:
        """Leave the wait."""
        self._update(worker, awaited="", last_seen="")

    def step_finished(self, worker: str = "") -> None:
        """Leave the sentence."""
        self._update(worker, sentence="", awaited="", last_seen="")

    def scenario_finished(self, record: ScenarioRecord, worker: str = "") -> None:
        """Write the scenario's line, with the reason below it where it was not kept."""
        with self._lock:
            self._update(finished=self._now.finished + 1)
            self._update(worker, identifier="", title="", sentence="", awaited="", last_seen="")
            if record.verdict in WRONG or not self._quiet:
                self._print(*scenario_lines(record, self._ascii_only))

    def _update(self, worker: str = "", **changes: object) -> None:
        said: Any = {
            name: self._say(each) if isinstance(each, str) else each for name, each in changes.items()
        }
        with self._lock:
            if worker:
                part = replace(self._now.beside.get(worker, Now()), **said)
                said = {"beside": {**self._now.beside, worker: part}}
            self._now = replace(self._now, **said)

    def _print(self, *lines: Text) -> None:
        with self._lock:
            if self._live and self._live.is_started:
                # Printing draws the region again as it was last drawn: let that be as it is now.
                self._live.refresh()
            for line in lines:
                self._console.print(line, soft_wrap=True)
