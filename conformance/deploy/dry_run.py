"""Sends a set to the API server as a dry run: what the site's admission refuses is known in seconds.

Pods that a controller is to make are sent too: policies for pods would refuse them later, one by one, to the
controller alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from conformance.api_requests import RequestRefused, request
from conformance.causes import classify_create_failure
from conformance.deploy.objects import PLACES, STRICT
from conformance.errors import EnvironmentFault
from conformance.manifests import Manifest, ManifestSet
from conformance.manifests.pod_templates import mapping, pod_template
from conformance.verdict import Verdict

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

DRY = [*STRICT, ("dryRun", "All")]
"""All of admission, and nothing is stored (k8s.io/apiserver, pkg/registry/generic/registry/dryrun.go)."""
CANNOT_TELL = re.compile(r"does not support dry run")
"""Of a webhook with side effects (k8s.io/apiserver, webhook/errors): the real creation will tell."""


def try_admission(api: ApiClient, manifests: ManifestSet, namespace: str) -> None:
    """Return where the site's admission would take every object of the set in `namespace`; nothing is made.

    Raises EnvironmentFault with the policy's own words where it refuses one: quota, Pod Security, a policy, a
    webhook. What is wrong with a manifest itself is left to its creation, and so is what only the objects'
    order tells: a service account that the set brings is not there in a dry run.
    """
    for manifest in manifests.manifests:
        for what, kind, body in _sent(manifest):
            try:
                request(api, "POST", PLACES[kind].format(namespace), query=DRY, body=body)
            except RequestRefused as refused:
                _refuse_by_policy(what, refused)


def _sent(manifest: Manifest) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield what is sent of a manifest, with its name and kind: itself, and a pod of its template."""
    yield str(manifest), manifest.kind, manifest.content
    template = pod_template(manifest.content)
    if template and template is not manifest.content:
        name = {"generateName": f"{manifest.name}-"}
        metadata = {**mapping(template, "metadata"), **name}
        body = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": mapping(template, "spec")}
        yield f"a pod of {manifest}", "Pod", body


def _refuse_by_policy(what: str, refused: RequestRefused) -> None:
    cause = classify_create_failure(refused.words)
    is_known = cause.verdict is Verdict.UNKNOWN and cause.identifier != "creation-failed"
    if is_known and not CANNOT_TELL.search(refused.words):
        message = f"{what}: {cause.words}: {refused.words}"
        raise EnvironmentFault(message, cause.remedy, cause=cause.identifier) from refused
