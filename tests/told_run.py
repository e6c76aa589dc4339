"""A played run, judged through the real hooks, in which whatever comes from outside tells secrets."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import inputs, judging_on_cluster
from conformance.acceptance import accept
from conformance.availability import AvailabilityRecord, AvailabilityRow, FailedProbe, ProbeMark
from conformance.capability import Capability
from conformance.clock_record import ClockRecord
from conformance.command_line import read_options
from conformance.diagnose import gather
from conformance.errors import EnvironmentFault, MissingCapability, PromiseBroken
from conformance.ledger import Ledger
from conformance.observed import ConditionView, PodView
from conformance.pods_that_ran import PodsThatRan
from conformance.progress import DONE
from conformance.provenance import ClusterFacts, StoredDifference, StoredObject
from conformance.record import WaitRecord
from conformance.redact import Redactor, clean_standard_streams
from conformance.run import Run
from conformance.table_record import TableCell, TableRecord
from steps.judging import judge
from tests.recorded import named, objects, snapshot_of
from tests.recorded.api_server import PlayedApiServer
from tests.told_secrets import everything, placed

FEATURE = """\
Feature: Made up
  Rule: A scenario MUST end as its sentence does
""" + "".join(
    f"""
    @made_{number} @core
    Scenario: It is {ending}
      Given everything is told
      Then it is {ending}
"""
    for number, ending in enumerate(("broken", "unknown", "skipped", "a defect", "kept"), 1)
)
SENTENCES = """\
from pytest_bdd import given, parsers, scenarios, then

from tests.told_run import end_as, tell
from steps.run_key import RUN


@given("everything is told")
def _(request):
    tell(request.config.stash[RUN])


@then(parsers.parse("it is {ending}"))
def _(ending):
    end_as(ending)


scenarios("made_up.feature")
"""
IN_THE_RECORD = frozenset(
    """
    reason detail not_known remedy unknown_detail capability defect fault fault_remedy
    left_behind not_asked not_gone deviation stored command cluster server node balancer image
    awaited last_seen observed observed_key table rows row said request clock replica
    probe url mark words phase kind disturbance unseen
    """.split()  # noqa: SIM905 -- as literals they would take a line each
)
IN_EVIDENCE = frozenset(("event", "log", "cluster_log", "ran"))
IN_OBJECTS = frozenset(("annotation", "env"))
"""Taken out once as JSON, and once more as text."""
ON_THE_TERMINAL = frozenset(("note", "action"))
PRINTED = frozenset(("printed", "complained"))
PLACES = IN_THE_RECORD | IN_EVIDENCE | IN_OBJECTS | {"traceback"} | ON_THE_TERMINAL | PRINTED
"""Where a text comes in; each tells a secret of its own."""


def tell(run: Run) -> None:
    """Let every part of a scenario's record, and every way to the terminal, tell a secret."""
    run.looked_at()
    run.waited(WaitRecord(placed("awaited"), "token", 30.0, 1.0, True, placed("last_seen")))
    run.recorder.saw(answer={"lines": [placed("observed")]}, by={placed("observed_key"): 1})
    cell = TableCell(placed("row"), "column", placed("said"), False, placed("request"))
    run.recorder.tabled(TableRecord(placed("table"), placed("rows"), "columns", (cell,)))
    run.recorder.clocked([ClockRecord(placed("clock"), placed("replica"), 5.0, 1.0, 2.0, True)])
    figures = (10, 1, 90.0, 100.0, 5.0, 9.0, 100.0, 1.0, 9.0, 0, 0)
    run.recorder.probed(
        AvailabilityRecord(
            what=placed("probe"),
            url=placed("url"),
            started=datetime(2026, 11, 24, tzinfo=UTC),
            seconds=1.0,
            judged_from_s=0.0,
            judged_to_s=1.0,
            cell_s=0.1,
            rows=[AvailabilityRow(placed("kind"), *figures, failed_by_phase={placed("phase"): 1})],
            marks=[ProbeMark(placed("mark"), 0.5)],
            failures=[FailedProbe("a", "new", 0.1, "sent", placed("words"))],
        )
    )
    evicted = {"DisruptionTarget": ConditionView("True", "EvictionByEvictionAPI", placed("disturbance"))}
    elsewhere = PodView(name="p", uid="u", namespace="elsewhere", conditions=evicted)
    run.ledger.saw_pod(0.0, None, elsewhere, gone=False)
    run.progress.note(placed("note"))
    if run.recorder.current.identifier == "made_1":
        # once will do: it is long
        run.recorder.saw(everything=[everything()])
        run.progress.note(everything())
    run.progress.action(placed("action"), DONE, 1.0)
    run.record.deviations = [placed("deviation")]
    difference = StoredDifference("spec.x", placed("stored"), "")
    run.record.stored = [StoredObject("Pod", "p", (difference,), ())]


def end_as(ending: str) -> None:
    """End a scenario so, and tell secrets in every part of the error."""
    match ending:
        case "broken":
            raise PromiseBroken(f"{placed('reason')} {everything()}", placed("detail"))
        case "unknown":
            raise EnvironmentFault(placed("not_known"), placed("remedy"), placed("unknown_detail"))
        case "skipped":
            raise MissingCapability(Capability.EXEC_TOOLS, placed("capability"))
        case "a defect":
            raise LookupError(placed("defect"))


