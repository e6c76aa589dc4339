"""Faults of the stack: mutants of the sabotage, each at the promise that finds it first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from conformance.exit_codes import ExitCode
from sabotage.faults.fault import Fault, Kind, Nature, Staged, at_once, patience
from sabotage.faults.scene import Scene
from sabotage.mutants import MUTANTS

BY_NAME = {mutant.name: mutant for mutant in MUTANTS}


def _fault(name: str, promise: str, nature: Nature) -> Fault:
    mutant = BY_NAME[name]
    expected = next(each for each in mutant.expected if each.promise == promise)

    @contextmanager
    def stage(scene: Scene) -> Iterator[Staged]:
        folder = scene.manifests(mutant.change, mutant.manifest_set)
        words = ("--set", mutant.manifest_set, "--manifests", str(folder), "--only", promise)
        yield Staged(scene.on_box(*words, *mutant.arguments))

    code = ExitCode[expected.verdict.name]
    return Fault(name, mutant.what, Kind.STACK, code, expected.phrase, nature, stage, alone=False)


PULLED = at_once("the registry says so at the first pull")

FAULTS = (
    _fault("keystone-image-unknown", "pods_3", PULLED),
    _fault("database-image-unknown", "pods_1", PULLED),
    _fault("unknown-field-in-the-controller", "pods_3", at_once("the API server refuses the manifest")),
    _fault("memcached-missing", "pods_3", at_once("it is in the pods' own specification")),
    _fault("memcached-that-cannot-start", "pods_3", at_once("the runtime says so at the first start")),
    _fault(
        "db-selector-mistyped",
        "wiring_1",
        patience("endpoint-listed", why="an endpoint may be listed late"),
    ),
    _fault(
        "database-password-wrong",
        "token_1",
        patience("keystone-answers", why="the database may still make its users"),
    ),
    _fault("public-target-port-wrong", "reach_1", at_once("it is in the service's own specification")),
    _fault("public-service-inside-only", "reach_1", at_once("it is in the service's own specification")),
    _fault(
        "load-balancer-of-no-such-class",
        "reach_1",
        patience("service-address", why="a provider may take the class up late"),
    ),
    _fault(
        "listens-on-loopback",
        "reach_2",
        patience("keystone-answers", why="Keystone may still start"),
    ),
)
