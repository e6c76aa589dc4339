"""Faults that come while a run judges, or when it ends."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from signal import SIGTERM
from subprocess import Popen

from conformance.exit_codes import ExitCode
from sabotage.cluster_faults import Stacks
from sabotage.faults.fault import Nature, Stage, Staged, at_once, environment_fault, patience
from sabotage.faults.scene import Scene

API_SERVER = "kube-apiserver"
GONE_S = 15.0
"""Seconds of `namespace-gone` that a run is given here: nothing that holds a finalizer lets it go by then."""
FINALIZER = "example.com/hold"
HELD = {"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": "held", "finalizers": [FINALIZER]}}
CLEAN_UP = "service.kubernetes.io/load-balancer-cleanup"
PROMISE = "heal_1"
"""Judged on a stack that is whole."""
ROOM = "400k"
"""Of the disk that gets full: enough for a report that begins."""


def _once(there: Callable[[Stacks], set[str]], do: Callable[[Scene, str, Popen[bytes]], object]) -> Stage:
    """Return the stage of what is done to the run's namespace once it is as `there` says."""

    @contextmanager
    def stage(scene: Scene) -> Iterator[Staged]:
        yield _staged(scene, there, do, ("--only", PROMISE))

    return stage


def _staged(
    scene: Scene,
    there: Callable[[Stacks], set[str]],
    do: Callable[[Scene, str, Popen[bytes]], object],
    words: tuple[str, ...],
    since: str = "",
) -> Staged:
    stacks, done = scene.stacks, list[str]()

    def look(process: Popen[bytes]) -> bool:
        if not done and (found := sorted(there(stacks))):
            done.extend(found)
            do(scene, found[0], process)
        return bool(done)

    return Staged(scene.on_box(*words), look, since)


def _restart(scene: Scene, _namespace: str, _process: Popen[bytes]) -> None:
    scene.box.restart(API_SERVER)


def _interrupt(_scene: Scene, _namespace: str, process: Popen[bytes]) -> None:
    process.send_signal(SIGTERM)


def _kill(scene: Scene, _namespace: str, _process: Popen[bytes]) -> None:
    scene.kill(API_SERVER)


@contextmanager
def _gone_for_good(scene: Scene) -> Iterator[Staged]:
    try:
        yield _staged(scene, Stacks.whole, _kill, ("--only", PROMISE))
    finally:
        scene.start_again(API_SERVER)
        scene.empty()


def _held_object(scene: Scene, namespace: str, _process: Popen[bytes]) -> None:
    scene.kubectl("apply", "--namespace", namespace, "-f", "-", given=json.dumps(HELD))


def _held_service(scene: Scene, namespace: str, _process: Popen[bytes]) -> None:
    _patch(scene, namespace, "service", "keystone-public", [FINALIZER, CLEAN_UP])


def _patch(scene: Scene, namespace: str, kind: str, name: str, finalizers: list[str] | None) -> None:
    patch = json.dumps({"metadata": {"finalizers": finalizers}})
    scene.kubectl("patch", kind, name, "--namespace", namespace, "--type=merge", "-p", patch)


def _held(kind: str, name: str, do: Callable[[Scene, str, Popen[bytes]], object]) -> Stage:
    @contextmanager
    def stage(scene: Scene) -> Iterator[Staged]:
        words = ("--only", PROMISE, "--patience", f"namespace-gone={GONE_S:g}")
        try:
            yield _staged(scene, Stacks.whole, do, words, PROMISE)
        finally:
            for namespace in scene.namespaces():
                _patch(scene, namespace, kind, name, None)
            scene.empty()

    return stage


@contextmanager
def _full_disk(scene: Scene) -> Iterator[Staged]:
    """Give the reports a file system of their own, which only the run sees, and fill it from there."""
    reports = scene.folder / "reports"
    reports.mkdir()
    script = f'mount -t tmpfs -o size={ROOM} reports "$0" && exec "$@"'
    before = ("unshare", "--mount", "--propagation", "private", "sh", "-c", script, str(reports))

    def fill(_scene: Scene, _namespace: str, process: Popen[bytes]) -> None:
        seen = Path(f"/proc/{process.pid}/root{reports}")
        with (seen / "filler").open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))

    words = ("--profile", "core", "--reports", str(reports))
    staged = _staged(scene, Stacks.whole, fill, words)
    yield Staged(staged.words, staged.look, before=before)


@contextmanager
def _deadline(scene: Scene) -> Iterator[Staged]:
    # a fast machine has judged core alone within a minute
    profiles = ("--profile", "core,load_balancer,resilience")
    words = (*profiles, "--deadline", "60s", "--patience", "namespace-gone=15")
    yield Staged(scene.on_box(*words))


FAULTS = (
    environment_fault(
        "interrupted",
        "SIGTERM, while the first stack starts.",
        "INTERRUPTED: stopped before the end",
        _once(Stacks.staying, _interrupt),
        Nature(2.0, "the seconds in which every deletion is asked for"),
        ExitCode.INTERRUPTED,
    ),
    environment_fault(
        "deadline",
        "The deadline does not leave time for every promise.",
        "deadline: ",
        _deadline,
        Nature(35.0, "60 s, less the 25 s that the end is given"),
        ExitCode.PARTIAL,
    ),
    environment_fault(
        "api-server-restarted",
        "The API server is killed once the stack is whole, and started again: every promise is judged.",
        PROMISE,
        _once(Stacks.whole, _restart),
        patience("api-answers", why="the seconds in which a restarted API server serves again"),
        ExitCode.PARTIAL,
    ),
    environment_fault(
        "api-server-gone",
        "The API server is killed once the stack is whole, and does not come back.",
        "does not answer",
        _gone_for_good,
        patience("api-answers", why="a restarted API server serves again within it"),
    ),
    environment_fault(
        "disk-full",
        "The disk of the reports is full once the stack is whole.",
        "the report cannot be written to",
        _full_disk,
        at_once("the next report that is written fails"),
    ),
    environment_fault(
        "namespace-held",
        "A finalizer that nobody takes off holds an object in the run's namespace.",
        f"waits for finalizer {FINALIZER}",
        _held("configmap", "held", _held_object),
        Nature(GONE_S, f"`namespace-gone`, {GONE_S:g} s here: a finalizer may be taken off"),
        ExitCode.LEFT_BEHIND,
    ),
    environment_fault(
        "load-balancer-never-released",
        "A finalizer that nobody takes off holds the public service.",
        f"service keystone-public waits for finalizer {FINALIZER}",
        _held("service", "keystone-public", _held_service),
        Nature(GONE_S, f"`namespace-gone`, {GONE_S:g} s here: a cloud may be slow"),
        ExitCode.LEFT_BEHIND,
    ),
)
