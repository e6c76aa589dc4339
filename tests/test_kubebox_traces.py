"""A box leaves nothing behind, however it ends; all through the front door."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager
from signal import SIGKILL, SIGTERM

import pytest

from conformance.clusters.kubebox import network, readiness
from conformance.clusters.kubebox.held_namespaces import held_namespaces
from conformance.clusters.kubebox.machine_snapshot import MachineSnapshot, processes_in, take_snapshot
from conformance.clusters.kubebox.processes import send
from conformance.clusters.kubebox.state import BoxState, folder_of, load
from conformance.exit_codes import ExitCode
from tests.front_door import toxw

pytestmark = pytest.mark.box

NAME = f"traces-{os.getpid()}"
BLOCK = f"198.19.{128 + os.getpid() % 128}.0/24"
"""Not the first free one: other boxes may come and go while the test runs."""
END_S = 120.0
"""Only ends what hangs."""
POD = """\
{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "memcached"}, "spec": {"containers": [
 {"name": "memcached", "image": "memcached", "imagePullPolicy": "Always"}]}}
"""


@pytest.fixture
def before() -> Iterator[MachineSnapshot]:
    """The machine before the box."""
    _cluster("down", "--name", NAME)
    yield take_snapshot(NAME)
    _cluster("down", "--name", NAME)


@pytest.fixture
def box(before: MachineSnapshot) -> BoxState:
    """A box that a daemon holds, with a pod in it."""
    assert before
    _cluster("up", "--name", NAME, "--subnet", BLOCK)
    manifest = folder_of(NAME).path / "pod.json"
    manifest.write_text(POD)
    _cluster("--name", NAME, "kubectl", "create", "-f", str(manifest))
    _cluster("--name", NAME, "kubectl", "wait", "--for=condition=Ready", "pod/memcached", "--timeout=120s")
    state = load(folder_of(NAME))
    assert state is not None
    with _held(state) as namespaces:
        assert processes_in(namespaces), "the search for processes finds none of a box that runs"
    return state


def test_down_leaves_nothing(before: MachineSnapshot, box: BoxState) -> None:
    with _held(box) as namespaces:
        _cluster("down", "--name", NAME)
        _expect_nothing_left(before, box, namespaces)


def test_a_holder_that_is_told_to_end_leaves_nothing(before: MachineSnapshot, box: BoxState) -> None:
    with _held(box) as namespaces:
        send(box.holder, SIGTERM)
        assert readiness.await_end(box.holder, END_S)
        _expect_nothing_left(before, box, namespaces)


def test_what_a_killed_holder_leaves_is_reaped(before: MachineSnapshot, box: BoxState) -> None:
    with _held(box) as namespaces:
        send(box.holder, SIGKILL)
        assert readiness.await_end(box.holder, END_S)
        assert readiness.until(lambda: not processes_in(namespaces), END_S), processes_in(namespaces)
        assert readiness.until(lambda: not network.link_exists(box.plan.link), END_S)
        _expect_unreachable(box)
        assert toxw("-e", "cluster", "--", "down", "--all").returncode == ExitCode.KEPT
        _expect_nothing_left(before, box, namespaces)


def test_what_a_killed_holder_of_several_nodes_leaves_is_reaped(before: MachineSnapshot) -> None:
    _cluster("up", "--name", NAME, "--subnet", BLOCK, "--nodes", "2")
    state = load(folder_of(NAME))
    assert state is not None
    first = state.nodes[0].name
    _cluster("stop-node", "--name", NAME, first)
    assert f"stopped   node {first}" in _cluster("status")
    _cluster("start-node", "--name", NAME, first)
    state = load(folder_of(NAME))
    assert state is not None
    with _held(state) as namespaces:
        assert processes_in(namespaces)
        send(state.holder, SIGKILL)
        assert readiness.await_end(state.holder, END_S)
        assert readiness.until(lambda: not processes_in(namespaces), END_S), processes_in(namespaces)
    _cluster("down", "--name", NAME)
    assert take_snapshot(NAME).difference(before) == []
    _expect_unreachable(state)


def test_a_paused_component_dies_with_its_box(before: MachineSnapshot, box: BoxState) -> None:
    with _held(box) as namespaces:
        _cluster("pause", "--name", NAME, "kubelet")
        assert "paused    kubelet" in _cluster("status")
        _cluster("down", "--name", NAME)
        _expect_nothing_left(before, box, namespaces)


def test_the_guard_goes_when_it_is_told_to(box: BoxState) -> None:
    assert box.plan.block in network.guarded_blocks()
    _cluster("down", "--name", NAME)
    assert box.plan.block in network.guarded_blocks()
    _cluster("down", "--all", "--guard")
    assert box.plan.block not in network.guarded_blocks()


def _expect_nothing_left(before: MachineSnapshot, box: BoxState, namespaces: frozenset[str]) -> None:
    assert processes_in(namespaces) == []
    assert take_snapshot(NAME).difference(before) == []
    _expect_unreachable(box)


def _expect_unreachable(box: BoxState) -> None:
    """An address of the block is refused by this machine itself, so nothing is waited for."""
    for address in (box.plan.node, box.plan.pool[5], box.plan.block[77]):
        with socket.socket() as asking:
            asking.setblocking(False)
            refusal = asking.connect_ex((str(address), 5000))
        assert refusal in (errno.ENETUNREACH, errno.EHOSTUNREACH), address


def _held(box: BoxState) -> AbstractContextManager[frozenset[str]]:
    """The namespaces that the box does not share with us, until the end of the block."""
    inits = [init for init in (box.init, *(node.init for node in box.nodes)) if init is not None]
    assert inits
    return held_namespaces(init.pid for init in inits)


def _cluster(*arguments: str) -> str:
    said = toxw("-e", "cluster", "--", *arguments)
    assert said.returncode == 0, said.stdout + said.stderr
    return said.stdout
