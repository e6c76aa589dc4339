from __future__ import annotations

from datetime import UTC, datetime

import pytest

from conformance import cluster_time as module
from conformance.api_requests import Reply
from conformance.cluster_time import cluster_time
from conformance.errors import EnvironmentFault
from tests.played_api import played_api
from tests.played_http import Reply as PlayedReply


def test_every_answer_of_the_api_server_says_what_time_it_is() -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    with played_api(lambda _: PlayedReply(200, {"gitVersion": "v1.36.3"})) as (api, server):
        assert before <= cluster_time(api) <= datetime.now(UTC)
    assert server.asked[0].path == "/version"


def test_a_server_that_does_not_say_leaves_the_time_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "request", lambda *_: Reply({}))
    with played_api() as (api, _), pytest.raises(EnvironmentFault, match="does not say what time it is"):
        cluster_time(api)
