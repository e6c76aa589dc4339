"""Faults of replicas that cannot do without each other, and of who else wants the controller's pods."""

from __future__ import annotations

from typing import Any

from conformance.disturbance import LET_GO
from sabotage.changes import DATABASE, Change, add_file, env, several, wrapped
from sabotage.mutant import Mutant, breaks

ANSWERS_AGAIN = "Keystone answers again at every replica"
NOT_ANSWERING = "Keystone answers in every replica"


def another_controller(name: str, labels: dict[str, str]) -> Change:
    """Add a controller that knows its pods by those labels, and wants none of them."""
    container = {"name": "idle", "image": "memcached"}
    content: dict[str, Any] = {
        "apiVersion": "v1",
        "kind": "ReplicationController",
        "metadata": {"name": name},
        "spec": {
            "replicas": 0,
            "selector": labels,
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
        },
    }
    return add_file(f"{name}.yaml", content)


def serves_beside(sisters: int) -> Change:
    """Let a replica serve only where so many others do, but for the first three."""
    return several(
        env("keystone", "SABOTAGE_SISTERS", str(sisters)), wrapped("needs_living_sisters.py", beside=DATABASE)
    )


MUTANTS = (
    Mutant(
        "replica-that-needs-two-others",
        "A replica serves only beside two others that do, but for the first three.",
        breaks("heal_3", ANSWERS_AGAIN, NOT_ANSWERING),
        serves_beside(2),
    ),
    Mutant(
        "replica-that-needs-another",
        "A replica serves only beside another that does, but for the first three.",
        breaks("heal_4", ANSWERS_AGAIN, NOT_ANSWERING) + breaks("heal_8", ANSWERS_AGAIN, NOT_ANSWERING),
        serves_beside(1),
    ),
    Mutant(
        "init-that-outlives-keystone",
        "Keystone runs below an init that goes on when it has ended.",
        breaks(
            "heal_5",
            "its container is restarted in place",
            "container keystone runs on as if nobody had ended its main process",
        ),
        wrapped("outlives_its_keystone.sh", after_entrypoint=False),
    ),
    Mutant(
        "controller-for-what-is-let-go",
        "Another controller takes the pods that the first lets go, and wants none.",
        breaks(
            "heal_9",
            "it runs on untouched, owned by nobody",
            "was taken by ReplicationController keystone-let-go",
        ),
        another_controller("keystone-let-go", {"name": LET_GO}),
    ),
    Mutant(
        "controller-for-the-same-pods",
        "Another controller takes the pods that the first leaves behind, and wants none.",
        breaks(
            "heal_11",
            "its pods run on untouched, owned by nobody",
            "was taken by ReplicationController keystone-none",
        ),
        another_controller("keystone-none", {"name": "keystone"}),
    ),
)
