"""The ledger of one run: told of nodes and pods by the watches, asked when a promise has its verdict."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from conformance.disturbance_record import DisturbanceKind, DisturbanceRecord
from conformance.ledger.excuse import excuse
from conformance.ledger.intended import IntendedLosses
from conformance.ledger.overlap import Entry, JudgedWhile
from conformance.ledger.signs import Sign, over_for_node, signs_of_node, signs_of_pod
from conformance.observe.heartbeat import Heartbeat
from conformance.observed import NodeView, PodView, View
from conformance.verdict import Verdict

AWAY_UNSEEN_S = 50.0
"""A node that was away for less has never been marked not Ready (kube-controller-manager,
--node-monitor-grace-period): one that has booted anew may have been away for so long."""


@dataclass
class Ledger:
    """Grows by what the watches tell, each from a thread of its own.

    `heard` asks when a node's kubelet last renewed its lease; None where that cannot be told.
    """

    heard: Callable[[str], Heartbeat | None] = lambda _: None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _intended: IntendedLosses = field(default_factory=IntendedLosses)
    _entries: list[Entry] = field(default_factory=list)
    _judged: list[JudgedWhile] = field(default_factory=list)
    _excused: dict[str, list[Entry]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def saw_node(self, at: float, before: View | None, now: View, *, gone: bool) -> None:
        """Take another version of a node; `at` is in monotonic seconds, `gone`: that it is the last one."""
        if not isinstance(now, NodeView):
            return
        known = before if isinstance(before, NodeView) else None
        for sign in self._intended.left_of(signs_of_node(known, now, gone=gone), now):
            reach = self._reach(sign, now)
            if reach is not None:
                self._add(sign, at, reach)
        self._end(now.name, over_for_node(now, gone=gone), at)

    def saw_pod(self, at: float, before: View | None, now: View, *, gone: bool) -> None:  # noqa: ARG002 - a watch tells it of every kind
        """Take another version of a pod of the run's; `at` is in monotonic seconds."""
        if isinstance(now, PodView):
            signs = signs_of_pod(before if isinstance(before, PodView) else None, now)
            for sign in self._intended.left_of_pod(signs, now):
                self._add(sign, at, 0.0)

    def intends(self, node: str, boot_id: str) -> None:
        """Take it that the suite itself switches off that node, which is in that boot, and on again: its
        absence and what the cluster does to its pods then is no disturbance, until it is Ready in another.
        """
        self._intended.add(node, boot_id)

    def judged(self, scenario: JudgedWhile) -> None:
        """Take a scenario that has its verdict."""
        self._judged.append(scenario)

    def settle(self, say: Callable[[str], str]) -> list[str]:
        """Take back each verdict of *broken* that a disturbance lies over; return those promises by name.

        Some nodes are known to be away only after a promise has its verdict, so that all are looked at anew.
        `say` takes secrets out of the cluster's words.
        """
        taken_back = []
        with self._lock:
            entries = sorted(self._entries, key=lambda entry: entry.began)
        for scenario in self._judged:
            record = scenario.record
            under = [entry for entry in entries if scenario.is_under(entry)]
            if record.verdict is Verdict.BROKEN and under:
                excuse(record, under, say)
                self._excused[record.identifier] = under
                taken_back.append(record.identifier)
        return taken_back

    def records(self) -> list[DisturbanceRecord]:
        """Return all that was seen so far, oldest first, in the cluster's own words."""
        with self._lock:
            entries = sorted(self._entries, key=lambda entry: entry.began)
        return [
            DisturbanceRecord(
                entry.sign.kind,
                entry.sign.words,
                entry.sign.node,
                entry.sign.namespace,
                entry.sign.pod,
                entry.at,
                entry.until,
                tuple(name for name, under in self._excused.items() if any(each is entry for each in under)),
            )
            for entry in entries
        ]

    def _reach(self, sign: Sign, node: NodeView) -> float | None:
        """Return how many seconds before it was seen a sign began; None where it is a false one.

        A node controller that was stopped itself takes every node for silent when it goes on.
        """
        if sign.kind is DisturbanceKind.BOOTED:
            return AWAY_UNSEEN_S
        if sign.kind is not DisturbanceKind.NOT_READY or not node.fell_silent:
            return 0.0
        heartbeat = self.heard(node.name)
        if heartbeat is None:
            return 0.0
        return heartbeat.silent_s if heartbeat.is_missed else None

    def _add(self, sign: Sign, at: float, reach: float) -> None:
        seen = self.now()
        entry = Entry(
            sign,
            began=at - reach,
            ended=math.inf if sign.lasts else at,
            at=seen - timedelta(seconds=reach),
            until=None if sign.lasts else seen,
        )
        with self._lock:
            self._entries.append(entry)

    def _end(self, node: str, over: frozenset[DisturbanceKind], at: float) -> None:
        with self._lock:
            for entry in self._entries:
                if entry.until is None and entry.sign.node == node and entry.sign.kind in over:
                    entry.ended, entry.until = at, self.now()
