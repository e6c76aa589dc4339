"""Faults in what is typed, and in what it names: nothing is begun."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from conformance.exit_codes import ExitCode
from conformance.stack import Role
from sabotage.changes import put
from sabotage.faults.fault import Fault, Kind, Stage, Staged, at_once, in_a_file, typed
from sabotage.faults.scene import IMAGES, Scene
from sabotage.manifest_objects import ManifestObjects

READ = at_once("it is in what is read before anything is begun")
KUBECONFIG = """\
apiVersion: v1
kind: Config
current-context: here
contexts: [{name: here, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: u, user: {token: nobody}}]
"""
ENVIRONMENTS = """\
[environments.gke-nightly]
context = "gke_p_r_c"
profle = ["core"]
"""


def _unparseable(objects: ManifestObjects) -> None:
    """Write the controller as the blog printed it: a key beside what it should be below."""
    objects.text(
        objects.file_of(Role.CONTROLLER), "spec:\n  replicas: 3\n    selector:\n    name: keystone\n"
    )


def _with_manifests(stage_of: str) -> Stage:
    changes = {
        "unparseable": _unparseable,
        "unknown kind": put("controller.kind", "ReplicationControler"),
        "doubled key": lambda objects: objects.text(
            objects.file_of(Role.DATABASE_SERVICE),
            "apiVersion: v1\nkind: Service\nmetadata: {name: db}\nkind: Service\n",
        ),
    }

    @contextmanager
    def stage(scene: Scene) -> Iterator[Staged]:
        yield Staged(("--manifests", str(scene.manifests(changes[stage_of]))))

    return stage


def _fault(name: str, what: str, says: str, stage: Stage) -> Fault:
    return Fault(name, what, Kind.INPUT, ExitCode.BAD_INPUT, says, READ, stage, needs_box=False, alone=False)


FAULTS = (
    _fault("unknown-option", "An option is mistyped.", "--profil", typed("--profil", "core")),
    _fault(
        "unknown-promise",
        "A promise is asked for that there is not.",
        "pods_99",
        typed("--only", "pods_99"),
    ),
    _fault(
        "unknown-event",
        "A patience is given to an event that there is not.",
        "did you mean pod-running?",
        typed("--patience", "pod-runing=5"),
    ),
    _fault(
        "invalid-image-name",
        "An image's name is none.",
        "Not An Image",
        typed("--keystone-image", "Not An Image"),
    ),
    _fault(
        "unknown-environment-key",
        "A key of conformance.toml is mistyped.",
        "has no key 'profle': did you mean 'profile'?",
        in_a_file(
            "conformance.toml", ENVIRONMENTS, "--config", "{file}", "--environment", "gke-nightly", *IMAGES
        ),
    ),
    _fault(
        "no-kubeconfig",
        "The kubeconfig is not there.",
        "/nonexistent/kubeconfig",
        typed("--kubeconfig", "/nonexistent/kubeconfig", *IMAGES),
    ),
    _fault(
        "unknown-context",
        "The kubeconfig has no such context.",
        "'elsewhere'",
        in_a_file("kubeconfig", KUBECONFIG, "--kubeconfig", "{file}", "--context", "elsewhere", *IMAGES),
    ),
    _fault(
        "deadline-too-short",
        "The deadline leaves no time for a start and an end.",
        "--deadline: 30.0 s are less than a start",
        typed("--deadline", "30s"),
    ),
    _fault(
        "manifest-unparseable",
        "A manifest is no YAML.",
        "keystone-rc.yaml",
        _with_manifests("unparseable"),
    ),
    _fault(
        "manifest-of-unknown-kind",
        "A manifest's kind is mistyped.",
        "ReplicationControler",
        _with_manifests("unknown kind"),
    ),
    _fault(
        "manifest-with-a-doubled-key",
        "A manifest has a key twice.",
        "keystone-db-service.yaml",
        _with_manifests("doubled key"),
    ),
)
