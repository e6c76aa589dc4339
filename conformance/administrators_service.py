"""The second service of the blog's repository, beside a stack that may be disturbed."""

from __future__ import annotations

from conformance.deploy import deploy
from conformance.disrupt import delete_service
from conformance.live_stack import LiveStack
from conformance.manifests.optional import admin_service, own_admin_service


def create_administrators_service(stack: LiveStack) -> str:
    """Create the service and return its name; one that the set brings along is there already.

    Nothing is awaited. Raises as `deploy` does.
    """
    if own := own_admin_service(stack.manifests):
        return own
    wanted = admin_service(stack.manifests, site=stack.site)
    deploy(stack.api, wanted, stack.namespace)
    return wanted.manifests[0].name


def take_administrators_service_away(stack: LiveStack, name: str) -> None:
    """Ask for its deletion, unless it belongs to the set."""
    found = stack.snapshot.service(name)
    if found and name != own_admin_service(stack.manifests):
        delete_service(stack.api, stack.namespace, name, found.uid)
