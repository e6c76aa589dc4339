from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from os import getpid
from pathlib import Path
from signal import SIGCONT, SIGKILL, SIGSTOP

import pytest

from conformance.clusters.kubebox import processes, readiness
from conformance.clusters.kubebox.processes import (
    ProcessIdentity,
    children,
    held_bytes,
    identify,
    is_alive,
    is_stopped,
    members,
    send,
)

NO_SUCH_PID = 4_194_304 + 1
"""Beyond the kernel's highest pid (PID_MAX_LIMIT)."""


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    """A process that waits for its standard input to close."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process
        process.kill()


def _identity(process: subprocess.Popen[bytes]) -> ProcessIdentity:
    identity = identify(process.pid)
    assert identity is not None
    return identity


def test_a_process_that_is_not_there_has_no_identity() -> None:
    assert identify(NO_SUCH_PID) is None
    assert held_bytes(NO_SUCH_PID) == 0
    assert children(NO_SUCH_PID) == []


def test_a_signal_reaches_the_process_that_is_meant(child: subprocess.Popen[bytes]) -> None:
    assert is_alive(_identity(child))
    assert send(_identity(child), SIGKILL)
    assert child.wait() == -SIGKILL


def test_a_recycled_pid_is_never_signalled(child: subprocess.Popen[bytes]) -> None:
    former = replace(_identity(child), started=1)
    assert not is_alive(former)
    assert not send(former, SIGKILL)
    assert child.poll() is None


def test_a_pid_of_another_boot_is_never_signalled(child: subprocess.Popen[bytes]) -> None:
    former = replace(_identity(child), boot="another")
    assert not send(former, SIGKILL)
    assert child.poll() is None


def test_a_zombie_is_dead(child: subprocess.Popen[bytes]) -> None:
    identity = _identity(child)
    child.kill()
    assert readiness.await_end(identity, 60)
    assert not is_alive(identity)
    assert identify(child.pid) is None


def test_a_stopped_process_is_seen_as_such(child: subprocess.Popen[bytes]) -> None:
    identity = _identity(child)
    assert not is_stopped(identity)
    send(identity, SIGSTOP)
    assert readiness.until(lambda: is_stopped(identity), 60)
    send(identity, SIGCONT)
    assert readiness.until(lambda: not is_stopped(identity), 60)


def test_a_child_is_found(child: subprocess.Popen[bytes]) -> None:
    assert child.pid in children(getpid())
    assert held_bytes(child.pid) > 0


def test_a_thread_that_ends_while_one_looks_hides_no_child_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for thread in ("7", "8"):
        (tmp_path / "7/task" / thread).mkdir(parents=True)
    (tmp_path / "7/task/8/children").write_text("9 10 ")
    monkeypatch.setattr(processes, "PROC", tmp_path)
    assert children(7) == [9, 10]


def test_members_of_our_own_namespace_include_us(child: subprocess.Popen[bytes]) -> None:
    assert {getpid(), child.pid} <= members(_identity(child))
