"""Which digests a run's images are deployed by: asked of their registries once, before the first stack."""

from __future__ import annotations

import os
from base64 import b64decode
from typing import TYPE_CHECKING

from conformance.deploy import registry_credentials
from conformance.errors import ConformanceError
from conformance.inputs import Inputs
from conformance.manifests import images_of
from conformance.registry.credentials import RegistryCredentials, credentials_in, of_the_caller
from conformance.registry.digests import digest_of
from conformance.registry.tags import Pins, pins_for

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

FILLED_BY_HAND = frozenset({"kubebox", "kind", "k3d", "minikube"})
"""Kinds of cluster whose nodes often have images that no registry knows, or knows another of that name."""


def pinned_images(inputs: Inputs, api: ApiClient) -> Pins:
    """Return what stands in the place of each tag; nothing on a cluster whose nodes are filled by hand.

    Nothing is raised: an image that cannot be asked for stays as it is, and the report says why.
    """
    by_hand = inputs.existing is not None and inputs.existing.kind in FILLED_BY_HAND
    if inputs.options.on_kubebox or by_hand or inputs.options.keep_tags:
        return Pins()
    known = {**of_the_caller(os.environ), **_of_pull_secrets(inputs, api)}
    images = (*images_of(inputs.with_images()), *inputs.update.named())
    return pins_for(images, lambda image: digest_of(image, known))


def _of_pull_secrets(inputs: Inputs, api: ApiClient) -> dict[str, RegistryCredentials]:
    found: dict[str, RegistryCredentials] = {}
    for secret in inputs.pull_secrets:
        try:
            found |= credentials_in(b64decode(registry_credentials(api, secret)))
        except ConformanceError:
            # It is told when it is to be copied into the stack's namespace.
            continue
    return found
