"""What is run for a mutant or a healthy variant, and how its record is judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from conformance.options import FOLDERS, SUITE_FOLDER
from conformance.promises import read_promises, select
from conformance.record import RunRecord
from sabotage.changes import Change, env, unchanged
from sabotage.child_run import ChildEnd, ChildRun
from sabotage.cluster_faults import ClusterFault
from sabotage.judging import judge_kept, judge_mutant, not_judged
from sabotage.manifest_objects import ManifestObjects
from sabotage.mutant import HealthyVariant, ManifestSetName, Mutant
from sabotage.outcome import Finding, Row, row_of

HEALTHY_PROFILE = "core"
QUICK_LOGINS = env("keystone", "KEYSTONE_PASSWORD_HASH_ROUNDS", "4")
"""No promise is about the cost of a password's hash, and it would take a third of the cpus (decision 11)."""
LOSES_NOTHING = "heal_18"
"""No request may fail, nor wait 5 s: its Keystones keep their requests, and go before those of others."""
MEASURED: Mapping[ManifestSetName, tuple[tuple[str, ...], ...]] = {
    "blog": (("token_1",), ("reach_2",), ("heal_1",)),
    "hardened": (("heal_1",),),
}
"""What measuring runs of a set judge: together the waits that a mutant's run meets first, each on a fresh
stack. The hardened set's pods are ready only once Keystone answers in them."""


@dataclass(frozen=True)
class Task:
    """One run of the suite."""

    name: str
    what: str
    kind: str
    change: Change
    manifest_set: ManifestSetName
    promises: tuple[str, ...]
    profile: str
    judge: Callable[[RunRecord], tuple[Finding, ...]]
    arguments: tuple[str, ...] = ()
    fault: ClusterFault | None = None
    folder_name: str = ""
    """Where its files go, below `runs` and `manifests`; its name where empty."""

    def once_more(self) -> Task:
        """Return the same run with a folder of its own."""
        return replace(self, folder_name=f"{self.name}-once-more")

    def child(self, box: str, folder: Path, patience: tuple[str, ...]) -> ChildRun:
        """Write the manifests below `folder` and return the run that judges them."""
        objects = ManifestObjects(FOLDERS[self.manifest_set])
        QUICK_LOGINS(objects)
        if LOSES_NOTHING not in self.promises:
            _as_equals(objects)
        self.change(objects)
        return ChildRun(
            box=box,
            manifests=objects.write(folder / "manifests" / self._folder),
            folder=folder / self.report,
            manifest_set=self.manifest_set,
            promises=self.promises,
            profile=self.profile,
            patience=patience,
            more=self.arguments,
        )

    def row(self, end: ChildEnd) -> Row:
        """Return what became of it."""
        first = self.promises[0] if self.promises else ""
        findings = self.judge(end.record) if end.record else (not_judged(first, end.why),)
        return row_of(self.name, self.what, self.kind, findings, end.seconds, self.report)

    @property
    def report(self) -> str:
        """The folder of its reports, relative to that of the sabotage."""
        return f"runs/{self._folder}"

    @property
    def _folder(self) -> str:
        return self.folder_name or self.name


def _as_equals(objects: ManifestObjects) -> None:
    """Take the hardened set's requests away: pods without any beside it, the blog's, would get one cpu share
    where it gets a thousand, and answer nobody while its Keystones load (decision 11).
    """
    for container in (objects.keystone, objects.memcached):
        container.pop("resources", None)


def task_of_mutant(mutant: Mutant) -> Task:
    """Return the run of a mutant: the promises that must find it, and those that it must not break."""
    return Task(
        name=mutant.name,
        what=mutant.what,
        kind="mutant",
        change=mutant.change,
        manifest_set=mutant.manifest_set,
        promises=(*mutant.promises, *mutant.must_not_break),
        profile="",
        judge=partial(judge_mutant, mutant),
        arguments=mutant.arguments,
        fault=mutant.fault,
    )


def task_of_variant(variant: HealthyVariant) -> Task:
    """Return the run of a healthy variant."""
    promises = read_promises(SUITE_FOLDER / "features")
    every = select(promises, (HEALTHY_PROFILE,), (), variant.manifest_set)
    return Task(
        name=variant.name,
        what=variant.what,
        kind="healthy variant",
        change=variant.change,
        manifest_set=variant.manifest_set,
        promises=(),
        profile=HEALTHY_PROFILE,
        judge=partial(judge_kept, tuple(promise.identifier for promise in every.chosen)),
        fault=variant.fault,
    )


def measuring_tasks(sets: Sequence[ManifestSetName] = ("blog",)) -> tuple[Task, ...]:
    """Return runs of `sets` as they are, to be run at once: four, the load under which mutants are judged."""
    return tuple(
        Task(
            name=f"measured-{manifest_set}-{number}",
            what=f"the {manifest_set} set as it is",
            kind="measurement",
            change=unchanged,
            manifest_set=manifest_set,
            promises=promises,
            profile="",
            judge=partial(judge_kept, promises),
        )
        for manifest_set in sets
        for number, promises in enumerate(MEASURED[manifest_set], 1)
    )
