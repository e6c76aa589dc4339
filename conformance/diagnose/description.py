"""Each object in full, in the manner of `kubectl describe`: its state, then the events about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.observed import (
    ConditionView,
    ContainerView,
    ControllerView,
    PodView,
    ServiceView,
    Snapshot,
    View,
)


def describe(snapshot: Snapshot) -> str:
    """Return every pod, controller and service of the namespace, and the nodes they run on."""
    blocks = [
        *(_block("Pod", pod, _pod(pod), snapshot) for pod in snapshot.pods.values()),
        *(_block("Controller", each, _controller(each), snapshot) for each in snapshot.controllers.values()),
        *(_block("Service", each, _service(each, snapshot), snapshot) for each in snapshot.services.values()),
        *(_block("Node", each, _conditions(each.conditions), snapshot) for each in snapshot.nodes.values()),
    ]
    return "\n".join(blocks)


def _block(kind: str, view: View, lines: Iterator[str], snapshot: Snapshot) -> str:
    labels = ",".join(f"{key}={value}" for key, value in view.labels.items())
    text = f"{kind} {view.name}\n  uid: {view.uid}, version: {view.resource_version}\n  labels: {labels}\n"
    if view.owner:
        text += f"  controlled by: {view.owner.kind}/{view.owner.name}\n"
    text += "".join(f"  {line}\n" for line in lines)
    events = snapshot.events_about(view.uid)
    text += "  events:\n" if events else "  events: none\n"
    for event in events:
        times = f" (x{event.count})" if event.count > 1 else ""
        text += f"    {event.type} {event.reason}{times}: {' '.join(event.message.split())}\n"
    return text


def _pod(pod: PodView) -> Iterator[str]:
    yield f"phase: {pod.phase}" + (f" ({pod.reason}: {pod.message})" if pod.reason else "")
    yield f"node: {pod.node or 'none'} ({pod.host_ip or 'no address'}), ip: {pod.ip or 'none'}"
    if pod.terminating:
        yield "being deleted"
    if pod.volumes:
        yield f"volumes: {', '.join(pod.volumes)}"
    yield from _conditions(pod.conditions)
    for container in (*pod.init_containers, *pod.containers):
        yield from _container(container)


def _container(container: ContainerView) -> Iterator[str]:
    yield f"container {container.name}:"
    yield f"  image: {container.image} (pull policy {container.pull_policy})"
    yield f"  image id: {container.image_id or 'none'}"
    yield f"  container id: {container.container_id or 'none'}"
    if container.ports:
        yield f"  ports: {', '.join(map(str, container.ports))}"
    if container.limits:
        yield f"  limits: {', '.join(f'{name} {amount}' for name, amount in container.limits.items())}"
    state = container.state
    if container.waiting_reason:
        state += f", {container.waiting_reason}: {container.waiting_message}"
    if container.terminated:
        state += f", {container.terminated} {container.terminated.message}".rstrip()
    if container.running_since:
        state += f" since {container.running_since.isoformat()}"
    yield f"  state: {state}"
    if container.last_termination:
        yield f"  last end: {container.last_termination} {container.last_termination.message}".rstrip()
    yield f"  ready: {container.ready}, restarts: {container.restarts}"


def _controller(controller: ControllerView) -> Iterator[str]:
    yield (
        f"replicas: {controller.replicas} desired, {controller.status_replicas} current, "
        f"{controller.ready_replicas} ready, {controller.available_replicas} available"
    )
    yield f"selector: {','.join(f'{key}={value}' for key, value in controller.selector.items())}"
    yield from _conditions(controller.conditions)
    for container in controller.template_containers:
        yield f"template container {container.name}: {container.image}"


def _service(service: ServiceView, snapshot: Snapshot) -> Iterator[str]:
    yield f"type: {service.type}, cluster ip: {service.cluster_ip or 'none'}"
    yield f"selector: {service.selector_text or 'none'}"
    for port in service.ports:
        yield f"port: {port.port}/{port.protocol} to {port.target_port}, node port {port.node_port or 'none'}"
    if service.type == "LoadBalancer":
        yield f"load balancer: {', '.join(service.addresses) or 'no address'}"
    for each in snapshot.endpoints_of(service.name, ready_only=False):
        state = "ready" if each.ready else "terminating" if each.terminating else "not ready"
        yield f"endpoint: {each.address} {each.pod} {state}"


def _conditions(conditions: Mapping[str, ConditionView]) -> Iterator[str]:
    for kind, condition in conditions.items():
        why = f" ({condition.reason}: {condition.message})" if condition.reason or condition.message else ""
        yield f"condition {kind}: {condition.status}{why}"
