"""A stack that is deployed: how its replicas are reached, and what is held and kept of it until it goes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from conformance.capabilities import refuse_without
from conformance.capability import Capability
from conformance.clock_skew import skew_of_pods
from conformance.conditions import Condition, first_never, service_has_address, stands
from conformance.deploy import deploy
from conformance.diagnose import gather
from conformance.egress import no_route_to
from conformance.errors import ConformanceError
from conformance.every_replica import until_every_replica
from conformance.invariant_keeper import InvariantKeeper
from conformance.observed import PodView
from conformance.port_forward import PodPort
from conformance.reach_versions import answers_versions, silent
from conformance.record import WaitRecord
from conformance.redact import Redactor
from conformance.seen_stack import SeenStack
from conformance.skew_record import SkewRecord
from conformance.stack import EXPECTED, Role


@dataclass
class LiveStack(SeenStack):
    """One stack in one namespace, and the way to each of its replicas."""

    invariants: InvariantKeeper = field(init=False)
    _ports: dict[tuple[str, int], PodPort] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin to hold the invariants."""
        self.invariants = InvariantKeeper(self.api, self.namespace, self.names.keystone_container)

    def replica_url(self, pod: str, port: int = EXPECTED.public_port) -> str:
        """Return a loopback URL that leads to `port` of that pod, through the API server's port-forward.

        Raises MissingCapability without the right to.
        """
        if (pod, port) not in self._ports:
            if not self._ports:
                refuse_without(self.api, Capability.PORT_FORWARD, self.namespace)
            self._ports[pod, port] = PodPort(self.api, self.namespace, pod, port).open()
        return self._ports[pod, port].url

    def answering_replicas(self) -> dict[str, str]:
        """Return pod name -> URL of every replica, once Keystone answers at each."""
        urls = {pod.name: self.replica_url(pod.name) for pod in self.replicas()}
        with self.explained():
            until_every_replica(
                self.waiter,
                urls,
                answers_versions,
                "Keystone answers in every replica",
                "keystone-answers",
                meanwhile=self._stands(),
            )
        return urls

    def until_replica_answers(self, pod: str, unless: Condition[object] | None = None) -> None:
        """Wait until Keystone answers in that pod; a Never of `unless` ends the wait."""
        self.until_keystone_answers(self.replica_url(pod), f"Keystone answers in pod {pod}", unless=unless)

    def until_keystone_answers(
        self, url: str, awaited: str, times: int = 1, unless: Condition[object] | None = None
    ) -> None:
        """Wait until the versions document comes from `url`, `times` in a row on new connections.

        A Never of `unless` ends the wait.
        """
        stand = self._stands()
        with self.explained():
            self.waiter.until_answers(
                lambda: answers_versions(url),
                awaited,
                "keystone-answers" if times == 1 else "keystone-answers-steadily",
                times=times,
                meanwhile=first_never(unless, stand) if unless else stand,
            )

    def _stands(self) -> Condition[None]:
        return stands(
            pods=[self.names.database_pod],
            controllers=[self.names.controller],
            services=[EXPECTED.database_service],
        )

    def until_silent(self, url: str) -> None:
        """Wait until Keystone is not found at `url` any more, three times in a row on new connections."""
        self.waiter.until_answers(
            lambda: silent(url), f"{url} answers no more", "service-address-gone", times=3
        )

    def public_url(self) -> str:
        """Return the URL of the public service's address, once the load balancer has given it one."""
        return self.address_of(self.names.public_service, EXPECTED.public_port)

    def address_of(self, name: str, port: int) -> str:
        """Return the URL of that port of a service, once the load balancer has given it an address.

        Of several addresses it is the first that this machine has a route to, else the first of all.
        """
        addresses = self.addresses_of(name)
        routed = (address for address in addresses if no_route_to(address) is None)
        return url_of(next(routed, addresses[0]), port)

    def addresses_of(self, name: str) -> tuple[str, ...]:
        """Return the addresses that the load balancer gives a service, once there is one."""
        self.until(service_has_address(name), f"service {name} has an address", "service-address")
        return self.service(name).addresses

    def create(self, *roles: Role) -> None:
        """Create the set's objects of these roles, as its manifests have them; nothing is awaited."""
        deploy(self.api, self.manifests.only(roles), self.namespace)

    def hold_invariants(self) -> None:
        """Raise PromiseBroken for an unasked restart, a traceback or a 5xx since the last scenario's end."""
        self.invariants.hold(self.snapshot, self._live_replicas())

    def pass_over_failures(self) -> None:
        """Keep what a failed scenario left in the logs from the next one; what cannot be read stays."""
        with suppress(ConformanceError):
            self.invariants.pass_over(self._live_replicas())

    def _live_replicas(self) -> list[PodView]:
        controller = self.snapshot.controller(self.names.controller)
        pods = self.snapshot.pods_of(controller.uid) if controller else ()
        return [pod for pod in pods if not pod.terminating and pod.is_ready]

    def skew_of_pods(self) -> list[SkewRecord]:
        """Return how far this machine's clock is from those of the nodes that replicas run on."""
        return skew_of_pods(self.api, self.namespace, self._live_replicas(), self.names.keystone_container)

    def gather(self, folder: Path, waits: Sequence[WaitRecord], redactor: Redactor) -> list[Path]:
        """Write what the cluster shows of the stack now into `folder`, secrets taken out by `redactor`."""
        return gather(
            self.api,
            self.snapshot,
            folder,
            waits=waits,
            redactor=redactor,
            seconds=20.0,
            now=self.clock.now() if self.clock else None,
        )

    def close(self) -> None:
        """End the watches and the port-forwards; the objects stay on the cluster."""
        for port in self._ports.values():
            port.close()
        self.watch.close()


def url_of(address: str, port: int) -> str:
    """Return the URL of an address, an IP of either family or a host name."""
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"
