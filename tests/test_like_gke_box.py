"""A box that is like GKE, with tokens of seconds in place of minutes; one box for all of these."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from os import getpid
from typing import Any

import pytest
import urllib3

from conformance.api_client import ClusterClient, use_of
from conformance.api_requests import RequestRefused, request
from conformance.clusters.kubebox import readiness
from conformance.clusters.kubebox.boot import boot
from conformance.clusters.kubebox.box import Box
from conformance.clusters.kubebox.likeness.managed import GKE
from conformance.clusters.kubebox.likeness.sign_in import plugin_file
from conformance.clusters.kubebox.making import make
from conformance.clusters.kubebox.options import box_like
from conformance.errors import ConformanceError, CredentialPluginFailed
from conformance.inside import run_inside
from conformance.observe import NamespaceWatch
from conformance.places import cache_dir
from conformance.port_forward import PodPort
from conformance.redact import Redactor
from conformance.stored import stored_object

pytestmark = pytest.mark.box

PATIENCE_S = 120.0
SHORT = replace(GKE, token_lifetime_s=5, load_balancer_delay="1s")
MEMCACHED = 11211
PODS = "/api/v1/namespaces/default/pods"


def _pod(name: str, **container: Any) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name},
        "spec": {"containers": [{"name": "memcached", "image": "memcached", **container}]},
    }


SMALL = {"requests": {"cpu": "10m", "memory": "600Mi"}, "limits": {"cpu": "2"}}
CONTROLLER = {
    "apiVersion": "v1",
    "kind": "ReplicationController",
    "metadata": {"name": "small"},
    "spec": {
        "replicas": 0,
        "selector": {"app": "small"},
        "template": {
            "metadata": {"labels": {"app": "small"}},
            "spec": _pod("small", resources=SMALL)["spec"],
        },
    },
}


@dataclass(frozen=True)
class Aged:
    """A token that the API server took and then refused, with what was open all the while."""

    api: ClusterClient
    watch: NamespaceWatch
    statuses: list[int]


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    """A box with a pod that asks for nothing."""
    made = make(cache_dir(), print)
    with boot(box_like(SHORT, f"gke-{getpid()}"), made.programs, made.images, lambda *_: None) as box:
        request(box.api(), "POST", PODS, body=_pod("cache"))
        yield box


@pytest.fixture(scope="module")
def api(box: Box) -> ClusterClient:
    client = box.api()
    assert isinstance(client, ClusterClient)
    return client


@pytest.fixture(scope="module")
def aged(box: Box, api: ClusterClient) -> Iterator[Aged]:
    """What is left once a token that was good is refused."""
    statuses: list[int] = []
    authority = str(box.folder.certificates / "ca.crt")
    with (
        NamespaceWatch(api, "default") as watch,
        urllib3.PoolManager(ca_certs=authority, retries=False) as anybody,
    ):
        # One of just now: the client's own may have ended while the watch was opened.
        shown: Any = box.api().configuration
        token = shown.get_api_key_with_prefix("BearerToken")

        def refused() -> bool:
            headers = {"Authorization": token}
            answer = anybody.request("GET", f"{box.state.plan.server}{PODS}", headers=headers)
            statuses.append(answer.status)
            return answer.status == 401

        readiness.until(refused, PATIENCE_S)
        yield Aged(api, watch, [status for status in statuses if status != 429])


def test_a_token_is_taken_and_then_refused_by_the_api_server_itself(aged: Aged) -> None:
    assert aged.statuses[0] == 200
    assert set(aged.statuses) == {200, 401}
    assert aged.statuses[-1] == 401


def test_a_client_goes_on_with_another_token(aged: Aged) -> None:
    assert request(aged.api, "GET", PODS).content["items"]
    assert use_of(aged.api).credentials_renewed >= 1


def test_a_watch_that_was_open_goes_on(aged: Aged) -> None:
    request(aged.api, "POST", PODS, body=_pod("later"))
    assert readiness.until(lambda: "later" in aged.watch.snapshot.pods, PATIENCE_S)
    assert aged.watch.fault is None


def test_commands_and_port_forwards_go_on(aged: Aged) -> None:
    running = {"type": "Ready", "status": "True"}

    def ready() -> bool:
        conditions = request(aged.api, "GET", f"{PODS}/cache").content["status"].get("conditions", [])
        return any(running.items() <= each.items() for each in conditions)

    assert readiness.until(ready, PATIENCE_S)
    told = run_inside(aged.api, "default", "cache", "memcached", ["echo", "here"], PATIENCE_S)
    assert told.stdout == "here\n"
    with PodPort(aged.api, "default", "cache", MEMCACHED) as forwarded:
        host, port = forwarded.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), PATIENCE_S) as asking:
            asking.sendall(b"version\r\n")
            assert asking.recv(100).startswith(b"VERSION 1.")


def test_a_plugin_that_fails_is_told_once_its_last_token_has_ended(box: Box, api: ClusterClient) -> None:
    secret, away = plugin_file(box.folder), plugin_file(box.folder).with_suffix(".away")
    secret.rename(away)
    try:
        fault = _fault_of(lambda: request(api, "GET", PODS))
    finally:
        away.rename(secret)
    assert isinstance(fault, CredentialPluginFailed)
    assert "kubebox-auth-plugin ended with exit code 1 (no token from the box's issuer" in str(fault)
    assert request(api, "GET", PODS).content["items"]


def _fault_of(ask: Callable[[], object]) -> ConformanceError | None:
    found: list[ConformanceError] = []

    def fails() -> bool:
        try:
            ask()
        except ConformanceError as fault:
            found.append(fault)
        return bool(found)

    readiness.until(fails, PATIENCE_S)
    return found[0] if found else None


def test_a_user_who_asks_for_too_much_at_once_is_put_off_and_answered(api: ClusterClient) -> None:
    before = use_of(api).throttled
    with ThreadPoolExecutor(40) as threads:
        asked = [threads.submit(request, api, "GET", "/api/v1/events") for _ in range(200)]
    assert all("items" in each.result().content for each in asked)
    assert use_of(api).throttled > before
    assert use_of(api).throttled_s >= use_of(api).throttled


def _stored(api: ClusterClient, path: str, sent: dict[str, Any]) -> Any:
    return request(api, "POST", path, query=[("dryRun", "All")], body=sent).content


def test_a_container_that_asks_for_nothing_is_given_autopilots_defaults(api: ClusterClient) -> None:
    (container,) = _stored(api, PODS, _pod("nothing"))["spec"]["containers"]
    asked = {"cpu": "500m", "memory": "2Gi"}
    assert container["resources"] == {"requests": asked, "limits": asked}


def test_requests_are_raised_and_limits_set_to_them_in_controllers_too_and_the_report_tells(
    api: ClusterClient,
) -> None:
    place = "/api/v1/namespaces/default/replicationcontrollers"
    stored = _stored(api, place, CONTROLLER)
    (container,) = stored["spec"]["template"]["spec"]["containers"]
    raised = {"cpu": "250m", "memory": "600Mi"}
    assert container["resources"] == {"requests": raised, "limits": raised}
    differences = stored_object(CONTROLLER, stored, Redactor()).differences
    told = {each.field: (each.sent, each.stored) for each in differences}
    at = "spec.template.spec.containers[memcached].resources"
    assert told == {
        f"{at}.requests.cpu": ("10m", "250m"),
        f"{at}.limits.cpu": ("2", "250m"),
        f"{at}.limits.memory": ("", "600Mi"),
    }


def test_a_namespace_gets_quotas_and_limits(api: ClusterClient) -> None:
    body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "new"}}
    request(api, "POST", "/api/v1/namespaces", body=body)

    def names() -> set[str]:
        kinds = ("resourcequotas", "limitranges")
        lists = [request(api, "GET", f"/api/v1/namespaces/new/{kind}").content["items"] for kind in kinds]
        return {each["metadata"]["name"] for items in lists for each in items}

    wanted = {"gke-resource-quotas", "team-quota", "team-limits"}
    assert readiness.until(lambda: names() == wanted, PATIENCE_S)


@pytest.mark.parametrize(
    ("pod", "said"),
    [
        (
            _pod("strong", securityContext={"privileged": True}),
            'violates PodSecurity "baseline:latest": privileged',
        ),
        (_pod("large", resources={"requests": {"cpu": "5"}}), "maximum cpu usage per Pod is 4"),
    ],
)
def test_what_the_site_forbids_is_refused_in_its_own_words(
    api: ClusterClient, pod: dict[str, Any], said: str
) -> None:
    with pytest.raises(RequestRefused) as caught:
        _stored(api, PODS, pod)
    assert caught.value.status == 403
    assert said in caught.value.words
