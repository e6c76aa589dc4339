"""Faults of the site: it refuses the stack's pods before any of them is made."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from subprocess import Popen
from typing import Any

from conformance.clusters.kubebox import readiness
from conformance.errors import SetUpFailed
from conformance.stack import RUN_LABEL
from sabotage.faults.fault import Fault, Stage, Staged, at_once, environment_fault
from sabotage.faults.scene import Scene

CONTROLLER_MANAGER = "kube-controller-manager"
IN_FORCE_WITHIN_S = 20.0
OURS = {"matchExpressions": [{"key": RUN_LABEL, "operator": "Exists"}]}
PODS = {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}
WEBHOOK = {
    "apiVersion": "admissionregistration.k8s.io/v1",
    "kind": "ValidatingWebhookConfiguration",
    "metadata": {"name": "faults.example.com"},
    "webhooks": [
        {
            "name": "faults.example.com",
            "clientConfig": {"url": "https://127.0.0.1:1/"},
            "failurePolicy": "Fail",
            "sideEffects": "None",
            "admissionReviewVersions": ["v1"],
            "namespaceSelector": OURS,
            "rules": [PODS],
        }
    ],
}
POLICY = {
    "apiVersion": "admissionregistration.k8s.io/v1",
    "kind": "ValidatingAdmissionPolicy",
    "metadata": {"name": "faults.example.com"},
    "spec": {
        "failurePolicy": "Fail",
        "matchConstraints": {"namespaceSelector": OURS, "resourceRules": [PODS]},
        "validations": [{"expression": "false", "message": "only signed images run here"}],
    },
}
BINDING = {
    "apiVersion": "admissionregistration.k8s.io/v1",
    "kind": "ValidatingAdmissionPolicyBinding",
    "metadata": {"name": "faults.example.com"},
    "spec": {"policyName": "faults.example.com", "validationActions": ["Deny"]},
}


def _before_the_first_pod(do: Callable[[Scene, str], object]) -> Stage:
    """Return the stage of what is done to the run's namespace before anything is deployed to it.

    The controller manager is held meanwhile: a run waits for the service account that it makes.
    """

    @contextmanager
    def stage(scene: Scene) -> Iterator[Staged]:
        done: list[str] = []

        def look(_: Popen[bytes]) -> bool:
            if not done and (there := sorted(scene.stacks.staying())):
                done.extend(there)
                do(scene, there[0])
                scene.resume(CONTROLLER_MANAGER)
            return bool(done)

        scene.pause(CONTROLLER_MANAGER)
        try:
            yield Staged(scene.on_box("--only", "pods_1"), look)
        finally:
            scene.resume(CONTROLLER_MANAGER)

    return stage


def _no_pod_allowed(scene: Scene, namespace: str) -> None:
    """Make a quota in force: the controller that would work its status out is held, and until then the API
    server says only that it is unknown.
    """
    scene.kubectl("create", "quota", "faults", "--hard=pods=0", "--namespace", namespace)
    status = json.dumps({"status": {"hard": {"pods": "0"}, "used": {"pods": "0"}}})
    words = ["patch", "resourcequota", "faults", "--subresource=status", "--type=merge"]
    scene.kubectl(*words, "--namespace", namespace, "-p", status)


def _restricted(scene: Scene, namespace: str) -> None:
    scene.kubectl("label", "namespace", namespace, "pod-security.kubernetes.io/enforce=restricted")


def _with_objects(*objects: dict[str, Any]) -> Stage:
    """Return the stage of objects of the site that refuse the stack's pods, in force before it starts."""
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": objects})
    tried = {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": "faults", "labels": {RUN_LABEL: "x"}},
    }

    @contextmanager
    def stage(scene: Scene) -> Iterator[Staged]:
        scene.kubectl("apply", "-f", "-", given=text)
        scene.kubectl("apply", "-f", "-", given=json.dumps(tried))
        words = ["run", "tried", "--image=memcached", "--dry-run=server", "--namespace", "faults"]

        def refused() -> bool:
            said = scene.try_kubectl(words, "").stderr
            return "webhook" in said or "only signed images" in said

        try:
            if not readiness.until(refused, IN_FORCE_WITHIN_S):
                raise SetUpFailed("what refuses pods is not in force")
            scene.kubectl("delete", "namespace", "faults", "--wait=false")
            yield Staged(scene.on_box("--only", "pods_1"))
        finally:
            scene.kubectl("delete", "-f", "-", given=text)

    return stage


def _fault(name: str, what: str, says: str, stage: Stage) -> Fault:
    return environment_fault(name, what, says, stage, at_once("the API server refuses the pod"))


FAULTS = (
    _fault(
        "quota-refuses",
        "A quota lets no pod into the run's namespace.",
        "quota exceeded",
        _before_the_first_pod(_no_pod_allowed),
    ),
    _fault(
        "pod-security-refuses",
        "Pod Security lets only `restricted` pods into the run's namespace.",
        "refused by PodSecurity",
        _before_the_first_pod(_restricted),
    ),
    _fault(
        "webhook-down",
        "The admission webhook of the site does not answer.",
        "an admission webhook failed",
        _with_objects(WEBHOOK),
    ),
    _fault(
        "policy-refuses",
        "A policy of the site denies the stack's pods.",
        "only signed images run here",
        _with_objects(POLICY, BINDING),
    ),
)
