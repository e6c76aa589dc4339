from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import issuing
from conformance.errors import EnvironmentFault, PromiseBroken
from conformance.identity import TokenAttempt
from conformance.issuing import attempts_for, enough_to_judge, tokens_of
from conformance.judgement import Judgement, Kept, NotYet
from conformance.patience import Patience
from conformance.wait import Waiter
from tests.played_probe import LONG
from tests.recorded.played import PlayedClock

TOKEN = TokenAttempt("keystone-rc-a", got_token=True, words="", seconds=0.2)
NONE = TokenAttempt("keystone-rc-a", got_token=False, words="500", seconds=3.0)


def test_as_many_tokens_as_are_needed_are_judged() -> None:
    enough_to_judge([TOKEN, TOKEN], 2, "until memcached restarted")


def test_too_few_tokens_judge_nothing() -> None:
    with pytest.raises(EnvironmentFault, match=r"^only 1 tokens were asked for until memcached "):
        enough_to_judge([TOKEN], 2, "until memcached restarted")


def test_one_request_that_got_no_token_is_enough_to_judge() -> None:
    enough_to_judge([NONE], 2, "until memcached restarted")


@pytest.mark.parametrize(("runs_after", "asked_until"), [(0.0, 5.0), (12.0, 17.0), (99.0, 25.0)])
def test_a_pod_is_asked_until_so_long_after_its_program_runs(
    monkeypatch: pytest.MonkeyPatch, runs_after: float, asked_until: float
) -> None:
    """One that never seems to run, here within 20 s, is not asked for ever."""
    clock, asked = PlayedClock(), []

    def attempts_of(_stack: object, _pods: tuple[str, ...]) -> tuple[TokenAttempt, ...]:
        asked.append(clock.now() - began)
        return (NONE,)

    monkeypatch.setattr(issuing, "attempts_of", attempts_of)
    patience = Patience(
        {"keystone-answers": 20.0, "token": 1.0, "probe-interval": 0.5, "probe-interval-late": 0.5}
    )
    stack: Any = SimpleNamespace(waiter=Waiter(None, patience, clock=clock))
    began = clock.now()
    attempts = attempts_for(
        stack, "keystone-rc-a", 5.0, lambda: clock.now() - began >= runs_after, now=clock.now
    )
    assert asked[0] == 0.0
    assert asked[-1] == pytest.approx(asked_until, abs=0.5)
    assert len(attempts) == len(asked)


class Replicas:
    """Two replicas that are asked side by side; one issues a token only when it is asked `late` times."""

    def __init__(self, late: int) -> None:
        self.late = late
        self.asked: list[str] = []
        self.together = threading.Barrier(2)
        self.stack: Any = SimpleNamespace(
            waiter=Waiter(
                None,
                Patience({"token": 2.0, "probe-interval": 0.5, "probe-interval-late": 0.5}),
                clock=PlayedClock(),
            ),
            credentials=SimpleNamespace(admin_password="opensesame"),
        )

    def answers(self, url: str, *, password: str) -> Judgement[str]:
        assert password == "opensesame"
        self.asked.append(url)
        if self.asked.count(url) == 1:
            self.together.wait(LONG)
        if url == "http://b" and self.asked.count(url) < self.late:
            return NotYet("token: http://b answered 500")
        return Kept(f"a token of {url}")

    def tokens(self, monkeypatch: pytest.MonkeyPatch) -> object:
        monkeypatch.setattr(issuing, "answers_token", self.answers)
        return tokens_of(self.stack, {"b": "http://b", "a": "http://a"}, "a token", "token")


def test_a_replica_that_has_issued_its_token_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    replicas = Replicas(late=3)
    assert replicas.tokens(monkeypatch) == {"b": "a token of http://b", "a": "a token of http://a"}
    assert sorted(replicas.asked) == ["http://a", "http://b", "http://b", "http://b"]


def test_a_replica_that_issues_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(
        PromiseBroken, match=r"^token: http://b answered 500 \(pod b\) \(not within 2 s: a token f"
    ):
        Replicas(late=99).tokens(monkeypatch)
