"""A machine whose clock is ten minutes off, or days, comes to the same verdicts."""

from __future__ import annotations

import ast
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.cluster_time import ClusterClock
from conformance.diagnose import gather
from conformance.errors import PromiseBroken
from conformance.identity import TokenIssued, sign_in
from conformance.lease import RunLease
from steps.token_bodies import each_was_issued_now
from tests.played_api import played_api
from tests.played_cluster import NOW
from tests.played_http import Asked, Reply
from tests.played_keystone import PASSWORD, SECONDS, played_keystone
from tests.recorded import recorded
from tests.runner_clock import play_runner_clock
from tests.test_layering import ROOT, nodes, place, sources

CLOCK = {"Date": "Mon, 23 Nov 2026 04:00:00 GMT"}
MAY_READ_WALL_CLOCK = {
    "conformance/acceptance.py": "says when the run began",
    "conformance/clock_skew.py": "measures this very clock",
    "conformance/clusters/kubebox/authority.py": "dates certificates an hour back",
    "conformance/clusters/kubebox/inspection.py": "says how old a box of this machine is",
    "conformance/clusters/kubebox/likeness/auth_plugin.py": "says until when a box's token may be kept",
    "conformance/clusters/kubebox/likeness/issued_tokens.py": "dates the tokens of a box's own issuer",
    "conformance/clusters/kubebox/old_sets.py": "looks at files of this machine",
    "conformance/clusters/kubebox/reservation.py": "says since when a box of this machine is there",
    "conformance/clusters/renewed_credential.py": "sees when a token ends; a refused one is renewed too",
    "conformance/diagnose/gathering.py": "says how old objects are, where no cluster says it",
    "conformance/ledger/ledger.py": "dates a disturbance; what it lies over is monotonic",
    "conformance/probe/running.py": "says when a probe began; its figures are monotonic",
    "conformance/recorder.py": "says when a scenario began; its seconds are monotonic",
    "conformance/report/standing.py": "says when the run ended",
    "conformance/run_identity.py": "names the run",
}
"""What reads this machine's wall clock below steps/ and conformance/, and what for: no verdict is there."""
READINGS = frozenset(
    ("time.time", "time.time_ns", "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time")
)


def readers() -> set[str]:
    return {
        place(path)
        for path in sources()
        if place(path).startswith(("conformance/", "steps/"))
        for node in nodes(path)
        if isinstance(node, ast.Attribute | ast.Name) and _is_reading(ast.unparse(node), path)
    }


def _is_reading(words: str, path: Path) -> bool:
    if words == "time":
        return "from time import" in path.read_text(encoding="utf-8")
    return words in READINGS


def test_this_machines_clock_is_read_where_no_verdict_is_given_and_nowhere_else() -> None:
    assert readers() == set(MAY_READ_WALL_CLOCK)


@pytest.fixture(params=[-600.0, 0.0, 600.0, 86_400.0])
def ahead(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> float:
    found: float = request.param
    play_runner_clock(monkeypatch, found)
    return found


@pytest.mark.usefixtures("ahead")
def test_a_token_counts_until_keystone_refuses_it() -> None:
    # The played token ended on 2026-11-23, long ago by this machine's clock.
    with (
        played_keystone() as server,
        sign_in(server.url, password=PASSWORD, timeout=SECONDS) as signed_in,
    ):
        signed_in.user_names()
        signed_in.user_names()
        signed_in.validate(signed_in.token)
    asked = [(each.method, each.path) for each in server.asked]
    assert asked.count(("POST", "/v3/auth/tokens")) == 1


def token(issued: datetime) -> Any:
    return SimpleNamespace(issued_at=issued)


def judge_issue(issued: datetime) -> None:
    run: Any = SimpleNamespace(recorder=SimpleNamespace(saw=lambda **_: None))
    with played_api(lambda _: Reply(200, {}, CLOCK)) as (api, _):
        stack: Any = SimpleNamespace(api=api)
        tokens: dict[str, TokenIssued] = {"a": token(issued)}
        each_was_issued_now(stack, tokens, run)


@pytest.mark.usefixtures("ahead")
def test_a_token_is_issued_now_by_the_clusters_clock() -> None:
    judge_issue(NOW)
    with pytest.raises(PromiseBroken, match=r"-601 s off the cluster's clock"):
        judge_issue(NOW - timedelta(seconds=601))


@pytest.mark.usefixtures("ahead")
def test_a_lease_is_renewed_by_the_api_servers_clock_even_where_answers_bear_no_date(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spec = {"holderIdentity": "run-1"}

    def answer(asked: Asked) -> Reply:
        made = {"metadata": {"creationTimestamp": "2026-11-23T04:00:00Z"}, "spec": spec}
        return Reply(200, asked.body if asked.method == "PUT" else made)

    with played_api(answer) as (api, server):
        held = RunLease(api, "run-1")
        held.hold("here")
        original = held._renewed
        monkeypatch.setattr(held, "_renewed", lambda _: original(None))
        held.renew()
        held.release()
    renewed = datetime.fromisoformat(server.asked[-1].body["spec"]["renewTime"])
    assert timedelta(0) <= renewed - NOW < timedelta(seconds=60)


@pytest.mark.usefixtures("ahead")
def test_objects_have_their_age_by_the_clusters_clock(tmp_path: Path) -> None:
    created = next(pod.created for pod in recorded("healthy").pods.values())
    assert created is not None
    clock = ClusterClock(created + timedelta(seconds=33), lambda: 0.0)
    gather(None, recorded("healthy"), tmp_path, now=clock.now())
    assert " 33s" in (tmp_path / "pods.txt").read_text(encoding="utf-8")


def test_the_list_of_readers_names_files_that_are_there() -> None:
    assert [name for name in MAY_READ_WALL_CLOCK if not (ROOT / name).exists()] == []
