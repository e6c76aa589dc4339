"""Whether a block of addresses is free for a box: a /24 of 198.18.0.0/15, which no real network should use.

The range is reserved for benchmarks of network devices (RFC 2544); some VPN clients use a part of it. Pure.
"""

from __future__ import annotations

import re
from typing import List, Tuple

Network = Tuple[int, int]
"""First address and number of leading bits."""

FIRST = 198 << 24 | 18 << 16
BLOCKS = 512
DEFAULT_ROUTE_BITS = 8
"""A route with fewer bits than these is a default route in parts, as some VPN clients set."""

GUARD_METRIC = 4_000_000_000
"""Of the routes that keep stray packets of a box from the real network (conformance's network.py)."""
REJECTS = 0x200
"""RTF_REJECT of route.h: nothing can be reached by it."""


def free_block(route: str, fib_trie: str) -> str:
    """Return the first free block, as 198.18.7.0/24, or nothing where all are taken.

    `route` is the text of /proc/net/route, `fib_trie` that of /proc/net/fib_trie.
    """
    used = [net for net in routed_networks(route) + local_networks(fib_trie) if net[1] >= DEFAULT_ROUTE_BITS]
    for number in range(BLOCKS):
        block = (FIRST + (number << 8), 24)
        if not any(_overlap(block, network) for network in used):
            return f"198.{block[0] >> 16 & 255}.{block[0] >> 8 & 255}.0/24"
    return ""


def routed_networks(route: str) -> List[Network]:
    """Return the destinations of the main routing table, from hexadecimal columns in host order."""
    found = []
    for line in route.splitlines()[1:]:
        columns = line.split()
        if len(columns) > 7:
            found.append((_address(columns[1]), bin(_address(columns[7])).count("1")))
    return found


def is_guarded(route: str) -> bool:
    """Return whether a guard route of a box is left in the text of /proc/net/route."""
    lines = (line.split() for line in route.splitlines()[1:])
    return any(
        int(columns[3], 16) & REJECTS and columns[6] == str(GUARD_METRIC)
        for columns in lines
        if len(columns) > 7
    )


def local_networks(fib_trie: str) -> List[Network]:
    """Return the leaves of the trie: every table's routes, and the machine's own addresses."""
    found: List[Network] = []
    address = 0
    for line in fib_trie.splitlines():
        leaf = re.match(r"\s*\|-- (\d+)\.(\d+)\.(\d+)\.(\d+)", line)
        if leaf:
            a, b, c, d = (int(part) for part in leaf.groups())
            address = a << 24 | b << 16 | c << 8 | d
        entry = re.match(r"\s+/(\d+) ", line)
        if entry:
            found.append((address, int(entry.group(1))))
    return found


def _address(column: str) -> int:
    return int.from_bytes(int(column, 16).to_bytes(4, "little"), "big")


def _overlap(one: Network, other: Network) -> bool:
    bits = 32 - min(one[1], other[1])
    return one[0] >> bits == other[0] >> bits
