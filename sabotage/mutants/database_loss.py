"""Faults that show when the database goes, or comes back with less or more than is right."""

from __future__ import annotations

from typing import Any

from sabotage.answers import answered_by_another
from sabotage.changes import add_file, put, several, wrapped
from sabotage.mutant import Mutant, breaks

ENDS_WITHOUT = "at every replica a request for a token ends within 5 seconds without one"
ISSUED = "issued one without the database that it was set up with"
DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"

SPARE: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "ReplicationController",
    "metadata": {"name": "keystone-db-spare"},
    "spec": {
        "replicas": 1,
        "selector": {"name": "keystone-db"},
        "template": {
            "metadata": {"labels": {"name": "keystone-db"}},
            "spec": {
                "schedulingGates": [{"name": "example.com/held-back"}],
                "containers": [{"name": "spare", "image": "mariadb"}],
            },
        },
    },
}
"""Adopts the bare pod, which costs more to delete than its own, and makes one that is never scheduled."""

MUTANTS = (
    Mutant(
        "database-with-a-controller",
        "A controller adopts the database pod and makes another when it is gone.",
        breaks(
            "heal_12",
            "nobody makes it again for 5 seconds",
            "is there, made by ReplicationController keystone-db-spare",
        ),
        several(
            put("database.metadata.annotations", {DELETION_COST: "100"}),
            add_file("keystone-db-spare.yaml", SPARE),
        ),
    ),
    Mutant(
        "last-token-again",
        "Where no token can be issued the last one is issued again.",
        breaks("heal_12", ENDS_WITHOUT, ISSUED),
        wrapped("issues_the_last_token_again.py"),
    ),
    Mutant(
        "silent-while-it-starts",
        "A replica that waits for the database takes connections and says nothing.",
        breaks("heal_12", "so it does at a replica that is started meanwhile", "not within 5 s"),
        wrapped("silent_until_it_serves.py"),
    ),
    Mutant(
        "every-token-is-valid-for-ever",
        "Keystone calls every token valid that it is asked about.",
        breaks("heal_13", "they refuse a token from before", "answered 200 to a token from before"),
        answered_by_another("GET", "/v3/auth/tokens", "200 OK", "{}"),
    ),
    Mutant(
        "no-token-from-before",
        "Keystone knows no token that it has issued.",
        breaks("heal_15", "every replica accepts a token from before", "not 200")
        + breaks("heal_16", "every replica accepts a token from before", "not 200"),
        answered_by_another("GET", "/v3/auth/tokens", "404 Not Found", "{}"),
        manifest_set="hardened",
    ),
)
