"""The probe while it runs: requests at a fixed pace, each when it is due, whatever became of the others."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from types import TracebackType

from conformance.errors import InternalError
from conformance.judgement import Judgement
from conformance.patience import Clock
from conformance.probe.attempt import Attempt, Kind, Phase
from conformance.probe.connections import KeptConnections, NewConnections, Outcome, Sender, Target
from conformance.probe.crew import Crew
from conformance.probe.judges import answers_steadily
from conformance.probe.probe_record import Mark, ProbeRecord
from conformance.wait import MonotonicClock

SPARE_THREADS = 16


def start_probe(
    base_url: str,
    *,
    name: str,
    path: str = "/v3",
    rate: float = 25.0,
    kept_connections: int = 24,
    timeout: float = 5.0,
    longest: float = 900.0,
    headers: Mapping[str, str] | None = None,
) -> RunningProbe:
    """Start to ask `base_url` + `path`, `rate` times a second on new connections and as often on kept ones.

    `name` begins each request's identifier and must be the probe's own within the run. `kept_connections`:
    with 24 over three replicas, one replica has none of them in 1 of 5,600 runs; with 0 there are only new
    ones. `timeout` bounds a request, `longest` the whole probe, both in seconds. `headers` are sent along.
    """
    target = Target(base_url + path, timeout, headers or {})
    senders: dict[Kind, Sender] = {Kind.NEW: NewConnections(target)}
    if kept_connections:
        senders[Kind.KEPT] = KeptConnections(target, kept_connections)
    probe = RunningProbe(base_url + path, name, senders, rate=rate, timeout=timeout, longest=longest)
    probe.start()
    return probe


class RunningProbe:
    """Ends by `stop`, at the end of its `with` block, or by itself after `longest` seconds."""

    def __init__(
        self,
        url: str,
        name: str,
        senders: Mapping[Kind, Sender],
        *,
        rate: float,
        timeout: float,
        longest: float,
        clock: Clock | None = None,
    ) -> None:
        """Be ready to `start`; `rate` is a second and a kind, the other two are in seconds."""
        self._url, self._name, self._senders = url, name, senders
        self._interval, self._timeout, self._longest = 1 / rate, timeout, longest
        self._clock = clock or MonotonicClock()
        self._crew = Crew(math.ceil(rate * timeout) * len(senders) + SPARE_THREADS)
        self._changes = threading.Condition()
        self._under_way: dict[str, tuple[Kind, float, float | None]] = {}
        self._attempts: list[Attempt] = []
        self._marks: list[Mark] = []
        self._began = 0.0
        self._started = datetime.now(UTC)
        self._stopping = threading.Condition()
        self._asked_to_stop = False
        self._stopped_early = False
        self._sent_until: float | None = None
        self._defect: Exception | None = None
        self._final: ProbeRecord | None = None

    def start(self) -> None:
        """Send the first request of each kind now."""
        self._began, self._started = self._clock.now(), datetime.now(UTC)
        threading.Thread(target=self._keep_pace, name="probe-pace", daemon=True).start()

    def mark(self, name: str) -> None:
        """Note that something happens now."""
        with self._changes:
            self._marks.append(Mark(name, self._clock.now()))

    def goes_on(self, seconds: float) -> float:
        """Go on for so long, whatever is under way then, and return the monotonic time."""
        until = self._clock.now() + seconds
        while (left := until - self._clock.now()) > 0 and not self._asked_to_stop:
            self._clock.wait(self._stopping, lambda: self._asked_to_stop, left)
        return until

    def lasts(self, seconds: float) -> ProbeRecord:
        """Go on for so long and return all that was seen once what was due by then has ended."""
        until = self.goes_on(seconds)
        if not self._asked_to_stop:
            self._await_ends(until)
        return self.so_far()

    def so_far(self) -> ProbeRecord:
        """Return what was seen until now; requests under way are not in it."""
        if self._defect is not None:
            raise InternalError(f"the probe broke: {self._defect!r}") from self._defect
        with self._changes:
            return ProbeRecord(
                url=self._url,
                interval=self._interval,
                began=self._began,
                ended=self._sent_until or self._clock.now(),
                started=self._started,
                attempts=tuple(sorted(self._attempts, key=lambda one: one.scheduled)),
                under_way=tuple(began for _, _, began in self._under_way.values() if began is not None),
                marks=tuple(self._marks),
                stopped_early=self._stopped_early,
            )

    def answers_steadily(self, seconds: float, since: str) -> Judgement[float]:
        """Judge whether nothing failed in so many seconds until now, once what was due by now has ended."""
        now = self._clock.now()
        return answers_steadily(self.lasts(0.0), seconds, since, now)

    @property
    def is_stopped(self) -> bool:
        """Whether `stop` was called: nothing more comes."""
        return self._final is not None

    def stop(self) -> ProbeRecord:
        """Send no more, wait for what is under way, and return everything; the same at each call."""
        if self._final is None:
            self._ask_to_stop()
            self._drain()
            self.close()
            self._final = self.so_far()
        return self._final

    def close(self) -> None:
        """Send no more and wait for nothing."""
        self._ask_to_stop()
        self._crew.dismiss()
        for sender in self._senders.values():
            sender.close()

    def __enter__(self) -> RunningProbe:
        """Return the probe."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Stop; at once where the block ended by an exception."""
        if kind is None:
            self.stop()
        else:
            self.close()

    def _has_ended(self, until: float) -> bool:
        """Tell whether nothing that was due by then is under way."""
        with self._changes:
            return self._defect is not None or all(due > until for _, due, _ in self._under_way.values())

    def _await_ends(self, due_by: float) -> None:
        """Wait until all that was due by then has ended, a second longer than it may take at most."""
        until = self._clock.now() + self._timeout + 1.0
        # one wait is short, whatever it is asked for: a request that hangs takes several
        while not self._has_ended(due_by) and (left := until - self._clock.now()) > 0:
            self._clock.wait(self._changes, lambda: self._has_ended(due_by), left)

    def _ask_to_stop(self) -> None:
        with self._stopping:
            self._sent_until = self._sent_until or self._clock.now()
            self._asked_to_stop = True
            self._stopping.notify_all()

    def _drain(self) -> None:
        """Wait for what is under way; what outlasts its own bound is a failure too."""
        self._await_ends(math.inf)
        with self._changes:
            now = self._clock.now()
            for identifier, (kind, due, began) in self._under_way.items():
                lost = Outcome(now, kind is Kind.NEW, phase=Phase.UNANSWERED, words="still under way")
                self._attempts.append(lost.attempt(identifier, kind, due, began or now))
            self._under_way.clear()

    def _keep_pace(self) -> None:
        try:
            self._stopped_early = self._sent_all()
        except Exception as defect:  # a thread's own end would be silent
            self._defect = defect
        self._ask_to_stop()

    def _sent_all(self) -> bool:
        """Send each request when it is due; return whether there is none left."""
        for identifier, kind, due in self._schedule():
            # one wait is short, whatever it is asked for: a slow pace takes several
            while not self._asked_to_stop and (left := due - self._clock.now()) > 0:
                self._clock.wait(self._stopping, lambda: self._asked_to_stop, left)
            if self._asked_to_stop:
                return False
            with self._changes:
                self._under_way[identifier] = (kind, due, None)
            self._crew.hand(partial(self._send, identifier, kind, due))
        return True

    def _schedule(self) -> Iterator[tuple[str, Kind, float]]:
        """Yield each request with the time it is due; the kinds take turns within an interval."""
        shift = self._interval / len(self._senders)
        for number in range(math.ceil(self._longest / self._interval)):
            for place, kind in enumerate(self._senders):
                due = self._began + number * self._interval + place * shift
                yield f"{self._name}-{kind.name.lower()}-{number}", kind, due

    def _send(self, identifier: str, kind: Kind, due: float) -> None:
        began = self._clock.now()
        with self._changes:
            if identifier in self._under_way:
                self._under_way[identifier] = (kind, due, began)
        try:
            outcome = self._senders[kind].send(identifier)
        except Exception as defect:  # a thread's own end would be silent
            self._defect = defect
            with self._changes:
                self._under_way.pop(identifier, None)
            self._ask_to_stop()
            return
        with self._changes:
            if self._under_way.pop(identifier, None) is not None:
                self._attempts.append(outcome.attempt(identifier, kind, due, began))
            self._changes.notify_all()
