from __future__ import annotations

import json
from pathlib import Path
from typing import cast
from xml.etree import ElementTree as ET

import pytest

from conformance.clusters.kubebox.box import Box
from conformance.progress import Progress
from conformance.record import RunRecord
from conformance.verdict import Verdict
from sabotage import campaign as campaigns
from sabotage.campaign import Campaign
from sabotage.child_run import ChildEnd, ChildRun
from sabotage.choice import Choice
from sabotage.judged_again import MOST, doubtful, judged_again
from sabotage.judging import judge_mutant, not_judged
from sabotage.junit import junit_xml
from sabotage.mutant import Mutant, breaks
from sabotage.outcome import Outcome, Row, Sabotage, row_of
from sabotage.report import as_json, as_page
from sabotage.row_lines import row_lines, summary
from sabotage.tasks import Task, task_of_mutant
from tests.report_records import run

READY = "three pods are ready"
"""The sentence at which a scenario of tests/report_records.py fails."""
TOO_LITTLE = "only 1 tokens were asked for"


def mutant(name: str = "m") -> Mutant:
    return Mutant(name, "what", breaks("pods_3", READY, "manifest unknown"), must_not_break=("token_1",))


def judged(pods: Verdict, token: Verdict = Verdict.KEPT) -> RunRecord:
    record = run(("pods_3", pods), ("token_1", token))
    for scenario in record.scenarios:
        if scenario.verdict is Verdict.UNKNOWN:
            scenario.reason = TOO_LITTLE
    return record


def row(pods: Verdict, token: Verdict = Verdict.KEPT, name: str = "m") -> Row:
    findings = judge_mutant(mutant(name), judged(pods, token))
    return row_of(name, "what", "mutant", findings, 1.0, f"runs/{name}")


def test_what_is_only_unknown_is_doubtful() -> None:
    unknown, also = row(Verdict.UNKNOWN), row(Verdict.BROKEN, Verdict.UNKNOWN)
    assert doubtful([row(Verdict.BROKEN), unknown, also]) == [unknown, also]


def test_what_was_judged_stands() -> None:
    survived_too = row(Verdict.KEPT, Verdict.UNKNOWN)
    nothing = row_of("n", "what", "mutant", (not_judged("pods_3", "no record"),), 0.0, "")
    assert doubtful([row(Verdict.KEPT), row(Verdict.BROKEN, Verdict.BROKEN), survived_too, nothing]) == []


def test_a_machine_that_cannot_judge_gets_no_second_try() -> None:
    every = [row(Verdict.UNKNOWN, name=f"m{number}") for number in range(MOST + 1)]
    assert doubtful(every) == []
    assert doubtful(every[1:]) == every[1:]


def test_every_report_says_that_it_was_unknown_before() -> None:
    again = judged_again(row(Verdict.UNKNOWN), row(Verdict.BROKEN))
    result = Sabotage("20261124-1", [again])
    assert again.outcome is Outcome.KILLED
    assert row_lines(again)[1].endswith(f"unknown: pods_3 {TOO_LITTLE}")
    assert "1 judged once more, alone" in summary(result)
    assert json.loads(as_json(result))["judged_again"] == ["m"]
    assert f"pods_3 {TOO_LITTLE}" in as_page(result)
    assert TOO_LITTLE in str(ET.fromstring(junit_xml(result)).findtext(".//testcase/system-out"))


def test_a_mutant_that_survives_says_in_junit_what_was_seen_of_it() -> None:
    """A kept promise has no reason, and its log is nowhere once CI is over."""
    result = Sabotage("20261124-1", [judged_again(row(Verdict.UNKNOWN), row(Verdict.KEPT))])
    failure = ET.fromstring(junit_xml(result)).find(".//failure")
    assert failure is not None
    assert str(failure.get("message")).startswith("pods_3 kept; judged once more, alone;")
    assert str(failure.get("message")).endswith(TOO_LITTLE)


class Boxed:
    """As much of a box as a campaign asks for."""

    name = "sabotage-1"

    def ended(self) -> list[str]:
        return []


class Runs:
    """Runs of the suite whose records are known before."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, record: RunRecord) -> None:
        self.folders: list[str] = []
        self._record = record
        monkeypatch.setattr(campaigns, "run_child", self)

    def __call__(self, child: ChildRun, _together: object) -> ChildEnd:
        self.folders.append(child.folder.name)
        return ChildEnd(self._record, "", 1.0)


def after(names: tuple[str, ...], folder: Path, jobs: int, *rows: Row) -> tuple[Campaign, list[Task]]:
    mutants = tuple(mutant(name) for name in names)
    begun = Campaign(Choice(mutants, ()), folder, jobs, Progress())
    begun.result.rows[:] = rows
    begun.result.not_run[:] = []
    return begun, [task_of_mutant(each) for each in mutants]


def once_more(campaign: Campaign, tasks: list[Task]) -> None:
    campaign._judge_once_more(cast("Box", Boxed()), tasks)


def test_what_was_unknown_beside_others_is_judged_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    runs = Runs(monkeypatch, judged(Verdict.BROKEN))
    killed = row(Verdict.BROKEN, name="a")
    campaign, tasks = after(("a", "b"), tmp_path, 4, killed, row(Verdict.UNKNOWN, name="b"))
    once_more(campaign, tasks)
    first, second = campaign.result.rows
    assert first is killed
    assert (second.outcome, second.unknown_before) == (Outcome.KILLED, f"pods_3 {TOO_LITTLE}")
    assert (runs.folders, second.report) == (["b-once-more"], "runs/b-once-more")


def test_what_is_unknown_alone_too_stays_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    runs = Runs(monkeypatch, judged(Verdict.UNKNOWN))
    unknown = row(Verdict.UNKNOWN, name="b")
    campaign, tasks = after(("a", "b"), tmp_path, 4, row(Verdict.BROKEN, name="a"), unknown)
    once_more(campaign, tasks)
    assert [each.outcome for each in campaign.result.rows] == [Outcome.KILLED, Outcome.WRONG_CAUSE]
    assert len(runs.folders) == 1


@pytest.mark.parametrize(("names", "jobs"), [(("a", "b"), 1), (("a",), 4)])
def test_what_ran_alone_is_not_judged_again(
    names: tuple[str, ...], jobs: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    runs = Runs(monkeypatch, judged(Verdict.BROKEN))
    campaign, tasks = after(names, tmp_path, jobs, row(Verdict.UNKNOWN, name="a"))
    once_more(campaign, tasks)
    assert runs.folders == []
