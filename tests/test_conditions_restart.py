"""A container that starts again in its pod: told by its id and its count, on recorded objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conformance.conditions import restarted_in_place
from conformance.judgement import Judgement, Kept, Never, NotYet
from conformance.observed import PodView
from tests.recorded import named, objects, recorded, snapshot_of
from tests.test_conditions_replacement import before

Status = dict[str, Any]
END = {"terminated": {"exitCode": 0, "reason": "Completed"}}


def hit() -> PodView:
    return before()[0]


def judged(change: Callable[[Status, Status], None]) -> Judgement[PodView]:
    """Judge the restart of keystone after a change of the statuses of keystone and memcached."""
    found = objects("healthy")
    change(*named(found["pods"], hit().name)["status"]["containerStatuses"])
    return restarted_in_place(hit(), "keystone")(snapshot_of(found))


def _restarted(keystone: Status, _: Status) -> None:
    keystone.update(restartCount=1, containerID="containerd://new", lastState=END)


def test_another_container_and_one_restart_more_is_a_restart_in_place() -> None:
    judgement = judged(_restarted)
    assert isinstance(judgement, Kept)
    assert judgement.value.uid == hit().uid


def _nothing(*_: Status) -> None:
    pass


def _only_counted(keystone: Status, _: Status) -> None:
    keystone.update(restartCount=1)


def _not_counted(keystone: Status, _: Status) -> None:
    keystone.update(containerID="containerd://new")


def _ended(keystone: Status, _: Status) -> None:
    keystone.update(ready=False, state=END)


def _not_ready(keystone: Status, memcached: Status) -> None:
    _restarted(keystone, memcached)
    keystone["ready"] = False


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_nothing, "container keystone runs on as if nobody had ended its main process"),
        (_only_counted, "container keystone runs on as if"),
        (_not_counted, "runs as another one, but its restart count went from 0 to 0"),
        (_ended, "container keystone ended (exit code 0)"),
        (_not_ready, "1/2 ready (keystone running)"),
    ],
)
def test_what_is_not_yet_a_restart_is_told(change: Callable[[Status, Status], None], words: str) -> None:
    judgement = judged(change)
    assert isinstance(judgement, NotYet)
    assert words in judgement.why
    assert judgement.why.startswith("not started: pod keystone-rc-")


def _twice(keystone: Status, memcached: Status) -> None:
    _restarted(keystone, memcached)
    keystone["restartCount"] = 2


def _both(keystone: Status, memcached: Status) -> None:
    _restarted(keystone, memcached)
    memcached.update(restartCount=1, containerID="containerd://new-too", lastState=END)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_twice, "container keystone was restarted 2 times, not once (exit code 0)"),
        (_both, "container memcached, which nobody touched, was restarted too (exit code 0)"),
    ],
)
def test_more_than_was_due_is_never_made_good(change: Callable[[Status, Status], None], words: str) -> None:
    judgement = judged(change)
    assert isinstance(judgement, Never)
    assert judgement.cause == "not-in-place"
    assert words in judgement.why


@pytest.mark.parametrize("name", ["replaced", "one-going"])
def test_a_pod_that_was_replaced_was_not_restarted_in_place(name: str) -> None:
    judgement = restarted_in_place(hit(), "keystone")(recorded(name))
    assert isinstance(judgement, Never)
    assert judgement.why == f"not started: pod {hit().name} is gone: its container keystone was not" + (
        " restarted in it"
    )
