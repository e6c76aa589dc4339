"""The sentence about kept connections of an update: it needs some that were kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.errors import EnvironmentFault, PromiseBroken
from conformance.probe import Attempt, Kind, Phase
from steps.updating import none_on_kept_connections_failed
from tests.observed_updates import given_up, probe, updated
from tests.probe_records import fails

LEAST = 100


def always_fresh(one: Attempt, _: float) -> Attempt:
    return replace(one, fresh=True)


def test_all_answered_is_kept() -> None:
    none_on_kept_connections_failed(updated(), LEAST)


def test_where_nothing_keeps_a_connection_nothing_is_promised() -> None:
    with pytest.raises(EnvironmentFault, match="only 0 of at least 100 probes were sent on kept"):
        none_on_kept_connections_failed(updated(public=probe(always_fresh)), LEAST)


def test_one_that_was_read_and_not_answered_breaks_it() -> None:
    reset = probe(fails(5.0, 5.1, Phase.UNANSWERED, "reset", kinds=(Kind.KEPT,)))
    with pytest.raises(PromiseBroken):
        none_on_kept_connections_failed(updated(public=reset), LEAST)


def test_an_update_that_was_given_up_kept_nothing() -> None:
    with pytest.raises(PromiseBroken, match="update given up: the new image"):
        none_on_kept_connections_failed(given_up("the new image"), LEAST)
