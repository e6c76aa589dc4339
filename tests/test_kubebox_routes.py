"""What the machine's routes leave to a box, and that the preflight promises no more and no less."""

from __future__ import annotations

from ipaddress import IPv4Network
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.clusters.kubebox import network
from conformance.clusters.kubebox.addresses import first_free
from conformance.clusters.kubebox.network import PROTOCOL, UNREACHABLE, used_networks
from preflight.addresses import DEFAULT_ROUTE_BITS

UNICAST, BOOT = 1, 3
"""RTN_UNICAST and RTPROT_BOOT of rtnetlink(7)."""


class Route(dict[str, int]):
    """A route as netlink tells it: a header, and the destination among the attributes."""

    def __init__(self, destination: str, kind: int = UNICAST, protocol: int = BOOT) -> None:
        self.to, _, bits = destination.partition("/")
        super().__init__(dst_len=int(bits), type=kind, proto=protocol)

    def get(self, name: str, default: Any = None) -> Any:
        """Return an attribute; a default route has no destination."""
        return self.to if name == "dst" and self["dst_len"] else default


def routes(monkeypatch: pytest.MonkeyPatch, *there: Route) -> None:
    class Played:
        def __enter__(self) -> SimpleNamespace:
            return SimpleNamespace(get_routes=lambda **_: there)

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(network, "IPRoute", Played)


def test_a_default_route_whole_or_in_parts_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """OpenVPN's redirect-gateway def1 sets halves."""
    parts = ("0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "196.0.0.0/6")
    routes(monkeypatch, *map(Route, parts))
    assert used_networks() == []
    assert first_free(used_networks()).block == IPv4Network("198.18.0.0/24")


def test_a_real_network_is_used_and_a_guard_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    guard = Route("198.18.1.0/24", UNREACHABLE, PROTOCOL)
    routes(monkeypatch, Route("198.0.0.0/8"), guard, Route("198.18.0.0/24"))
    assert used_networks() == [IPv4Network("198.0.0.0/8"), IPv4Network("198.18.0.0/24")]


def test_the_preflight_counts_alike() -> None:
    assert network.DEFAULT_ROUTE_BITS == DEFAULT_ROUTE_BITS
