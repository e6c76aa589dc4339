"""A server that answers 429 with a Retry-After is asked again after that time, and each time is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from conformance.api_client import ClusterClient
from conformance.api_patience import THROTTLES
from conformance.api_requests import QuotaNotCounted, RequestRefused, request
from conformance.api_use import ApiUseRecord
from conformance.clusters.contexts import read_contexts
from conformance.clusters.existing import ExistingCluster, find_existing
from conformance.deploy import deploy
from conformance.errors import EnvironmentFault
from conformance.manifests import read_manifests
from conformance.observe.raw_get import RefusedError, get_json
from conformance.options import FOLDERS
from tests.played_http import Asked, Played, Reply, played

BUSY = {"kind": "Status", "reason": "TooManyRequests", "message": "please try again later"}


@pytest.fixture(autouse=True)
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that would have been slept."""
    seconds: list[float] = []
    monkeypatch.setattr("urllib3.util.retry.time.sleep", seconds.append)
    return seconds


def _api(folder: Path, server: Played) -> ClusterClient:
    api = ExistingCluster(read_contexts(_kubeconfig(folder, server), {}), "here").api()
    assert isinstance(api, ClusterClient)
    return api


def _kubeconfig(folder: Path, server: Played) -> Path:
    file = folder / "kubeconfig"
    document = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "here",
        "clusters": [{"name": "c", "cluster": {"server": server.url}}],
        "users": [{"name": "u", "user": {"token": "t"}}],
        "contexts": [{"name": "here", "context": {"cluster": "c", "user": "u"}}],
    }
    file.write_text(yaml.safe_dump(document))
    return file


def _throttled(times: int, seconds: str = "2") -> Callable[[Asked], Reply]:
    left: Iterator[int] = iter(range(times))

    def answer(_: Asked) -> Reply:
        if next(left, None) is None:
            return Reply(200, {"metadata": {"uid": "u"}})
        return Reply(429, BUSY, {"Retry-After": seconds})

    return answer


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
def test_whatever_was_asked_is_asked_again_after_the_retry_after(
    tmp_path: Path, slept: list[float], method: str
) -> None:
    with played(_throttled(3)) as server, _api(tmp_path, server) as api:
        assert request(api, method, "/api/v1/namespaces", body={}).content == {"metadata": {"uid": "u"}}
    assert len(server.asked) == 4
    assert slept == [2, 2, 2]
    assert api.use.record == ApiUseRecord(throttled=3, throttled_s=6)


def test_a_server_that_is_busy_for_good_ends_the_asking(tmp_path: Path, slept: list[float]) -> None:
    with (
        played(_throttled(1000)) as server,
        _api(tmp_path, server) as api,
        pytest.raises(RequestRefused, match="429 TooManyRequests") as caught,
    ):
        request(api, "GET", "/api/v1/namespaces")
    assert isinstance(caught.value, EnvironmentFault)
    assert len(server.asked) == THROTTLES + 1
    assert len(slept) == THROTTLES


def test_without_a_retry_after_nobody_knows_when_to_ask_again(tmp_path: Path, slept: list[float]) -> None:
    with (
        played(lambda _: Reply(429, BUSY)) as server,
        _api(tmp_path, server) as api,
        pytest.raises(RequestRefused, match="429 TooManyRequests"),
    ):
        request(api, "GET", "/api/v1/namespaces")
    assert (len(server.asked), slept, api.use.record.throttled) == (1, [], 0)


def test_a_watch_that_is_throttled_is_counted_and_waits_by_itself(tmp_path: Path, slept: list[float]) -> None:
    with (
        played(_throttled(1)) as server,
        _api(tmp_path, server) as api,
        pytest.raises(RefusedError) as caught,
    ):
        get_json(api, "/api/v1/nodes", {}, 5)
    assert caught.value.retry_after == 2
    assert (slept, api.use.record) == ([], ApiUseRecord(throttled=1, throttled_s=2))


def test_the_first_question_of_a_run_waits_too(tmp_path: Path, slept: list[float]) -> None:
    with played(_throttled(1, "1")) as server:
        find_existing(_kubeconfig(tmp_path, server), None)
    assert (len(server.asked), slept) == (2, [1])


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (
            403,
            'pods "keystone-db" is forbidden: status unknown for quota: gke-resource-quotas, resources: pods',
        ),
        (
            409,
            'Operation cannot be fulfilled on resourcequotas "gke-resource-quotas": the object has been'
            " modified; please apply your changes to the latest version and try again",
        ),
    ],
)
def test_a_quota_that_is_not_counted_yet_is_waited_for_and_breaks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int, words: str
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", pauses.append)
    refusals = iter([Reply(status, {"kind": "Status", "reason": "", "message": words})] * 2)
    last = Reply(201, {"metadata": {"uid": "u"}})
    with played(lambda _: next(refusals, last)) as server, _api(tmp_path, server) as api:
        deployed = deploy(api, read_manifests(FOLDERS["blog"]), "stack")
    assert len(pauses) == 2
    assert len(server.asked) == len(deployed.uids) + 2


def test_a_quota_that_is_never_counted_is_the_clusters_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("conformance.api_patience.BACK_S", 0.0)
    words = "forbidden: status unknown for quota: team, resources: pods"
    refusal = Reply(403, {"kind": "Status", "message": words})
    with played(lambda _: refusal) as server, _api(tmp_path, server) as api:
        with pytest.raises(QuotaNotCounted, match="status unknown for quota: team"):
            request(api, "POST", "/api/v1/namespaces/n/pods", body={})
        with pytest.raises(EnvironmentFault, match="status unknown for quota: team"):
            deploy(api, read_manifests(FOLDERS["blog"]), "stack")
