"""Rotates Fernet keys in the Secret that every replica mounts, and sees what they make of tokens then."""

from __future__ import annotations

import copy
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from conformance.disrupt import create_controller, relabel_pod
from conformance.disrupt.key_secret import change_keys, create_keys
from conformance.identity import TokenIssued
from conformance.identity.plain_requests import ask_about_token
from conformance.inside import run_inside
from conformance.issuing import tokens_of
from conformance.judgement import Judgement, Kept, NotYet
from conformance.live_stack import LiveStack
from conformance.manifests.objects import Content
from conformance.manifests.pod_templates import containers
from conformance.reach import Answer
from conformance.replica_answers import every_pair
from conformance.stack import Role
from conformance.update.fernet_keys import Keys, first_keys, rotated

SECRET = "keystone-fernet-keys"
FOLDER = "/etc/keystone/fernet-keys"
"""Where the image takes keys that are mounted: docs/image-contract.md."""
GROUP = 42425
"""Keystone's own, of the image contract: what is mounted belongs to it."""
NUDGE = "keystone-conformance/keys"
"""A label whose change makes the kubelet look at the pod's mounts at once, and not within its minute."""

Table = Mapping[str, Mapping[str, Answer]]


@dataclass
class Rotation:
    """One rotation: what each replica made of the others' tokens while it spread."""

    keys: Keys
    between: list[Table] = field(default_factory=list)
    """Tables of tokens that were issued during it: issuer, then who was asked."""
    first: list[Table] = field(default_factory=list)
    """The same of the tokens that the first key has issued."""


def deploy_with_keys(stack: LiveStack) -> Keys:
    """Make the Secret, and the set's controller with it mounted; return the keys."""
    keys = first_keys()
    create_keys(stack.api, stack.namespace, SECRET, keys, stack.site)
    made: Content = copy.deepcopy(stack.manifests.of(Role.CONTROLLER).content)
    spec = made["spec"]["template"]["spec"]
    spec.setdefault("securityContext", {})["fsGroup"] = GROUP
    volume = {"name": "fernet-keys", "secret": {"secretName": SECRET, "defaultMode": 0o440}}
    spec["volumes"] = [*(spec.get("volumes") or []), volume]
    for each in containers(made):
        if each["name"] == stack.names.keystone_container:
            mount = {"name": "fernet-keys", "mountPath": FOLDER, "readOnly": True}
            each["volumeMounts"] = [*(each.get("volumeMounts") or []), mount]
    create_controller(stack.api, stack.namespace, made, stack.site)
    return keys


def rotate(stack: LiveStack, keys: Keys, first: Mapping[str, TokenIssued]) -> Rotation:
    """Rotate once, and ask every replica for tokens, and about them, until each has the new keys.

    `first` are tokens of the first key, by the pod that issued them. Raises as a wait does.
    """
    rotation = Rotation(rotated(keys))
    change_keys(
        stack.api, stack.namespace, SECRET, rotation.keys, frozenset(keys.keys() - rotation.keys.keys())
    )
    for pod in stack.replicas():
        relabel_pod(stack.api, stack.namespace, pod.name, pod.uid, {NUDGE: secrets.token_hex(4)})
    stack.waiter.until_answers(
        lambda: _spread(stack, rotation, first), "the new keys at every replica", "keys-spread"
    )
    _look(stack, rotation, first)
    return rotation


def _spread(stack: LiveStack, rotation: Rotation, first: Mapping[str, TokenIssued]) -> Judgement[None]:
    _look(stack, rotation, first)
    found = {pod.name: _names_of_keys(stack, pod.name) for pod in stack.replicas()}
    late = [pod for pod, names in found.items() if names != set(rotation.keys)]
    return NotYet(f"the old keys at {', '.join(late)}") if late else Kept(None, "the new keys everywhere")


def _look(stack: LiveStack, rotation: Rotation, first: Mapping[str, TokenIssued]) -> None:
    urls = stack.answering_replicas()
    timeout = stack.waiter.patience("answer")

    def ask(token: TokenIssued, url: str) -> Answer:
        return ask_about_token(url, token.token, timeout=timeout)

    rotation.between.append(every_pair(tokens_of(stack, urls, "a token", "token"), urls, ask))
    rotation.first.append(every_pair(first, urls, ask))


def _names_of_keys(stack: LiveStack, pod: str) -> set[str]:
    timeout, container = stack.waiter.patience("exec"), stack.names.keystone_container
    output = run_inside(stack.api, stack.namespace, pod, container, ["ls", FOLDER], timeout)
    return set(output.stdout.split())
