"""Faults of the cluster: whose fault each is, is said by the table of causes."""

from __future__ import annotations

from conformance.clusters.kubebox.options import SlowCloud
from sabotage.cluster_faults import (
    ClusterFault,
    black_holed_replica,
    paused,
    paused_while_healthy,
    short_of_processes,
)
from sabotage.mutant import Mutant, breaks, leaves_unknown

ANSWERS_IN_PUBLIC = "Keystone answers at the public address"

MUTANTS = (
    Mutant(
        "load-balancer-refused",
        "The cloud refuses a load balancer: its quota is used up.",
        leaves_unknown(
            "reach_1",
            "the public service shows an address of its own",
            "the provider refuses a load balancer",
        ),
        fault=ClusterFault(cloud=SlowCloud(refuse="the quota of addresses is used up")),
    ),
    Mutant(
        "address-without-answers",
        "The cloud gives an address and never lets anything through to it.",
        breaks("reach_2", ANSWERS_IN_PUBLIC, "No route to host"),
        fault=ClusterFault(cloud=SlowCloud(silent="true")),
        must_not_break=("token_1",),
    ),
    Mutant(
        "black-holed-replica",
        "What is sent to one replica vanishes, and its pod stays ready.",
        breaks("reach_2", "it answers 20 times in a row, each on a new connection", "20 times in a row"),
        fault=black_holed_replica(),
    ),
    Mutant(
        "kube-proxy-paused",
        "Nobody turns cluster IPs into pods.",
        breaks("token_1", "Keystone answers at every replica", "database not reachable"),
        fault=paused("kube-proxy"),
    ),
    Mutant(
        "controller-manager-paused",
        "Nobody controls anything once the stack is whole.",
        breaks("heal_1", "a new pod of the controller is made within 1 second", "0 new pods of 1 are there")
        + breaks("heal_7", "it has two pods more, all ready", "controller keystone-rc: 3 of 5 pods are there")
        + breaks("heal_9", "a new pod of the controller is made within 1 second", "0 new pods of 1 are there")
        + breaks("heal_10", "the controller adopts it or removes it", "and is owned by nobody")
        + breaks(
            "heal_11", "its pods run on untouched, owned by nobody", "pods are still owned: keystone-rc-"
        ),
        fault=paused_while_healthy("kube-controller-manager"),
    ),
    Mutant(
        "scheduler-paused",
        "Nobody finds a node for the stack's pods.",
        breaks(
            "pods_1",
            "the database pod is Running with 1 of 1 containers ready",
            "not scheduled: pod keystone-db waits for the scheduler",
        ),
        fault=paused("kube-scheduler"),
    ),
    Mutant(
        "processes-short",
        "The node has no process left for any pod.",
        leaves_unknown(
            "pods_1",
            "the database pod is Running with 1 of 1 containers ready",
            "the node could start no process of the pod",
        ),
        # too few for runc's own first steps, so that all pods stop at the same one
        fault=short_of_processes(4),
    ),
)
