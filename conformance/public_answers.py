"""Keystone at a load balancer's address, as far as this machine can tell (docs/decisions/0018).

Where its own way out is at fault, nothing is known of the promise: that is unknown, and never broken.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from conformance.capability import Capability
from conformance.causes import failure
from conformance.egress import is_public, no_route_to
from conformance.errors import ConformanceError, MissingCapability, PromiseBroken
from conformance.inside.http import ask_from_inside
from conformance.live_stack import LiveStack, url_of
from conformance.observed import ServiceView
from conformance.reach import Answer
from conformance.reach_ports import knock
from conformance.reach_versions import versions_listed
from conformance.stack import Role


def addresses_from_here(addresses: Iterable[str]) -> tuple[str, ...]:
    """Return those of a service's `addresses` that this machine has a route to, in their order.

    Raises EnvironmentFault where it has none to any of them.
    """
    every = tuple(addresses)
    ways = {address: no_route_to(address) for address in every}
    if reached := tuple(address for address, lost in ways.items() if lost is None):
        return reached
    told = ", ".join(str(lost) for lost in ways.values())
    raise failure(f"egress from this runner: {told}", identifier="egress")


def require_every_family(addresses: Iterable[str]) -> None:
    """Raise MissingCapability for a family of address that this machine has no route for: not judged here."""
    lost = [no_route for address in addresses if (no_route := no_route_to(address))]
    if lost:
        raise MissingCapability(Capability.ADDRESS_FAMILIES, "; ".join(map(str, lost)))


def until_answers_in_public(stack: LiveStack, service: str, port: int, times: int = 1) -> str:
    """Wait until Keystone answers at each of the service's addresses that this machine has a route to.

    `times` in a row, on new connections. Returns the first one's URL. Raises EnvironmentFault where the
    failure is this machine's own, else as `until_keystone_answers`.
    """
    urls = [url_of(address, port) for address in addresses_from_here(stack.addresses_of(service))]
    for url in urls:
        words = f"{url} answers {times} times in a row" if times > 1 else f"Keystone answers at {url}"
        try:
            stack.until_keystone_answers(url, words, times=times)
        except PromiseBroken as broken:
            if inside := _only_from_inside(stack, stack.service(service), url):
                first = f"egress from this runner: {inside} ({broken.message})"
                raise failure(first, broken.detail, "egress") from broken
            raise
    return urls[0]


def _only_from_inside(stack: LiveStack, service: ServiceView, url: str) -> str:
    """Return how it is known that the load balancer does its work and only this machine is cut off, if it is.

    A pod's answer proves that only where kube-proxy leaves the address to the provider. An address that is
    not of the internet, or that the manifest narrows, may be shut to this machine by the product itself; and
    a host that takes or refuses our connection is reached.
    """
    place = urlsplit(url)
    host, port = place.hostname or "", place.port or 80
    narrowed = service.source_ranges or _annotated(stack, service.name)
    if host not in service.left_to_the_provider or narrowed or not is_public(host):
        return ""
    if knock(host, port).was_heard:
        return ""
    pod, container = stack.names.database_pod, stack.names.database_container
    timeout, exec_timeout = stack.waiter.patience("answer"), stack.waiter.patience("exec")
    try:
        answer = ask_from_inside(
            stack.api,
            stack.namespace,
            pod,
            container,
            host,
            port,
            timeout=timeout,
            exec_timeout=exec_timeout,
        )
    except ConformanceError:
        return ""
    if not isinstance(answer, Answer) or not versions_listed(answer):
        return ""
    return f"{url} answers pod {pod} through the load balancer, and not this runner"


def _annotated(stack: LiveStack, service: str) -> bool:
    """Return whether the manifest tells the provider anything: schemes and ranges are told by annotations."""
    if service != stack.names.public_service:
        return True
    return bool(stack.manifests.of(Role.PUBLIC_SERVICE).content["metadata"].get("annotations"))
