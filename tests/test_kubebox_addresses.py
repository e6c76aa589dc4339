from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

import pytest

from conformance.clusters.kubebox.addresses import BENCHMARK_RANGE, AddressPlan, asked_for, first_free
from conformance.errors import BadInput, SetUpFailed


def test_the_plan_of_a_block() -> None:
    plan = AddressPlan(IPv4Network("198.18.7.0/24"))
    assert plan.host == IPv4Address("198.18.7.1")
    assert plan.node == IPv4Address("198.18.7.2")
    assert plan.pool == IPv4Network("198.18.7.128/25")
    assert plan.link == "kb-18-7"
    assert plan.server == "https://198.18.7.2:6443"


def test_nothing_but_the_two_ends_is_on_the_link() -> None:
    plan = AddressPlan(IPv4Network("198.18.7.0/24"))
    assert plan.host in plan.link_network
    assert plan.node in plan.link_network
    assert not plan.pool.overlaps(plan.link_network)
    assert plan.link_network.num_addresses == 4


@pytest.mark.parametrize("block", list(BENCHMARK_RANGE.subnets(new_prefix=24))[:: 511 // 7])
def test_a_links_name_fits_the_kernel(block: IPv4Network) -> None:
    assert len(AddressPlan(block).link) <= 15


def test_the_first_block_that_nothing_uses_is_chosen() -> None:
    used = [IPv4Network("198.18.0.0/30"), IPv4Network("198.18.1.128/25"), IPv4Network("10.0.0.0/8")]
    assert first_free(used).block == IPv4Network("198.18.2.0/24")


def test_a_network_that_holds_half_the_range_moves_the_choice_to_the_other_half() -> None:
    assert first_free([IPv4Network("198.18.0.0/16")]).block == IPv4Network("198.19.0.0/24")


def test_a_full_range_is_said() -> None:
    with pytest.raises(SetUpFailed, match=r"198\.18\.0\.0/15"):
        first_free([IPv4Network("198.16.0.0/12")])


def test_the_block_that_was_asked_for_is_taken() -> None:
    assert asked_for("198.19.250.0/24", []).block == IPv4Network("198.19.250.0/24")


@pytest.mark.parametrize("text", ["nonsense", "198.18.7.0", "198.18.7.1/24", "198.18.0.0/16", "10.0.0.0/24"])
def test_what_is_no_block_of_the_range_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"198\.18\.7\.0/24"):
        asked_for(text, [])


def test_a_block_in_use_is_refused_with_what_uses_it() -> None:
    with pytest.raises(BadInput, match=r"198\.18\.0\.0/16"):
        asked_for("198.18.7.0/24", [IPv4Network("198.18.0.0/16")])
