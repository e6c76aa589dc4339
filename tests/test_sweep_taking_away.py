"""Taking away while the API server restarts, and when it never answers again."""

from __future__ import annotations

import pytest

from conformance.errors import EnvironmentFault
from conformance.patience import Patience
from conformance.sweep.taking_away import take_away
from conformance.wait import Waiter
from tests.played_cluster import RUN, PlayedCluster, namespace, served
from tests.recorded.played import PlayedClock

NAMES = [f"{RUN}-own-1"]


def taken_away(cluster: PlayedCluster, said: list[str]) -> list[str]:
    waiter = Waiter(None, Patience.for_cluster(kubebox=True), clock=PlayedClock())
    with served(cluster) as (api, _):
        return take_away(api, NAMES, waiter, said.append)


def test_an_api_server_that_restarts_is_waited_for() -> None:
    cluster = PlayedCluster([namespace()], silences=20)
    said: list[str] = []
    assert taken_away(cluster, said) == []
    assert said == [f"{NAMES[0]}: asked to go"]
    assert cluster.silences == 0


def test_an_api_server_that_stays_away_proves_nothing_gone() -> None:
    with pytest.raises(EnvironmentFault):
        taken_away(PlayedCluster([namespace()], silences=10**6), [])
