"""The addresses of a box: which block is free, and who has which address in it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv4Network, NetmaskValueError

from conformance.errors import BadInput, SetUpFailed

BENCHMARK_RANGE = IPv4Network("198.18.0.0/15")
"""Reserved for benchmarks of network devices (RFC 2544), so that no real network should use it."""
PODS = IPv4Network("10.244.0.0/24")
"""The pods of a box that has one node."""
POD_RANGE = IPv4Network("10.244.0.0/16")
"""The pods of all nodes, a /24 each, where a box has several."""
SERVICES = IPv4Network("10.96.0.0/16")
API_PORT = 6443
REGISTRY_PORT = 10500
"""On the node's address, where no pod of ours asks for it."""


@dataclass(frozen=True)
class AddressPlan:
    """Who has which address of a box's /24 block."""

    block: IPv4Network

    @property
    def host(self) -> IPv4Address:
        """The machine's end of the link."""
        return self.block[1]

    @property
    def node(self) -> IPv4Address:
        """The box's end of the link: API server, registry, cluster DNS, and the node where there is one."""
        return self.block[2]

    @property
    def link_network(self) -> IPv4Network:
        """The network of the two ends, and no more: nothing else of the block is ever asked for by ARP."""
        return IPv4Network((self.block.network_address, 30))

    @property
    def nodes(self) -> IPv4Network:
        """The network of the nodes' bridge, where a box has several: 198.18.7.64/26."""
        return list(self.block.subnets(new_prefix=26))[1]

    @property
    def router(self) -> IPv4Address:
        """The control plane's end of that bridge."""
        return self.nodes[1]

    def node_address(self, number: int) -> IPv4Address:
        """Return the address of one of several nodes, counted from 1."""
        return self.router + number

    @property
    def pool(self) -> IPv4Network:
        """The load balancers' addresses: the upper half."""
        return list(self.block.subnets(prefixlen_diff=1))[1]

    @property
    def kubernetes_service(self) -> IPv4Address:
        """The cluster address of the service `kubernetes`: always the first of the services'."""
        return SERVICES[1]

    @property
    def server(self) -> str:
        """The API server as a kubeconfig names it."""
        return f"https://{self.node}:{API_PORT}"

    @property
    def registry(self) -> str:
        """The image registry, host and port; it speaks plain HTTP."""
        return f"{self.node}:{REGISTRY_PORT}"

    @property
    def link(self) -> str:
        """The name of the machine's end of the link, `kb-18-7` for 198.18.7.0/24; at most 15 bytes."""
        _, second, third, _ = self.block.network_address.exploded.split(".")
        return f"kb-{second}-{third}"


def hardware_address(address: IPv4Address) -> str:
    """Return the MAC address of the interface that has this address: locally administered, and the same at
    each boot, as a machine's is.
    """
    return ":".join(f"{byte:02x}" for byte in (2, 0, *address.packed))


def asked_for(text: str, used: Iterable[IPv4Network]) -> AddressPlan:
    """Return the plan of the block that `--subnet` names.

    Raises BadInput where it is no /24 of the benchmark range, or where one of `used` overlaps it.
    """
    try:
        block = IPv4Network(text)
    except (AddressValueError, NetmaskValueError, ValueError) as error:
        raise BadInput(f"--subnet {text!r} is no network ({error})", "write it as 198.18.7.0/24") from error
    if block.prefixlen != 24 or not block.subnet_of(BENCHMARK_RANGE):
        raise BadInput(f"--subnet {text} is no /24 of {BENCHMARK_RANGE}", "write it as 198.18.7.0/24")
    if other := _overlapping(block, used):
        raise BadInput(f"--subnet {text} is in use on this machine, by {other}", "choose another or none")
    return AddressPlan(block)


def first_free(used: Iterable[IPv4Network]) -> AddressPlan:
    """Return the plan of the first /24 of the benchmark range that nothing in `used` overlaps.

    Raises SetUpFailed where there is none.
    """
    taken = list(used)
    for block in BENCHMARK_RANGE.subnets(new_prefix=24):
        if not _overlapping(block, taken):
            return AddressPlan(block)
    raise SetUpFailed(f"no /24 of {BENCHMARK_RANGE} is free on this machine", "`ip route` shows what uses it")


def _overlapping(block: IPv4Network, used: Iterable[IPv4Network]) -> IPv4Network | None:
    return next((network for network in used if network.overlaps(block)), None)
