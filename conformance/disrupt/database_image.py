"""Makes the database pod again from another image; what becomes of its data is for others to see."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from conformance.disrupt.bare_pods import BarePod, create_bare_pod
from conformance.manifests.objects import Content
from conformance.manifests.pod_templates import containers
from conformance.site import NOTHING, SiteOverlay
from conformance.stack import StackNames

if TYPE_CHECKING:
    from kubernetes.client import ApiClient


def create_database_of(
    api: ApiClient,
    namespace: str,
    names: StackNames,
    manifest: Content,
    image: str,
    site: SiteOverlay = NOTHING,
) -> BarePod:
    """Create the pod of a database's `manifest` with another image; everything else is as it says.

    Returns at once. Raises EnvironmentFault where the API server does not take it, as where the pod from
    before is still there.
    """
    pod: Content = copy.deepcopy(manifest)
    for each in containers(pod):
        if each["name"] == names.database_container:
            each["image"] = image
    return create_bare_pod(api, namespace, names.database_pod, pod, site)
