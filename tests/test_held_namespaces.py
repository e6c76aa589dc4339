"""The number of a namespace that is held is nobody else's, even once whoever was in it has ended."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from conformance.clusters.kubebox.held_namespaces import held_namespaces
from conformance.clusters.kubebox.machine_snapshot import namespaces_of, processes_in

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root makes namespaces")


@contextmanager
def somebody() -> Iterator[int]:
    """A process in an ipc and a uts namespace of its own, until the end of the block."""
    words = ["unshare", "--ipc", "--uts", "--", "sh", "-c", "echo begun; read end"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        yield process.pid
        process.kill()


def test_who_comes_later_is_in_none_of_them() -> None:
    with somebody() as pid, held_namespaces([pid]) as namespaces:
        assert len(namespaces) == 2, "ours are left out"
        assert len(processes_in(namespaces)) == 1
        with somebody() as other:
            assert namespaces_of(other) & namespaces == set()


def test_those_of_who_has_ended_are_nobody_elses() -> None:
    with ExitStack() as held:
        with somebody() as pid:
            namespaces = held.enter_context(held_namespaces([pid]))
        with somebody() as other:
            assert processes_in(namespaces) == []
            assert namespaces_of(other) & namespaces == set()
