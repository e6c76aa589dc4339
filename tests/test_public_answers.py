"""Whose fault a silent address is, by what is seen of it from here and from a pod."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from conformance import public_answers as module
from conformance.egress import NoRoute
from conformance.errors import CredentialsRefused, EnvironmentFault, MissingCapability, PromiseBroken
from conformance.live_stack import LiveStack, url_of
from conformance.observed import ServiceView
from conformance.public_answers import require_every_family, until_answers_in_public
from conformance.reach import Answer, NoAnswer
from conformance.reach_ports import Knock
from steps.public_address import it_answers_steadily
from tests.played_command import NAMES
from tests.played_keystone import versions

V4, V6, NAME = "8.8.8.8", "2001:4860:4860::8888", "lb.example.com"
SILENT = "http://8.8.8.8:5000: timed out"
VERSIONS = Answer("http://x/", 300, {}, versions("x"), "", 0.1)


class Stack:
    """Shows one service; `broken` is what the wait for Keystone at an address ends in."""

    def __init__(self, addresses: tuple[str, ...], *, broken: tuple[str, ...] = (), **service: Any) -> None:
        self.api, self.namespace, self.names = None, "here", NAMES
        self.waited: list[str] = []
        self._broken = broken
        self._service = ServiceView(name="public", uid="u", addresses=addresses, **service)
        self.waiter = SimpleNamespace(patience=lambda _: 1.0)
        self.annotations: dict[str, str] = {}

    @property
    def manifests(self) -> Any:
        content = {"metadata": {"annotations": self.annotations}}
        return SimpleNamespace(of=lambda _: SimpleNamespace(content=content))

    def addresses_of(self, _: str) -> tuple[str, ...]:
        return self._service.addresses

    def service(self, _: str) -> ServiceView:
        return self._service

    def until_keystone_answers(self, url: str, awaited: str, times: int = 1) -> None:
        assert url in awaited
        assert times in (1, 20)
        self.waited.append(url)
        if any(address in url for address in self._broken):
            raise PromiseBroken(SILENT, "detail")


@pytest.fixture(autouse=True)
def unroutable(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Addresses that this machine is to have no route to."""
    lost: set[str] = set()

    def no_route(address: str) -> NoRoute | None:
        return NoRoute(address, "IPv6", "Network is unreachable") if address in lost else None

    monkeypatch.setattr(module, "no_route_to", no_route)
    monkeypatch.setattr(module, "is_public", lambda address: not address.startswith("198.18."))
    return lost


def seen(monkeypatch: pytest.MonkeyPatch, *, inside: Answer | NoAnswer | Exception, heard: str = "") -> None:
    """Let the address be seen so from a pod, and `heard` be what a connection from here ends in."""

    def ask(*_: object, **__: object) -> Answer | NoAnswer:
        if isinstance(inside, Exception):
            raise inside
        return inside

    monkeypatch.setattr(module, "ask_from_inside", ask)
    monkeypatch.setattr(module, "knock", lambda host, port: Knock(host, port, heard or "timed out"))


def judge(stack: Stack) -> str:
    played: Any = stack
    return until_answers_in_public(played, "public", 5000)


def test_each_family_is_judged() -> None:
    stack = Stack((V4, V6))
    assert judge(stack) == "http://8.8.8.8:5000"
    assert stack.waited == ["http://8.8.8.8:5000", f"http://[{V6}]:5000"]
    with pytest.raises(PromiseBroken):
        judge(Stack((V4, V6), broken=(V6,)))


def test_a_family_without_a_route_is_left_out_and_named(unroutable: set[str]) -> None:
    unroutable.add(V6)
    stack = Stack((V6, V4))
    assert judge(stack) == "http://8.8.8.8:5000"
    assert stack.waited == ["http://8.8.8.8:5000"]
    require_every_family([V4])
    with pytest.raises(MissingCapability, match="no IPv6 route to 2001:4860:4860::8888") as skipped:
        require_every_family([V4, V6])
    assert skipped.value.capability == "address_families"


