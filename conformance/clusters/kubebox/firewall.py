"""The packet filter rules of the box's own, in its own network namespaces, beside kube-proxy's. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.clusters.kubebox.addresses import SERVICES, AddressPlan
from conformance.clusters.kubebox.node import Node

CHAIN = "KUBEBOX-BALANCE"


def node_rules(plan: AddressPlan, node: Node) -> str:
    """Return a node's rules as `iptables-restore --noflush` reads them.

    A pod that talks to the machine gets the node's address: the answer to a pod's own address would leave
    this machine by its default route. kube-proxy puts its rules first; what reaches ours is meant for a load
    balancer's address that nobody has, and is told so at once.
    """
    refuse = f"-d {plan.pool} -j REJECT --reject-with icmp-host-unreachable"
    to_others = "" if node.cluster_pods == node.pods else f"! -d {node.cluster_pods} "
    return f"""\
*nat
-A POSTROUTING -s {node.pods} {to_others}-o eth0 -j MASQUERADE
COMMIT
*filter
-A FORWARD {refuse}
-A OUTPUT {refuse}
COMMIT
"""


def router_rules(plan: AddressPlan) -> str:
    """Return the rules of a control plane that passes on to several nodes what is meant for load balancers.

    A connection is marked with the number of its node by the CHAIN, once; the mark chooses the route. What
    stays unmarked has no node. Services' addresses are answered by the nodes alone, so that what the API
    server sends there goes the same way.
    """
    refuse = "-j REJECT --reject-with icmp-host-unreachable"
    return f"""\
*mangle
:{CHAIN} - [0:0]
-A PREROUTING -d {plan.pool} -j {CHAIN}
-A OUTPUT -d {SERVICES} -j {CHAIN}
COMMIT
*filter
-A FORWARD -d {plan.pool} -m mark --mark 0 {refuse}
-A OUTPUT -d {plan.pool} {refuse}
COMMIT
"""


def shares(numbers: Sequence[int]) -> str:
    """Return the CHAIN by which new connections go to the nodes of these `numbers` in turn.

    Connections that have a node keep it, as those through a cloud's balancer do.
    """
    each = [
        f"-A {CHAIN} -m connmark --mark 0 -m statistic --mode nth --every {len(numbers) - before} --packet 0 "
        f"-j CONNMARK --set-mark {number}\n"
        for before, number in enumerate(numbers)
    ]
    return f"*mangle\n:{CHAIN} - [0:0]\n{''.join(each)}-A {CHAIN} -j CONNMARK --restore-mark\nCOMMIT\n"
