"""What a worker's part of a run leans on: where the run's own would write or show, the controller is told."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from conformance.cluster_time import ClusterClock
from conformance.lease import RunLease
from conformance.ledger import JudgedWhile, Ledger
from conformance.ledger.signs import signs_of_pod
from conformance.observed import PodView, View
from conformance.parallel.line import Line
from conformance.parallel.messages import LeaseMade, NamespaceMade, PodSeen, Shown
from conformance.patience import WaitUnderWay
from conformance.pods_that_ran import PodsThatRan, Seen
from conformance.progress import Progress
from conformance.record import RunRecord, ScenarioRecord
from conformance.redact import Redactor
from conformance.report.standing import StandingReport
from conformance.site import SiteOverlay

if TYPE_CHECKING:
    from kubernetes.client import ApiClient


class ProgressTold(Progress):
    """Draws nothing: the controller has the one display."""

    def __init__(self, line: Line, worker: str) -> None:
        """Tell it over `line` what `worker` does."""
        super().__init__(Console(file=io.StringIO()), quiet=True)
        self._line = line
        self._worker = worker

    def _tell(self, method: str, *words: object) -> None:
        self._line.send(Shown(method, words))

    def note(self, text: str) -> None:
        """Have a line written that stays."""
        self._tell("note", text)

    def expect(self, scenarios: Iterable[str], usual: Mapping[str, float]) -> None:
        """Do nothing: the controller knows."""

    def nothing_more_runs(self) -> None:
        """Do nothing: the controller says what was interrupted."""

    def scenario_started(self, identifier: str, title: str, worker: str = "") -> None:
        """Have it shown."""
        self._tell("scenario_started", identifier, title, worker or self._worker)

    def step_started(self, keyword: str, text: str, worker: str = "") -> None:
        """Have it shown."""
        self._tell("step_started", keyword, text, worker or self._worker)

    def step_finished(self, worker: str = "") -> None:
        """Have it shown no more."""
        self._tell("step_finished", worker or self._worker)

    def awaiting(self, wait: WaitUnderWay, worker: str = "") -> None:
        """Have it shown."""
        self._tell("awaiting", wait, worker or self._worker)

    def wait_ended(self, worker: str = "") -> None:
        """Have it shown no more."""
        self._tell("wait_ended", worker or self._worker)

    def scenario_finished(self, record: ScenarioRecord, worker: str = "") -> None:
        """Do nothing: the controller shows what has come to it as judged."""


class ReportTold(StandingReport):
    """Writes evidence into the run's folder, and no report."""

    def __init__(self, record: RunRecord, folder: Path, key: bytes) -> None:
        """Give secrets the marks that `key` makes of them."""
        super().__init__(record, folder)
        self.redactor = Redactor(key=key)
        self._ran: dict[tuple[str, frozenset[str]], PodView] = {}
        self._told: dict[tuple[str, frozenset[str]], PodView] = {}

    def keep(self) -> None:
        """Do nothing: the controller keeps the report."""

    def ran(self, pods: PodsThatRan) -> None:
        """Note which pods ran."""
        self._ran = dict(pods.seen)

    def newly_ran(self) -> Seen:
        """Return what has come to be known of pods since this was asked last."""
        new = {key: pod for key, pod in self._ran.items() if self._told.get(key) is not pod}
        self._told |= new
        return new


class LedgerTold(Ledger):
    """Sees what befalls the pods of a worker's stacks, and leaves it to the controller what comes of it."""

    def __init__(self, line: Line) -> None:
        """Tell it over `line`."""
        super().__init__()
        self._line = line
        self._last: JudgedWhile | None = None

    def saw_pod(self, at: float, before: View | None, now: View, *, gone: bool) -> None:  # noqa: ARG002 - a watch tells it of every kind
        """Tell of a pod's versions where they show a sign."""
        if isinstance(now, PodView):
            known = before if isinstance(before, PodView) else None
            if signs_of_pod(known, now):
                self._line.send(PodSeen(at, known, now))

    def judged(self, scenario: JudgedWhile) -> None:
        """Keep a broken promise until it is told of."""
        self._last = scenario

    def taken(self) -> JudgedWhile | None:
        """Return what was broken since this was asked last."""
        last, self._last = self._last, None
        return last


class LeaseTold(RunLease):
    """Makes Leases, which the controller renews: while that lives the run does."""

    def __init__(self, api: ApiClient, run_id: str, site: SiteOverlay, line: Line) -> None:
        """Tell of each over `line`."""
        super().__init__(api, run_id, site)
        self._line = line

    def keep(self, namespace: str, clock: ClusterClock | None) -> None:
        """Hand the Lease in `namespace` over."""
        self._line.send(LeaseMade(namespace, clock))


class NamespacesTold(list[str]):
    """The namespaces of a worker, each told before it is made."""

    def __init__(self, line: Line) -> None:
        """Tell of them over `line`."""
        super().__init__()
        self._line = line

    def append(self, name: str) -> None:
        """Add one that is about to be made."""
        self._line.send(NamespaceMade(name))
        super().append(name)

    def remove(self, name: str) -> None:
        """Take one out that the API server refused."""
        super().remove(name)
        self._line.send(NamespaceMade(name, refused=True))
