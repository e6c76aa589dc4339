from __future__ import annotations

import errno
import socket

import pytest

from conformance.egress import NoRoute, family_of, is_public, no_route_to

V6 = "2001:db8::1"


class Kernel:
    """Plays sockets: a family in `lost` knows no way, with that number of an error."""

    def __init__(self, lost: dict[socket.AddressFamily, int]) -> None:
        self.lost = lost
        self.kinds: list[int] = []

    def __call__(self, family: socket.AddressFamily, kind: int) -> Kernel:
        self.family = family
        self.kinds.append(kind)
        return self

    def __enter__(self) -> Kernel:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def connect(self, _: object) -> None:
        if number := self.lost.get(self.family):
            raise OSError(number, "as the kernel says")


def play(monkeypatch: pytest.MonkeyPatch, lost: dict[socket.AddressFamily, int]) -> Kernel:
    kernel = Kernel(lost)
    monkeypatch.setattr(socket, "socket", kernel)
    return kernel


@pytest.mark.parametrize("number", [errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL])
def test_a_family_without_a_route_is_named(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    kernel = play(monkeypatch, {socket.AF_INET6: number})
    lost = no_route_to(V6)
    assert isinstance(lost, NoRoute)
    assert str(lost).startswith(f"no IPv6 route to {V6} (")
    assert no_route_to("203.0.113.9") is None
    # nothing may be sent: a stream's first packet would be
    assert set(kernel.kinds) == {socket.SOCK_DGRAM}


def test_a_name_is_out_of_reach_only_with_all_that_it_stands_for(monkeypatch: pytest.MonkeyPatch) -> None:
    places = [(socket.AF_INET, 2, 17, "", ("203.0.113.9", 9)), (socket.AF_INET6, 2, 17, "", (V6, 9, 0, 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: places)
    kernel = play(monkeypatch, {socket.AF_INET6: errno.ENETUNREACH})
    assert no_route_to("lb.example.com") is None
    kernel.lost[socket.AF_INET] = errno.ENETUNREACH
    assert "no host name route to lb.example.com" in str(no_route_to("lb.example.com"))


def test_a_name_that_is_not_resolved_is_told_by_whoever_asks_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def unresolved(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unresolved)
    assert no_route_to("lb.example.com") is None
    assert not is_public("lb.example.com")


def test_where_a_proxy_leads_there_no_route_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = play(monkeypatch, {socket.AF_INET: errno.ENETUNREACH})
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:3128")
    assert no_route_to("8.8.8.8") is None
    assert kernel.kinds == []


def test_this_machine_reaches_itself() -> None:
    assert no_route_to("127.0.0.1") is None


@pytest.mark.parametrize(
    ("address", "family", "public"),
    [
        ("8.8.8.8", "IPv4", True),
        ("198.18.0.9", "IPv4", False),
        ("10.0.0.1", "IPv4", False),
        (V6, "IPv6", False),
    ],
)
def test_families_and_the_internet(address: str, family: str, public: bool) -> None:
    assert (family_of(address), is_public(address)) == (family, public)
    assert family_of("lb.example.com") == "host name"
