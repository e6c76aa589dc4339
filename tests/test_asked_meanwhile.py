from __future__ import annotations

import threading

import pytest

from conformance.asked_meanwhile import asked_meanwhile
from conformance.errors import EnvironmentFault

WITHIN_S = 30.0
"""Ends what hangs."""


class Question:
    """Answers with its number; `fails_at` is the one that raises."""

    def __init__(self, fails_at: int = 0) -> None:
        self.asked = 0
        self._fails_at = fails_at
        self._changed = threading.Condition()

    def __call__(self) -> int:
        with self._changed:
            self.asked += 1
            self._changed.notify_all()
            if self.asked == self._fails_at:
                raise EnvironmentFault("no way")
            return self.asked

    def await_asked(self, times: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self.asked >= times, WITHIN_S)


def test_it_is_asked_until_the_block_ends() -> None:
    question = Question()
    with asked_meanwhile(question, WITHIN_S) as found:
        question.await_asked(3)
    assert found == list(range(1, question.asked + 1))


def test_what_a_call_raised_is_raised_where_the_block_ends() -> None:
    question = Question(fails_at=2)
    with pytest.raises(EnvironmentFault, match="no way"), asked_meanwhile(question, WITHIN_S) as found:
        question.await_asked(2)
    assert (found, question.asked) == ([1], 2)


def test_a_block_that_fails_awaits_nobody() -> None:
    answer = threading.Event()
    with pytest.raises(KeyboardInterrupt), asked_meanwhile(lambda: answer.wait(WITHIN_S), WITHIN_S):
        raise KeyboardInterrupt
    assert "asking meanwhile" in {thread.name for thread in threading.enumerate()}, "nobody waited for it"
    answer.set()
