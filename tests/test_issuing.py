from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from conformance import issuing
from conformance.errors import EnvironmentFault
from conformance.identity import TokenAttempt
from conformance.judgement import Judgement, Kept, NotYet
from conformance.live_stack import LiveStack
from conformance.observed import Snapshot
from conformance.patience import Patience
from conformance.wait import Waiter
from tests.recorded.played import PlayedClock

TOKEN = TokenAttempt("keystone-rc-a", got_token=True, words="", seconds=0.2)
NONE = TokenAttempt("keystone-rc-a", got_token=False, words="500", seconds=3.0)


def asked_until_restarted(
    monkeypatch: pytest.MonkeyPatch, *answers: TokenAttempt
) -> tuple[TokenAttempt, ...]:
    """Ask for tokens until memcached has restarted, which it has once all `answers` are given."""
    left = list(answers)
    waiter = Waiter(None, Patience({"container-restarted": 10.0, "probe-interval": 0.5}), clock=PlayedClock())
    stack = cast(LiveStack, SimpleNamespace(waiter=waiter, snapshot=Snapshot()))
    monkeypatch.setattr(issuing, "attempts_of", lambda _stack, _pods: (left.pop(0),))

    def restarted(_: Snapshot) -> Judgement[object]:
        return NotYet("not yet") if left else Kept(None)

    return issuing.attempts_until(
        stack, "keystone-rc-a", restarted, "memcached restarted", "container-restarted", least=2
    )


def test_as_many_tokens_as_are_needed_are_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked_until_restarted(monkeypatch, TOKEN, TOKEN) == (TOKEN, TOKEN)


def test_too_few_tokens_judge_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EnvironmentFault, match=r"^only 1 tokens were asked for until memcached restarted"):
        asked_until_restarted(monkeypatch, TOKEN)


def test_one_request_that_got_no_token_is_enough_to_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked_until_restarted(monkeypatch, NONE) == (NONE,)
