"""Whether this machine has a way to an address at all; nothing is sent."""

from __future__ import annotations

import ipaddress
import os
import socket
from dataclasses import dataclass

from conformance.reach import direct_session

DISCARD = 9
"""A port to name where none matters: a datagram socket that is connected sends nothing."""


@dataclass(frozen=True)
class NoRoute:
    """An address that this machine's own kernel knows no way to."""

    address: str
    family: str
    """`IPv4`, `IPv6`, or `host name`."""
    why: str
    """The kernel's words."""

    def __str__(self) -> str:
        """E.g. `no IPv6 route to 2001:db8::1 (Network is unreachable)`."""
        return f"no {self.family} route to {self.address} ({self.why})"


def no_route_to(address: str) -> NoRoute | None:
    """Return why no packet to `address`, an IP or a host name, can leave this machine; None where one can.

    The kernel is asked by connecting a datagram socket, which looks the route up and sends nothing: what a
    router or a load balancer refuses is never taken for it. None too where a proxy leads there, and for a
    name that is not resolved: that is told by whoever tries.
    """
    host = f"[{address}]" if ":" in address else address
    with direct_session(f"http://{host}/") as session:
        if session.proxies:
            return None
    try:
        places = socket.getaddrinfo(address, DISCARD, type=socket.SOCK_DGRAM)
    except socket.gaierror:
        return None
    refused = [_refused(family, place) for family, _, _, _, place in places]
    if not refused or not all(refused):
        return None
    return NoRoute(address, family_of(address), refused[0])


def _refused(family: int, place: tuple[object, ...]) -> str:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as unsent:
            unsent.connect(place)
    except OSError as error:
        return os.strerror(error.errno) if error.errno else str(error)
    return ""


def family_of(address: str) -> str:
    """Return `IPv4` or `IPv6` for an IP, `host name` for anything else; pure."""
    try:
        return f"IPv{ipaddress.ip_address(address).version}"
    except ValueError:
        return "host name"


def is_public(address: str) -> bool:
    """Return whether an IP, or each that a host name is resolved to, is one of the internet's."""
    try:
        places = {str(place[0]) for *_, place in socket.getaddrinfo(address, None)}
    except socket.gaierror:
        return False
    return all(ipaddress.ip_address(each.partition("%")[0]).is_global for each in places)
