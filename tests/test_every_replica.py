from __future__ import annotations

import pytest

from conformance.errors import PromiseBroken
from conformance.every_replica import until_every_replica
from conformance.judgement import Judgement, Kept, Never, NotYet
from conformance.observed import Snapshot
from conformance.patience import Patience
from conformance.record import WaitRecord
from conformance.wait import Waiter
from tests.recorded.played import PlayedClock, PlayedWatch

PATIENCE = Patience({"token": 10.0, "probe-interval": 0.5, "probe-interval-late": 0.5})
REPLICAS = {"b": "http://b", "a": "http://a"}


def answers_but_for_a(url: str) -> Judgement[str]:
    return NotYet("connection refused") if url == "http://a" else Kept(url, "it answered")


def test_all_that_answer_are_one_wait() -> None:
    records = list[WaitRecord]()
    waiter = Waiter(None, PATIENCE, recorder=records.append, clock=PlayedClock())
    found = until_every_replica(
        waiter, REPLICAS, lambda url: Kept(url, "it answered"), "answers everywhere", "token"
    )
    assert list(found.items()) == list(REPLICAS.items())
    assert records == [WaitRecord("answers everywhere", "token", 10.0, 0.0, True, "2 of 2 replicas did")]


def test_the_replica_that_does_not_answer_is_named() -> None:
    waiter = Waiter(None, PATIENCE, clock=PlayedClock())
    with pytest.raises(
        PromiseBroken,
        match=r"^connection refused \(pod a\) \(not within 10 s: answers everywhere\)$",
    ):
        until_every_replica(waiter, REPLICAS, answers_but_for_a, "answers everywhere", "token")


def test_what_the_api_server_shows_ends_the_wait() -> None:
    def hopeless(_: Snapshot) -> Judgement[None]:
        return Never("image not pulled: pod a: image not found", "image-not-found")

    clock = PlayedClock()
    with pytest.raises(PromiseBroken, match=r"^image not pulled: pod a"):
        until_every_replica(
            Waiter(PlayedWatch(), PATIENCE, clock=clock),
            REPLICAS,
            answers_but_for_a,
            "answers everywhere",
            "token",
            meanwhile=hopeless,
        )
    assert clock.time == 0


def test_while_all_are_asked_in_vain_one_is_and_then_the_others_at_once() -> None:
    """Three that start are not asked thrice as often: each look takes of the cpu that they start with."""
    asked = list[str]()

    def third_time(url: str) -> Judgement[str]:
        asked.append(url)
        return Kept(url) if asked.count("http://b") == 3 else NotYet("connection refused")

    clock = PlayedClock()
    until_every_replica(Waiter(None, PATIENCE, clock=clock), REPLICAS, third_time, "answers", "token")
    assert sorted(asked[:2]) == ["http://a", "http://b"]
    assert asked[2:] == ["http://b", "http://b", "http://a"]
    assert clock.slept == [0.5, 0.5]
