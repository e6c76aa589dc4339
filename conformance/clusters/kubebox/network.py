"""Links, addresses and routes of a box, over netlink, on the machine's side and inside.

The machine is given one link and three routes; its forwarding and every other setting stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv4Network
from socket import AF_INET

from pyroute2 import IPRoute
from pyroute2.netlink.exceptions import NetlinkError
from pyroute2.netns import popns, pushns

from conformance.clusters.kubebox.addresses import BENCHMARK_RANGE, SERVICES, AddressPlan, hardware_address
from conformance.clusters.kubebox.node import Node

PROTOCOL = 107
"""Marks our routes (rtnetlink(7), `ip route show proto 107`): no routing daemon uses this number."""
GUARD_METRIC = 4_000_000_000
"""Any other route to the same block comes first."""
UNREACHABLE = 7
"""RTN_UNREACHABLE of rtnetlink(7)."""
MAIN_TABLE = 254
BRIDGE = "nodes"
FIRST_TABLE = 100
"""Node 3 has the routing table 103, in the control plane's namespace."""
DEFAULT_ROUTE_BITS = 8
"""A route with fewer bits than these is a default route in parts, as some VPN clients set: it leads to the
whole world, and a box's own are nearer. The preflight counts alike, and may import nothing from here.
"""


def used_networks() -> list[IPv4Network]:
    """Return what this machine's IPv4 routes lead to, but for default routes and guards of former boxes."""
    with IPRoute() as netlink:
        routes = list(netlink.get_routes(family=AF_INET))
    return [
        IPv4Network((route.get("dst"), route["dst_len"]))
        for route in routes
        if route["dst_len"] >= DEFAULT_ROUTE_BITS and not _is_guard(route)
    ]


def guarded_blocks() -> list[IPv4Network]:
    """Return the blocks that a guard route keeps from the real network."""
    with IPRoute() as netlink:
        routes = netlink.get_routes(family=AF_INET, table=MAIN_TABLE)
        return [IPv4Network((route.get("dst"), route["dst_len"])) for route in routes if _is_guard(route)]


def _is_guard(route: dict[str, int]) -> bool:
    return route["type"] == UNREACHABLE and route["proto"] == PROTOCOL


def guard(plan: AddressPlan) -> None:
    """Make every address of the block unreachable at once wherever no better route leads to it."""
    with IPRoute() as netlink:
        netlink.route("replace", **_guard_route(plan.block))


def remove_guard(block: IPv4Network) -> None:
    """Remove the guard of a block."""
    with IPRoute() as netlink, _already_gone():
        netlink.route("del", **_guard_route(block))


def _guard_route(block: IPv4Network) -> dict[str, str | int]:
    return {"type": "unreachable", "dst": str(block), "priority": GUARD_METRIC, "proto": PROTOCOL}


def connect(plan: AddressPlan, box_pid: int) -> None:
    """Lay the link between machine and box, and the routes over it.

    The box has no default route. Its own route for the load balancers' pool leads nowhere: kube-proxy takes
    what is meant for an assigned address before routes matter, and firewall.py refuses the rest.
    """
    with IPRoute() as netlink:
        netlink.link("add", ifname=plan.link, kind="veth", peer={"ifname": "eth0", "net_ns_pid": box_pid})
        index = netlink.link_lookup(ifname=plan.link)[0]
        netlink.addr("add", index=index, address=str(plan.host), prefixlen=plan.link_network.prefixlen)
        netlink.link("set", index=index, state="up")
        with _box(box_pid) as box:
            loopback = box.link_lookup(ifname="lo")[0]
            inner = box.link_lookup(ifname="eth0")[0]
            box.link("set", index=loopback, state="up")
            box.addr("add", index=inner, address=str(plan.node), prefixlen=plan.link_network.prefixlen)
            box.link("set", index=inner, state="up")
            box.route("add", dst=str(plan.pool), oif=loopback, prefsrc=str(plan.node))
        netlink.route("add", dst=str(plan.pool), gateway=str(plan.node), oif=index, proto=PROTOCOL)


