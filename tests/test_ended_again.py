"""A container that is ended once more where too little was asked while it was away."""

from __future__ import annotations

from conformance.disturbance import Disturbance
from conformance.ended_again import ended_until_asked
from conformance.observed import PodView

OTHER = PodView(name="keystone-rc-b", uid="b")
AT_FIRST = PodView(name="keystone-rc-a", uid="a")
RESTARTED = PodView(name="keystone-rc-a", uid="a", phase="Running")


class Ends:
    """Each time one token is asked for; the other pods are seen anew each time."""

    def __init__(self, tokens: int) -> None:
        self.asked: list[str] = []
        self.events: list[str] = []
        self._tokens = tokens

    def __call__(self, pod: PodView, event: str) -> tuple[Disturbance, PodView]:
        others = () if self.events else (OTHER,)
        self.events.append(event)
        self.asked += ["token"] * self._tokens
        return Disturbance((pod,), (pod,), others, container="memcached"), RESTARTED


def test_where_enough_was_asked_it_ends_once() -> None:
    end = Ends(tokens=3)
    disturbance = ended_until_asked(end, AT_FIRST, end.asked, 3)
    assert end.events == ["container-restarted"]
    assert disturbance.hit == (AT_FIRST,)


def test_where_too_few_were_asked_it_ends_once_more_and_the_kubelet_backs_off() -> None:
    end = Ends(tokens=2)
    disturbance = ended_until_asked(end, AT_FIRST, end.asked, 3)
    assert end.events == ["container-restarted", "healed-in-place"]
    assert disturbance.hit == (RESTARTED,)


def test_what_nobody_touched_is_held_against_how_it_was_before_the_first_end() -> None:
    end = Ends(tokens=0)
    disturbance = ended_until_asked(end, AT_FIRST, end.asked, 3)
    assert disturbance.before == (AT_FIRST,)
    assert disturbance.others == (OTHER,)


def test_it_ends_twice_at_most() -> None:
    end = Ends(tokens=0)
    ended_until_asked(end, AT_FIRST, end.asked, 3)
    assert len(end.events) == 2
