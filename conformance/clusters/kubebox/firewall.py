"""The two packet filter rules of the box's own, in its own network namespace, beside kube-proxy's."""

from __future__ import annotations

from conformance.clusters.kubebox.addresses import PODS, AddressPlan


def rules(plan: AddressPlan) -> str:
    """Return the rules as `iptables-restore --noflush` reads them.

    A pod that talks to the machine gets the node's address: the answer to a pod's own address would leave
    this machine by its default route. kube-proxy puts its rules first; what reaches ours is meant for a load
    balancer's address that nobody has, and is told so at once.
    """
    refuse = f"-d {plan.pool} -j REJECT --reject-with icmp-host-unreachable"
    return f"""\
*nat
-A POSTROUTING -s {PODS} -o eth0 -j MASQUERADE
COMMIT
*filter
-A FORWARD {refuse}
-A OUTPUT {refuse}
COMMIT
"""
