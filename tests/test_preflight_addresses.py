"""Which block of 198.18.0.0/15 the preflight finds free, in recorded routes."""

from __future__ import annotations

from pathlib import Path

import pytest

from preflight.addresses import free_block

RECORDED = Path(__file__).parent / "recorded" / "machines"
HEADER = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"


def route(destination: str, mask: str) -> str:
    """A line of /proc/net/route, whose columns are little-endian hexadecimal."""
    columns = (
        "".join(f"{int(part):02X}" for part in reversed(each.split("."))) for each in (destination, mask)
    )
    first, second = columns
    return f"tun0\t{first}\t00000000\t0001\t0\t0\t0\t{second}\t0\t0\t0\n"


def test_a_plain_machine_has_the_first_block() -> None:
    recorded_route = (RECORDED / "plain.route").read_text()
    assert free_block(recorded_route, (RECORDED / "plain.fib_trie").read_text()) == "198.18.0.0/24"


def test_a_vpn_that_took_half_of_the_range_leaves_the_other() -> None:
    assert free_block(HEADER + route("198.18.0.0", "255.255.0.0"), "") == "198.19.0.0/24"


def test_a_single_address_takes_its_block() -> None:
    trie = "Local:\n     |-- 198.18.0.1\n        /32 host LOCAL\n"
    assert free_block(HEADER, trie) == "198.18.1.0/24"


def test_a_guard_route_keeps_its_block() -> None:
    trie = "Main:\n     |-- 198.18.0.0\n        /24 universe UNREACHABLE\n"
    assert free_block("", trie) == "198.18.1.0/24"


def test_the_whole_range_can_be_taken() -> None:
    assert free_block(HEADER + route("198.18.0.0", "255.254.0.0"), "") == ""


@pytest.mark.parametrize("destination", ["0.0.0.0", "128.0.0.0"])
def test_a_default_route_in_halves_takes_nothing(destination: str) -> None:
    assert free_block(HEADER + route(destination, "128.0.0.0"), "") == "198.18.0.0/24"
