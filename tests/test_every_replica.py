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


def test_what_was_seen_of_all_is_written_down_once() -> None:
    records = list[WaitRecord]()
    waiter = Waiter(None, PATIENCE, recorder=records.append, clock=PlayedClock())
    found = until_every_replica(
        waiter, REPLICAS, lambda url: Kept(url, "it answered"), "an answer from", "token"
    )
    assert list(found.items()) == list(REPLICAS.items())
    assert records == [WaitRecord("an answer from every replica", "token", 10.0, 0.0, True, "it answered")]


def test_the_replica_that_does_not_answer_is_named() -> None:
    waiter = Waiter(None, PATIENCE, clock=PlayedClock())
    with pytest.raises(
        PromiseBroken,
        match=r"^connection refused \(pod a\) \(not within 10 s: an answer from every replica\)$",
    ):
        until_every_replica(waiter, REPLICAS, answers_but_for_a, "an answer from", "token")


def test_what_the_api_server_shows_ends_the_wait() -> None:
    def hopeless(_: Snapshot) -> Judgement[None]:
        return Never("image not pulled: pod a: image not found", "image-not-found")

    clock = PlayedClock()
    with pytest.raises(PromiseBroken, match=r"^image not pulled: pod a"):
        until_every_replica(
            Waiter(PlayedWatch(), PATIENCE, clock=clock),
            REPLICAS,
            answers_but_for_a,
            "an answer from",
            "token",
            meanwhile=hopeless,
        )
    assert clock.time == 0
