"""A stack that is deployed: what is seen of it, how to wait on it, how to reach each replica."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from conformance.catalog_spread import catalog_leads_in_public
from conformance.conditions import (
    controller_has_ready_pods,
    pod_running,
    service_has_address,
    service_has_cluster_ip,
    stands,
)
from conformance.credentials import Credentials
from conformance.deploy import deploy
from conformance.diagnose import gather, lowest_rung_in_own_words
from conformance.errors import ConformanceError, PromiseBroken
from conformance.identity import publish_catalog, sign_in
from conformance.inside import (
    DatabaseUrl,
    answers_queries,
    database_connection,
    environment_of,
    query,
)
from conformance.invariant_keeper import InvariantKeeper
from conformance.judgement import Judgement
from conformance.manifests import ManifestSet
from conformance.observe import NamespaceWatch
from conformance.observed import ControllerView, PodView, ServiceView, Snapshot
from conformance.port_forward import PodPort
from conformance.reach_versions import answers_versions, silent
from conformance.record import WaitRecord
from conformance.redact import Redactor
from conformance.stack import EXPECTED, Role, StackNames
from conformance.wait import Waiter

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

T = TypeVar("T")


@dataclass
class LiveStack:
    """One stack in one namespace."""

    api: ApiClient
    namespace: str
    names: StackNames
    credentials: Credentials
    watch: NamespaceWatch
    waiter: Waiter
    manifests: ManifestSet
    """As they were deployed, or would have been."""
    purpose: str
    """What it is for, e.g. `looked-at-1`: the end of the namespace's name."""
    invariants: InvariantKeeper = field(init=False)
    _ports: dict[tuple[str, int], PodPort] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin to hold the invariants."""
        self.invariants = InvariantKeeper(self.api, self.namespace, self.names.keystone_container)

    @property
    def snapshot(self) -> Snapshot:
        """What is seen of the namespace now."""
        return self.watch.snapshot

    def until(self, condition: Callable[[Snapshot], Judgement[T]], awaited: str, event: str) -> T:
        """Wait for `condition` within the patience named `event`; see `Waiter.until`."""
        return self.waiter.until(condition, awaited, event)

    def database(self) -> PodView:
        """Return the database pod once it runs with every container ready."""
        name = self.names.database_pod
        return self.until(pod_running(name), f"the database pod {name} running", "pod-running")

    def database_rows(self, sql: str) -> list[dict[str, str]]:
        """Return what the keystone user is told by the database, once it answers queries at all."""
        self.waiter.until_answers(
            lambda: answers_queries(self.api, self.namespace, self.names),
            "the database answers queries",
            "database-answers",
            meanwhile=stands(pods=[self.names.database_pod]),
        )
        return query(self.api, self.namespace, self.names, sql)

    def replicas(self) -> tuple[PodView, ...]:
        """Return the controller's pods once it has all it was asked for, every container ready."""
        condition = controller_has_ready_pods(
            self.names.controller,
            at_least=EXPECTED.least_replicas,
            containers=EXPECTED.containers_per_replica,
            in_its_place=self.names.in_the_controllers_place,
        )
        with self._explained():
            return self.waiter.until(
                condition,
                f"all pods of {self.names.controller} ready",
                "controller-ready",
                # replicas wait for their database: where that is not up, it is what has to be told
                meanwhile=stands(pods=[self.names.database_pod]),
            )

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Put the replicas' own words first in the failure of a wait for them, where they tell a lower rung.

        The API server shows that a container ends or does not answer, and never why.
        """
        try:
            yield
        except PromiseBroken as broken:
            of_the_database = f"pod {self.names.database_pod}:" in broken.message
            if of_the_database or broken.cause not in ("", "crash-loop"):
                raise
            controller = self.snapshot.controller(self.names.controller)
            pods = self.snapshot.pods_of(controller.uid) if controller else ()
            rung = lowest_rung_in_own_words(self.api, self.namespace, pods, self.names.keystone_container)
            if rung is None:
                raise
            raise PromiseBroken(f"{rung} ({broken.message})", broken.detail, broken.cause) from broken

    def replica_url(self, pod: str, port: int = EXPECTED.public_port) -> str:
        """Return a loopback URL that leads to `port` of that pod, through the API server's port-forward."""
        if (pod, port) not in self._ports:
            self._ports[pod, port] = PodPort(self.api, self.namespace, pod, port).open()
        return self._ports[pod, port].url

    def answering_replicas(self) -> dict[str, str]:
        """Return pod name -> URL of every replica, once Keystone answers at each."""
        urls = {pod.name: self.replica_url(pod.name) for pod in self.replicas()}
        for pod, url in urls.items():
            self.until_keystone_answers(url, f"Keystone answers in pod {pod}")
        return urls

    def publish(self, public_url: str) -> None:
        """Do the operator's step: write the public endpoint, and see it in every replica's catalog."""
        password = self.credentials.admin_password
        with sign_in(public_url, password=password, timeout=self.waiter.patience("sign-in")) as operator:
            publish_catalog(operator, f"{public_url}/v3")
        for pod, url in self.answering_replicas().items():
            self.waiter.until_answers(
                partial(catalog_leads_in_public, url, password, public_url),
                f"the public address in the catalog of pod {pod}",
                "catalog-spread",
            )

    def until_keystone_answers(self, url: str, awaited: str, times: int = 1) -> None:
        """Wait until the versions document comes from `url`, `times` in a row on new connections."""
        with self._explained():
            self.waiter.until_answers(
                lambda: answers_versions(url),
                awaited,
                "keystone-answers" if times == 1 else "keystone-answers-steadily",
                times=times,
                meanwhile=stands(
                    pods=[self.names.database_pod],
                    controllers=[self.names.controller],
                    services=[EXPECTED.database_service],
                ),
            )

    def until_silent(self, url: str) -> None:
        """Wait until Keystone is not found at `url` any more, three times in a row on new connections."""
        self.waiter.until_answers(
            lambda: silent(url), f"{url} answers no more", "service-address-gone", times=3
        )

    def service(self, name: str) -> ServiceView:
        """Return the service of that name; PromiseBroken where there is none."""
        if found := self.snapshot.service(name):
            return found
        raise PromiseBroken(f"there is no service {name}")

    def controller(self) -> ControllerView:
        """Return the replication controller; PromiseBroken where there is none."""
        if found := self.snapshot.controller(self.names.controller):
            return found
        raise PromiseBroken(f"there is no replication controller {self.names.controller}")

    def database_cluster_ip(self) -> str:
        """Return the cluster IP of the db service, once it has one."""
        return self.until(
            service_has_cluster_ip(EXPECTED.database_service), "db has a cluster IP", "service-cluster-ip"
        )

    def public_url(self) -> str:
        """Return the URL of the public service's address, once the load balancer has given it one."""
        return self.address_of(self.names.public_service, EXPECTED.public_port)

    def address_of(self, name: str, port: int) -> str:
        """Return the URL of that port of a service, once the load balancer has given it an address."""
        address = self.until(service_has_address(name), f"service {name} has an address", "service-address")
        host = f"[{address}]" if ":" in address else address
        return f"http://{host}:{port}"

    def environment(self, pod: str) -> dict[str, str]:
        """Return the environment that Keystone's container in `pod` was started with."""
        return environment_of(self.api, self.namespace, pod, self.names.keystone_container)

    def database_connection(self, pod: str) -> DatabaseUrl:
        """Return keystone.conf's `[database] connection` in `pod`, without its password."""
        return database_connection(self.api, self.namespace, pod, self.names.keystone_container)

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

    def gather(self, folder: Path, waits: Sequence[WaitRecord], redactor: Redactor) -> list[Path]:
        """Write what the cluster shows of the stack now into `folder`, secrets taken out by `redactor`."""
        return gather(
            self.api,
            self.snapshot,
            folder,
            waits=waits,
            redactor=redactor,
            seconds=20.0,
        )

    def close(self) -> None:
        """End the watches and the port-forwards; the objects stay on the cluster."""
        for port in self._ports.values():
            port.close()
        self.watch.close()
