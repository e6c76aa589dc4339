"""Which nodes get a share of the connections, by what their kube-proxies say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conformance.clusters.kubebox.firewall import CHAIN, shares
from conformance.clusters.kubebox.load_balancer import UNWELL_AFTER, Health, balance


class _EnoughError(Exception):
    """No more checks are played."""


def _balanced(*checks: tuple[bool, ...]) -> list[list[int]]:
    """Return the shares that are given while these checks come."""
    played: Iterator[tuple[bool, ...]] = iter(checks)
    given: list[list[int]] = []

    def check() -> tuple[bool, ...]:
        try:
            return next(played)
        except StopIteration:
            raise _EnoughError from None

    with pytest.raises(_EnoughError):
        balance(Health(range(1, len(checks[0]) + 1)), check, lambda well: given.append(list(well)))
    return given


def test_every_node_has_a_share_from_the_start() -> None:
    assert _balanced((True, True, True)) == [[1, 2, 3]]


def test_a_node_that_stays_silent_loses_its_share_and_gets_it_back_when_it_answers() -> None:
    silent, well = (True, False, True), (True, True, True)
    assert _balanced(*[silent] * UNWELL_AFTER, well) == [[1, 2, 3], [1, 3], [1, 2, 3]]


def test_one_missed_answer_changes_nothing() -> None:
    assert _balanced((True, False), (True, True), (False, True), (True, True)) == [[1, 2]]


def test_with_all_nodes_silent_nobody_gets_anything() -> None:
    assert _balanced(*[(False, False)] * UNWELL_AFTER) == [[1, 2], []]


def test_connections_go_to_the_nodes_in_turn() -> None:
    rules = [line for line in shares([1, 3]).splitlines() if "--set-mark" in line]
    assert ["--every 2" in rules[0], "--set-mark 1" in rules[0]] == [True, True]
    assert ["--every 1 " in rules[1], "--set-mark 3" in rules[1]] == [True, True]


def test_a_connection_that_has_a_node_keeps_it() -> None:
    lines = shares([1, 2, 3]).splitlines()
    assert all("-m connmark --mark 0" in line for line in lines if "--set-mark" in line)
    assert lines[-2] == f"-A {CHAIN} -j CONNMARK --restore-mark"


def test_without_a_node_a_connection_stays_unmarked() -> None:
    assert "--set-mark" not in shares([])