def connect_nodes(plan: AddressPlan, box_pid: int, nodes: Sequence[tuple[Node, int]]) -> None:
    """Lay the bridge between a control plane and its nodes, each with the pid of its process 1.

    What load balancers' connections are marked with (firewall.py) is the number of the node they go to.
    """
    with IPRoute() as netlink:
        index = netlink.link_lookup(ifname=plan.link)[0]
        netlink.route("add", dst=str(plan.nodes), gateway=str(plan.node), oif=index, proto=PROTOCOL)
        with _box(box_pid) as box:
            # Without one of its own it has the lowest of its ports': when that goes, no node reaches it for
            # as long as they trust their ARP tables, and all of them fall silent with the one that is lost.
            box.link("add", ifname=BRIDGE, kind="bridge", address=hardware_address(plan.router))
            bridge = box.link_lookup(ifname=BRIDGE)[0]
            box.addr("add", index=bridge, address=str(plan.router), prefixlen=plan.nodes.prefixlen)
            box.link("set", index=bridge, state="up")
            for node, _ in nodes:
                table = FIRST_TABLE + (node.number or 0)
                box.route("add", dst=str(node.pods), gateway=str(node.address), oif=bridge)
                box.route("add", dst="0.0.0.0/0", gateway=str(node.address), oif=bridge, table=table)
                box.rule("add", fwmark=node.number, table=table, priority=table)
            # Only for the first look; the mark then says which node it is.
            box.route("add", dst=str(SERVICES), gateway=str(nodes[0][0].address), oif=bridge)
    for node, pid in nodes:
        plug_in(plan, box_pid, node, pid, [other for other, _ in nodes if other is not node])


def plug_in(plan: AddressPlan, box_pid: int, node: Node, pid: int, others: Sequence[Node]) -> None:
    """Give a node its port on the bridge and its ways to the pods of `others`.

    A port that its former namespaces have left is removed first.
    """
    with _box(box_pid) as box:
        for stale in box.link_lookup(ifname=node.port):
            with _already_gone():
                box.link("del", index=stale)
        peer = {"ifname": "eth0", "net_ns_pid": pid, "address": hardware_address(node.address)}
        box.link("add", ifname=node.port, kind="veth", peer=peer)
        index = box.link_lookup(ifname=node.port)[0]
        box.link("set", index=index, master=box.link_lookup(ifname=BRIDGE)[0], state="up")
    with _box(pid) as inside:
        loopback = inside.link_lookup(ifname="lo")[0]
        inner = inside.link_lookup(ifname="eth0")[0]
        inside.link("set", index=loopback, state="up")
        inside.addr("add", index=inner, address=str(node.address), prefixlen=plan.nodes.prefixlen)
        inside.link("set", index=inner, state="up")
        inside.route("add", dst=str(plan.pool), oif=loopback, prefsrc=str(node.address))
        for there, gateway in routes_of_node(plan, others):
            inside.route("add", dst=str(there), gateway=str(gateway), oif=inner)


def routes_of_node(plan: AddressPlan, others: Sequence[Node]) -> list[tuple[IPv4Network, IPv4Address]]:
    """Return where a node's packets go over the bridge, and by whom: to no other place; pure."""
    return [(plan.link_network, plan.router), *((other.pods, other.address) for other in others)]


def disconnect(link: str) -> None:
    """Remove the link, and with it its addresses and every route over it, on both sides."""
    with IPRoute() as netlink:
        for index in netlink.link_lookup(ifname=link):
            with _already_gone():
                netlink.link("del", index=index)


def link_exists(link: str) -> bool:
    """Tell whether the machine has a link of that name."""
    with IPRoute() as netlink:
        return bool(netlink.link_lookup(ifname=link))


def routes_within(block: IPv4Network) -> list[str]:
    """Return, in words, the routes of the block that are left besides its guard."""
    return [str(network) for network in used_networks() if network.subnet_of(block)]


def is_ours(block: IPv4Network) -> bool:
    """Tell whether a block is one that boxes are given."""
    return block.prefixlen == 24 and block.subnet_of(BENCHMARK_RANGE)


@contextmanager
def _box(pid: int) -> Iterator[IPRoute]:
    """Speak netlink inside the box, by moving this thread there and back.

    pyroute2's own NetNS forks a child that it ends with SIGTERM; a handler of ours would run in that child.
    """
    with open(f"/proc/{pid}/ns/net", "rb") as namespace:  # noqa: PTH123 -- a file descriptor is what is needed
        pushns(namespace.fileno())
    try:
        with IPRoute() as netlink:
            yield netlink
    finally:
        popns()


@contextmanager
def _already_gone() -> Iterator[None]:
    """Let a removal succeed where there is nothing to remove."""
    try:
        yield
    except NetlinkError as error:
        if error.code not in NOTHING_THERE:
            raise


NOTHING_THERE = (3, 19)
"""ESRCH for a route, ENODEV for a link."""
