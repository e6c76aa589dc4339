from __future__ import annotations

import io
from pathlib import Path

import pytest

from conformance.clusters.kubebox.boot_failure import failed_at
from conformance.clusters.kubebox.messages import Action, Failure, Message, Up, failure_of, listen, teller
from conformance.errors import BadInput, ClusterUnreachable, ConformanceError, InternalError, SetUpFailed

LOGS = Path("/cache/failed-boot")
MESSAGES: list[Message] = [
    Action("etcd answers", "done", 0.25),
    Failure("SetUpFailed", "etcd ended with code 1", "look", "its last\nlines"),
    Up(),
]


def test_what_is_told_is_heard() -> None:
    pipe = io.StringIO()
    tell = teller(pipe)
    for message in MESSAGES:
        tell(message)
    pipe.seek(0)
    assert list(listen(pipe)) == MESSAGES


def test_a_listener_that_is_gone_ends_nothing() -> None:
    class Gone(io.StringIO):
        def flush(self) -> None:
            raise BrokenPipeError

    teller(Gone())(Up())


@pytest.mark.parametrize(
    "error",
    [
        SetUpFailed("kubelet ended", "look", detail="last lines"),
        ClusterUnreachable("nobody"),
        BadInput("a box named 'x' is up already", "end it"),
    ],
)
def test_an_error_is_the_same_on_the_other_side(error: ConformanceError) -> None:
    again = failure_of(error).as_error()
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)


def test_an_error_that_nobody_foresaw_is_a_defect() -> None:
    assert isinstance(failure_of(ZeroDivisionError("oh")).as_error(), InternalError)


def test_a_failed_boot_names_its_action_and_keeps_the_last_words() -> None:
    failure = failed_at("node Ready", SetUpFailed("kubelet ended with code 1", detail="no cgroup"), LOGS)
    assert failure.message == "kubebox did not come to “node Ready”: kubelet ended with code 1"
    assert failure.remedy == "all logs are in /cache/failed-boot"
    assert failure.detail == "no cgroup"


def test_an_error_of_the_machine_is_a_failed_boot_too() -> None:
    assert "No space left" in str(failed_at("configuration written", OSError(28, "No space left"), LOGS))
