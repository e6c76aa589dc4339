"""The requests that go on while a stack is updated: in public, and at each old replica until its own turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from conformance.identity.plain_requests import SUBJECT
from conformance.probe import ProbeRecord, RunningProbe, start_probe

TOKENS = "/v3/auth/tokens"
TOKEN_RATE = 2.0
"""Of a validation in public, a second: some ten times the work of the versions document."""
OLD_RATE = 1.0
"""Of a validation at an old replica, a second: each goes through the API server.

Two of three are asked: with those in public four validations a second. A replica that caches nothing, as
the hardened set's, spends 0.1 s of a cpu on each, and its database 0.02 s: nine left two cores too little
for pods that start, and the load made its own failures (docs/updates.md).
"""
LEAST_ASKED = 10
"""Requests to an old replica that show that it answered all the while: ten seconds of them."""
BEGINS = "the update begins"


@dataclass(frozen=True)
class Pace:
    """How many requests for the versions document are sent in public."""

    rate: float = 25.0
    """A second and a kind of connection: as in all that the suite probes."""
    least: int = 0
    """So many of each kind at least, from the update's beginning on."""


@dataclass
class Load:
    """Probes that run: each is stopped once, and what it saw stays."""

    public: RunningProbe | None
    """Of the versions document; None where there is no public address."""
    tokens: RunningProbe | None
    """Of a token from before, in public: it is answered by whichever replica is met."""
    old: Mapping[str, RunningProbe]
    """Of a token from before, by old pod."""
    marks: list[str] = field(default_factory=list)

    @classmethod
    def start(
        cls, name: str, public_url: str | None, old_urls: Mapping[str, str], token: str, pace: Pace
    ) -> Load:
        """Begin; `name` is the run's and the scenario's own, `old_urls` is by pod."""
        old = {
            pod: validating(url, token, name=f"{name}-old{number}", rate=OLD_RATE)
            for number, (pod, url) in enumerate(old_urls.items())
        }
        if public_url is None:
            return cls(None, None, old)
        tokens = validating(public_url, token, name=f"{name}-token", rate=TOKEN_RATE)
        return cls(start_probe(public_url, name=name, rate=pace.rate), tokens, old)

    def mark(self, name: str) -> None:
        """Note in each probe that something happens now."""
        self.marks.append(name)
        for probe in self._all():
            probe.mark(name)

    def lasts(self, seconds: float) -> None:
        """Let it go on for so long."""
        probe = self.public or next(iter(self.old.values()))
        probe.lasts(seconds)

    def old_are_asked_enough_in(self) -> float:
        """Return how many seconds more it takes until each old replica that stays was asked often enough."""
        records = [probe.so_far() for probe in self.old.values() if not probe.is_stopped]
        sent = (len(record.within(record.since(BEGINS))) for record in records)
        return max(0.0, (LEAST_ASKED - min(sent, default=LEAST_ASKED)) / OLD_RATE)

    def goes(self, pod: str) -> None:
        """Ask an old replica nothing more: its turn has come."""
        if pod in self.old:
            self.old[pod].stop()

    def stop(self) -> None:
        """End all of them."""
        for probe in self._all():
            probe.stop()

    def close(self) -> None:
        """End all of them at once, and wait for nothing."""
        for probe in self._all():
            probe.close()

    def records(self) -> tuple[ProbeRecord | None, ProbeRecord | None, dict[str, ProbeRecord]]:
        """Return what was seen: in public, of the token in public, by old pod."""
        public, tokens = (probe.so_far() if probe else None for probe in (self.public, self.tokens))
        return public, tokens, {pod: probe.so_far() for pod, probe in self.old.items()}

    def _all(self) -> list[RunningProbe]:
        return [*filter(None, (self.public, self.tokens)), *self.old.values()]


def validating(url: str, token: str, *, name: str, rate: float) -> RunningProbe:
    """Start to have a token validated at `url`, `rate` times a second, each time on a new connection."""
    headers = {"X-Auth-Token": token, SUBJECT: token}
    return start_probe(url, name=name, path=TOKENS, rate=rate, kept_connections=0, headers=headers)
