"""Keystone containers that no service `db` is linked to, each for another reason."""

from __future__ import annotations

from conformance.conditions import started_in_pod
from conformance.disrupt import create_bare_pod, create_empty_service
from conformance.live_stack import LiveStack
from conformance.manifests.objects import Content
from conformance.manifests.pod_templates import pod_template
from conformance.stack import EXPECTED, Role

NO_SERVICE, OTHER_NAME, LINKS_OFF = "no-service-yet", "service-of-another-name", "service-links-off"
OTHER_SERVICE = "other"


def start_unlinked(stack: LiveStack) -> tuple[str, ...]:
    """Start a keystone pod for each reason, the services changing in between; return the pods' names.

    The stack must have none of its services yet. Each container's environment is settled when it has
    started, so what is made later does not reach it.
    """
    _start(stack, NO_SERVICE)
    create_empty_service(stack.api, stack.namespace, OTHER_SERVICE, EXPECTED.database_port, site=stack.site)
    _start(stack, OTHER_NAME)
    stack.create(Role.DATABASE_SERVICE)
    _start(stack, LINKS_OFF, service_links=False)
    return NO_SERVICE, OTHER_NAME, LINKS_OFF


def _start(stack: LiveStack, pod: str, *, service_links: bool = True) -> None:
    template = pod_template(stack.manifests.of(Role.CONTROLLER).content)
    alone = lone(template, service_links=service_links)
    made = create_bare_pod(stack.api, stack.namespace, pod, alone, stack.site)
    container = stack.names.keystone_container
    stack.until(
        started_in_pod(made.uid, container), f"container {container} of pod {pod} started", "pod-running"
    )


def lone(template: Content, *, service_links: bool = True) -> Content:
    """Return the pod template without labels, so that nobody selects its pods, and without restarts.

    It stays seen then how their containers ended. `service_links` False: their environment
    has no service in it.
    """
    spec = {**template["spec"], "restartPolicy": "Never"}
    return {"spec": spec if service_links else {**spec, "enableServiceLinks": False}}
