"""Faults that show when something of the stack goes away."""

from __future__ import annotations

from sabotage.changes import DATABASE, append, put, several, wrapped
from sabotage.mutant import Mutant, breaks
from sabotage.mutants.database_folder import DATA_IN_THE_CONTAINER, DATA_ON_A_VOLUME
from sabotage.mutants.replicas import ANSWERS_AGAIN, NOT_ANSWERING

REPLACED = "a new pod of the controller takes its place, with both containers ready"
ALL_REPLACED = "new pods of the controller take their places, with both containers ready"
RESTARTED = "its container is restarted in place"
OLD_ISSUE_NONE = "the replicas that knew the old database issue no token"
ISSUES_AGAIN = "every replica issues tokens again"

DEAF = several(
    put("template.spec.terminationGracePeriodSeconds", 300),
    wrapped("deaf_to_sigterm.sh", "memcached", after_entrypoint=False),
)
"""A deleted pod stays for minutes."""

MUTANTS = (
    Mutant(
        "pod-that-does-not-go",
        "A deleted pod stays for minutes: its memcached hears no signal and its grace is long.",
        breaks("heal_1", REPLACED, "the new pods are ready, but keystone-rc-")
        + breaks("heal_8", "it has no pods", "is still there"),
        DEAF,
    ),
    Mutant(
        "service-that-lists-what-is-going",
        "The public service leads to pods that are not ready, and a deleted one stays for minutes.",
        breaks(
            "heal_2",
            "the public service no longer leads to it",
            "service keystone-public still leads to keystone-rc-",
        ),
        several(DEAF, put("public_service.spec.publishNotReadyAddresses", True)),
    ),
    Mutant(
        "replicas-that-die-together",
        "Where one replica is told to stop the others end too.",
        breaks("heal_1", REPLACED, "which nobody touched: container keystone was restarted")
        + breaks("heal_3", ALL_REPLACED, "which nobody touched: container keystone was restarted"),
        # Without the delay the new pod may be ready before the kubelet knows that the others ended.
        several(
            wrapped("dies_with_its_sister.py", beside=DATABASE),
            put(
                "memcached.readinessProbe",
                {"tcpSocket": {"port": 11211}, "initialDelaySeconds": 3, "periodSeconds": 1},
            ),
        ),
    ),
    Mutant(
        "replacement-that-never-serves",
        "A fourth replica on one database never serves.",
        breaks("heal_1", ANSWERS_AGAIN, NOT_ANSWERING)
        + breaks("heal_4", ANSWERS_AGAIN, NOT_ANSWERING)
        + breaks("heal_7", ANSWERS_AGAIN, NOT_ANSWERING),
        wrapped("only_three_ever_serve.py", beside=DATABASE),
    ),
    Mutant(
        "keystone-that-cannot-be-ended",
        "Keystone takes no notice of a signal to end.",
        breaks("heal_5", RESTARTED, "container keystone runs on as if nobody had ended its main process"),
        wrapped("cannot_be_ended.py"),
    ),
    Mutant(
        "keystone-that-starts-only-once",
        "Started again in its pod, Keystone never serves.",
        breaks("heal_5", ANSWERS_AGAIN, NOT_ANSWERING),
        several(
            wrapped("second_start_never_serves.py"),
            append("template.spec.volumes", {"name": "marks", "emptyDir": {}}),
            append("keystone.volumeMounts", {"name": "marks", "mountPath": "/marks"}),
        ),
    ),
    Mutant(
        "keystone-that-needs-memcached",
        "Without its memcached Keystone answers nothing.",
        breaks("heal_6", "each request got its token", "no token: pod keystone-rc-"),
        wrapped("needs_memcached.py"),
    ),
    Mutant(
        "keystone-that-waits-for-its-database",
        "A request that the database fails is held back for twenty seconds.",
        breaks(
            "heal_12",
            "at every replica a request for a token ends within 5 seconds without one",
            "not within 5 s",
        ),
        wrapped("waits_long_for_the_database.py"),
    ),
    Mutant(
        "database-with-a-volume",
        "The blog's database keeps its data on a volume.",
        breaks("heal_13", OLD_ISSUE_NONE, "issued one without the database that it was set up with")
        + breaks("heal_14", OLD_ISSUE_NONE, "issued one without the database that it was set up with"),
        DATA_ON_A_VOLUME,
    ),
    Mutant(
        "hardened-data-in-the-container",
        "The hardened set's database keeps its data in its container.",
        breaks("heal_15", ISSUES_AGAIN, "a token again from every replica")
        + breaks("heal_16", ISSUES_AGAIN, "a token again from every replica"),
        DATA_IN_THE_CONTAINER,
        manifest_set="hardened",
    ),
)
