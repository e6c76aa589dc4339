"""A redactor that threads share: what one comes to know waits until another has searched."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType

import pytest

from conformance.redact import Redactor, redactor
from conformance.redact.finding import Found, KnownValues

EARLY, LATE = "an-early-secret-4711", "a-late-secret-4712"
LONG_S = 30.0
"""Seconds after which a test that would hang fails."""


class ToldLock:
    """A lock that tells who has to wait for it."""

    def __init__(self, waits: Callable[[], None]) -> None:
        self._lock = threading.RLock()
        self._waits = waits

    def __enter__(self) -> None:
        if not self._lock.acquire(blocking=False):
            self._waits()
            self._lock.acquire()

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._lock.release()


@pytest.mark.parametrize(
    "learn",
    [
        lambda shared: shared.mark(LATE),
        lambda shared: shared.sentence(LATE),
        lambda shared: shared.content(LATE.encode()).decode(),
    ],
    ids=["mark", "sentence", "content"],
)
@pytest.mark.parametrize(
    "search",
    [lambda shared: shared.sentence(EARLY), lambda shared: shared.content(EARLY.encode()).decode()],
    ids=["sentence", "content"],
)
def test_a_thread_that_learns_of_a_secret_waits_for_one_that_searches(
    monkeypatch: pytest.MonkeyPatch, search: Callable[[Redactor], str], learn: Callable[[Redactor], str]
) -> None:
    """Else the search meets an index that changes: "dictionary changed size during iteration"."""
    held = {EARLY: "early"}
    happened: list[str] = []
    came = threading.Event()

    def happens(what: str) -> None:
        happened.append(what)
        came.set()

    monkeypatch.setattr(redactor, "all_held", lambda: held)
    lock = ToldLock(lambda: happens("waits"))
    with monkeypatch.context() as patch:
        patch.setattr(threading, "RLock", lambda: lock)
        shared = Redactor()

    def learns() -> None:
        held[LATE] = "late"
        assert LATE not in learn(shared)
        happens("knows")

    learner = threading.Thread(target=learns)
    found = KnownValues.found

    def meanwhile(known: KnownValues, text: str) -> list[Found]:
        if threading.current_thread() is learner or came.is_set():
            return found(known, text)
        learner.start()
        assert came.wait(LONG_S)
        places = found(known, text)
        happened.append("has searched")
        return places

    monkeypatch.setattr(KnownValues, "found", meanwhile)
    assert EARLY not in search(shared)
    learner.join(LONG_S)
    assert happened == ["waits", "has searched", "knows"]
