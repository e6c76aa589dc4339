"""Faults that show when something of the stack goes away."""

from __future__ import annotations

from sabotage.changes import put, several, wrapped
from sabotage.mutant import Mutant, breaks

REPLACED = "a new pod of the controller takes its place, with both containers ready"

MUTANTS = (
    Mutant(
        "pod-that-does-not-go",
        "A deleted pod stays for minutes: its memcached hears no signal and its grace is long.",
        breaks("heal_1", REPLACED, "the new pods are ready, but keystone-rc-"),
        several(
            put("template.spec.terminationGracePeriodSeconds", 300),
            wrapped("deaf_to_sigterm.sh", "memcached", after_entrypoint=False),
        ),
    ),
    Mutant(
        "replicas-that-die-together",
        "Where one replica is told to stop the others end too.",
        breaks("heal_1", REPLACED, "which nobody touched: container keystone was restarted"),
        wrapped("dies_with_its_sister.py"),
    ),
    Mutant(
        "replacement-that-never-serves",
        "A fourth replica on one database never serves.",
        breaks("heal_1", "Keystone answers again at every replica", "Keystone answers in pod keystone-rc-"),
        wrapped("only_three_ever_serve.py"),
    ),
)
