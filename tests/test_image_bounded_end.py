"""A replica that is told to stop ends in time, whatever its last requests do."""

from __future__ import annotations

import threading

from images.keystone.keystone_start.bounded_end import end_in_time


def test_all_ends_are_called_at_once() -> None:
    both = threading.Barrier(2)
    assert end_in_time([lambda: both.wait(30)] * 2, 60)


def test_an_end_that_never_comes_is_left() -> None:
    never = threading.Event()
    try:
        assert not end_in_time([never.wait], 0.0)
    finally:
        never.set()


def test_the_others_are_not_held_up_by_it() -> None:
    never, ended = threading.Event(), threading.Event()
    try:
        end_in_time([never.wait, ended.set], 0.0)
        assert ended.wait(30)
    finally:
        never.set()