def test_a_promise_is_broken_by_one_family_before_the_other_is_missed(unroutable: set[str]) -> None:
    unroutable.add(V6)
    run: Any = SimpleNamespace(recorder=SimpleNamespace(saw=lambda **_: None))
    stack: Any = Stack((V4, V6), broken=(V4,))
    with pytest.raises(PromiseBroken):
        it_answers_steadily(stack, "http://8.8.8.8:5000", 20, run)
    stack = Stack((V4, V6))
    with pytest.raises(MissingCapability, match="address_families"):
        it_answers_steadily(stack, "http://8.8.8.8:5000", 20, run)


def test_without_any_route_nothing_is_waited_for_and_nothing_known(unroutable: set[str]) -> None:
    unroutable |= {V4, V6}
    stack = Stack((V4, V6))
    with pytest.raises(
        EnvironmentFault, match=r"^egress from this runner: no IPv6 route to 8.8.8.8"
    ) as fault:
        judge(stack)
    assert stack.waited == []
    assert fault.value.cause == "egress"


@pytest.mark.parametrize("address", [V4, NAME])
def test_an_address_that_only_a_pod_reaches_through_the_load_balancer_is_unknown(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    seen(monkeypatch, inside=VERSIONS)
    stack = Stack((address,), broken=(address,), left_to_the_provider=(address,))
    with pytest.raises(
        EnvironmentFault, match=r"egress from this runner: .* answers pod base through"
    ) as fault:
        judge(stack)
    assert SILENT in fault.value.message
    assert fault.value.detail == "detail"


KEPT_BROKEN: dict[str, dict[str, Any]] = {
    "kube-proxy stands in for the load balancer": {"service": {"left_to_the_provider": ()}},
    "kubebox, whose silent address says Proxy": {"address": "198.18.0.130"},
    "no pod gets an answer either": {"inside": NoAnswer("x", "timed out", 1.0)},
    "a pod gets another's answer": {"inside": Answer("x", 502, {}, "", "", 0.1)},
    "nobody may look from a pod": {"inside": CredentialsRefused("no exec")},
    "the address refuses us": {"heard": "[Errno 111] Connection refused"},
    "the manifest narrows who may come": {"service": {"source_ranges": ("10.0.0.0/8",)}},
    "the manifest tells the provider something": {"annotations": {"example.com/scheme": "internal"}},
}


@pytest.mark.parametrize("seen_so", KEPT_BROKEN.values(), ids=KEPT_BROKEN)
def test_what_may_be_the_products_fault_stays_broken(
    monkeypatch: pytest.MonkeyPatch, seen_so: dict[str, Any]
) -> None:
    address = seen_so.get("address", V4)
    seen(monkeypatch, inside=seen_so.get("inside", VERSIONS), heard=seen_so.get("heard", ""))
    service = {"left_to_the_provider": (address,), **seen_so.get("service", {})}
    stack = Stack((address,), broken=(address,), **service)
    stack.annotations = seen_so.get("annotations", {})
    with pytest.raises(PromiseBroken, match="timed out"):
        judge(stack)


def test_addresses_become_urls() -> None:
    assert url_of(V6, 5000) == f"http://[{V6}]:5000"
    assert url_of(NAME, 80) == "http://lb.example.com:80"


def test_the_address_that_is_shown_is_one_that_can_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = {V6}
    monkeypatch.setattr(
        "conformance.live_stack.no_route_to", lambda address: "none" if address in lost else None
    )
    stack: Any = Stack((V6, V4))
    assert LiveStack.address_of(stack, "public", 5000) == "http://8.8.8.8:5000"
    lost.add(V4)
    assert LiveStack.address_of(stack, "public", 5000) == f"http://[{V6}]:5000"


def test_what_kube_proxy_leaves_alone_stands_in_the_status() -> None:
    def left(**ingress: str) -> tuple[str, ...]:
        raw = {
            "metadata": {"name": "public", "uid": "u"},
            "status": {"loadBalancer": {"ingress": [ingress]}},
        }
        return ServiceView.from_json(raw).left_to_the_provider

    assert left(ip=V4) == left(ip=V4, ipMode="VIP") == ()
    assert left(ip=V4, ipMode="Proxy") == (V4,)
    assert left(hostname=NAME) == (NAME,)
