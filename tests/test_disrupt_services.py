"""Services that are made or taken away beside the stack's own."""

from __future__ import annotations

from conformance.disrupt import create_empty_service
from tests.played_api import played_api


def test_a_placeholder_takes_an_address_and_selects_nothing() -> None:
    with played_api() as (api, server):
        create_empty_service(api, "here", "keeps", 3306, "10.96.0.7")
        create_empty_service(api, "here", "other", 3306)
    assert [asked.body["spec"] for asked in server.asked] == [
        {"ports": [{"port": 3306}], "clusterIP": "10.96.0.7"},
        {"ports": [{"port": 3306}]},
    ]
