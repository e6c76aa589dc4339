from __future__ import annotations

import pytest

from conformance.disrupt import delete_pod
from conformance.errors import EnvironmentFault
from tests.played_api import played_api, recorded


def test_a_pod_is_deleted_by_name_and_uid() -> None:
    with played_api() as (api, server):
        deleted = delete_pod(api, "here", "keystone-rc-a", "uid-1")
    assert (deleted.name, deleted.uid) == ("keystone-rc-a", "uid-1")
    assert server.asked[0].path == "/api/v1/namespaces/here/pods/keystone-rc-a"
    assert server.asked[0].body == {"preconditions": {"uid": "uid-1"}}


def test_a_grace_is_sent_where_it_is_asked_for() -> None:
    with played_api() as (api, server):
        delete_pod(api, "here", "a", "uid-1", grace=0)
    assert server.asked[0].body["gracePeriodSeconds"] == 0


@pytest.mark.parametrize("name", ["not-found", "exists"])
def test_a_pod_that_somebody_else_took_is_a_fault_of_the_environment(name: str) -> None:
    with (
        played_api(lambda _: recorded(name)) as (api, _),
        pytest.raises(EnvironmentFault, match="was gone before"),
    ):
        delete_pod(api, "here", "a", "uid-1")
