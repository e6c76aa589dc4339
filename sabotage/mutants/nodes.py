"""What goes wrong when a node is lost: on a box with several."""

from __future__ import annotations

from sabotage.changes import append
from sabotage.cluster_faults import paused
from sabotage.mutant import Mutant, breaks

MUTANTS = (
    Mutant(
        "lost-node-stays",
        "A lost node goes on getting connections, and a finalizer that nobody removes holds its pods.",
        breaks("node_1", "from then on none fails", "requests on new connections failed")
        + breaks("node_2", "the pods that it carried are gone", "is still there"),
        # both promises on one box: most of its time is the cluster's own, until it knows of a loss
        append("controller.spec.template.metadata.finalizers", "keystone-conformance/nobody-removes-it"),
        fault=paused("load-balancer", nodes=3),
    ),
)
