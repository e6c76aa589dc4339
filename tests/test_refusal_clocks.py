from __future__ import annotations

from conformance.refusal_clocks import (
    RefusalClock,
    RefusalClocks,
    records_of,
    refused_in_time,
)


class Replica:
    """Takes a token until `until`, in monotonic seconds."""

    def __init__(self, until: float) -> None:
        self.now = 100.0
        self.until = until

    def takes(self) -> bool:
        return self.now < self.until

    def clock(self, within: float = 6.0) -> RefusalClock:
        return RefusalClock("the revoked token", "a", within, 100.0, self.takes)


def read_until_done(replica: Replica, clock: RefusalClock, step: float) -> list[str]:
    """Ask each `step` seconds until the clock is read; return what was seen meanwhile."""
    seen: list[str] = []
    for _ in range(100):
        clock.read(replica.now)
        if clock.is_read:
            return seen
        seen.append(str(clock))
        replica.now += step
    raise AssertionError("the clock never ends")


def test_a_replica_that_refuses_in_time_keeps_the_promise() -> None:
    replica = Replica(until=104.9)
    clock = replica.clock()
    seen = read_until_done(replica, clock, 0.5)
    assert refused_in_time([clock]) == []
    assert records_of([clock])[0].first_refused_s == 5.0
    assert records_of([clock])[0].kept
    assert seen[-1] == "pod a takes the revoked token 4.5 s after"


def test_one_that_takes_a_request_sent_after_the_bound_breaks_it_and_ends_the_wait() -> None:
    replica = Replica(until=200.0)
    clock = replica.clock()
    read_until_done(replica, clock, 0.5)
    assert refused_in_time([clock]) == [
        "token: pod a still took the revoked token after 6.5 s, 6 s are promised"
    ]
    assert records_of([clock])[0].first_refused_s is None
    assert not records_of([clock])[0].kept


def test_who_asks_too_seldom_breaks_no_promise() -> None:
    """The last that was taken was sent within the bound; when it was refused since nobody knows."""
    replica = Replica(until=105.9)
    clock = replica.clock()
    read_until_done(replica, clock, 5.5)
    assert (clock.last_taken, clock.first_refused) == (5.5, 11.0)
    assert refused_in_time([clock]) == []


def test_the_clocks_of_one_thing() -> None:
    replica = Replica(until=101.0)
    short, long = replica.clock(), RefusalClock("the role", "a", 11.0, 100.0, replica.takes)
    assert RefusalClocks((short, long)).of("the role") == (long,)