class _Stack:
    """A stack of which evidence can be gathered, in real files and from a real client."""

    purpose = "looked-at-1"
    namespace = "stack"
    invariants = SimpleNamespace(scenario_ended=lambda _: None)

    def __init__(self, server: PlayedApiServer) -> None:
        found = objects("healthy")
        pod = named(found["pods"], "keystone-db")
        pod["metadata"]["annotations"] = {"note": placed("annotation"), "all": everything()}
        pod["spec"]["containers"][0]["env"] = [{"name": "SOMETHING", "value": placed("env")}]
        pod["spec"]["containers"][0]["image"] = placed("image")
        pod["status"]["containerStatuses"][0]["image"] = placed("ran")
        event = {**objects("troubles")["events"][0], "message": placed("event")}
        self.snapshot = snapshot_of({**found, "pods": [pod], "events": [event]})
        log = f"{placed('log')}\n{everything()}".encode()
        server.lists["log"] = [lambda exchange: exchange.reply(200, log)]
        self._api = server.api

    def gather(self, folder: Path, waits: Sequence[WaitRecord], redactor: Redactor) -> list[Path]:
        return gather(self._api, self.snapshot, folder, waits=waits, redactor=redactor)

    def hold_invariants(self) -> None:
        pass

    def pass_over_failures(self) -> None:
        pass


def _stacks(stack: _Stack) -> Any:
    ran = PodsThatRan()
    ran.look(stack.snapshot)
    return SimpleNamespace(
        maker=SimpleNamespace(
            refused="", api=None, ledger=Ledger(), inputs=SimpleNamespace(patience={"pod-replaced": 40.0})
        ),
        namespaces=[],
        looked_at=lambda: stack,
        is_shared=lambda _: True,
        is_disturbed=lambda _: False,
        pods_that_ran=lambda: ran,
        skew_of_pods=list,
        take_away=lambda: [placed("not_gone")],
        request_teardown=lambda: [placed("not_asked")],
        close=lambda **_: None,
    )


def _collect(into: Path) -> list[Path]:
    file = into / "components" / "kube-apiserver.log"
    file.parent.mkdir(parents=True)
    file.write_bytes(f"{placed('cluster_log')}\n{everything()}\n".encode() + b"\xff no UTF-8\n")
    return [file]


def _cluster() -> Any:
    facts = ClusterFacts(
        "kubebox",
        placed("cluster"),
        placed("server"),
        [{"name": placed("node"), "kubelet": "v1.36.3"}],
        placed("balancer"),
    )
    return SimpleNamespace(
        api=lambda: None,
        describe=lambda: facts,
        made_by_suite=False,
        collect_logs=_collect,
        close=lambda: [placed("left_behind")],
    )


class End(StrEnum):
    """How the judging ends."""

    BY_ITSELF = "by itself"
    FAULT = "a fault of the environment"
    STRANGER = "an error that nobody foresaw"
    INTERRUPTED = "Ctrl-C"


def told_run(folder: Path, server: PlayedApiServer, patch: pytest.MonkeyPatch, end: End) -> int:
    """Run `accept` to that end with its reports in `folder`/reports, and return the exit code."""
    features = folder / "features"
    features.mkdir()
    (features / "conftest.py").write_text('pytest_plugins = ["steps.recording"]\n', encoding="utf-8")
    (features / "test_made_up.py").write_text(SENTENCES, encoding="utf-8")
    (features / "made_up.feature").write_text(FEATURE, encoding="utf-8")
    stack = _Stack(server)
    patch.setattr(inputs, "FEATURES", features)
    patch.setattr(judging_on_cluster, "own_cluster", lambda *_: _cluster())
    patch.setattr(judging_on_cluster, "missing_capabilities", lambda *_, **__: {})
    patch.setattr(judging_on_cluster, "read_clock", lambda _: ([], None))
    patch.setattr(judging_on_cluster, "RunLease", lambda *_: None)
    nodes = SimpleNamespace(start=lambda: None, close=lambda: None, unseen=placed("unseen"))
    patch.setattr(judging_on_cluster, "NodeWatch", lambda *_: nodes)
    patch.setattr(judging_on_cluster, "StackMaker", lambda *_: None)
    patch.setattr(judging_on_cluster, "Stacks", lambda _: _stacks(stack))
    for stream in ("stdout", "stderr"):
        # to have them put back
        patch.setattr(sys, stream, getattr(sys, stream))
    clean_standard_streams()

    def judged(run: Run) -> bool:
        assert not judge(run, features)
        print(placed("printed"), everything())
        print(placed("complained"), file=sys.stderr)
        if end is End.STRANGER:
            raise ZeroDivisionError(placed("traceback"))
        if end is End.FAULT:
            raise EnvironmentFault(placed("fault"), placed("fault_remedy"))
        return end is End.INTERRUPTED

    words = ["--profile", "core", "--reports", str(folder / "reports")]
    return accept(read_options(words), [*words, placed("command")], judged)
