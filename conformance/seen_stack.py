"""A stack as it is seen: its objects, the waits for them, and the looks inside its containers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from conformance.cluster_time import ClusterClock
from conformance.conditions import controller_has_ready_pods, pod_running, service_has_cluster_ip, stands
from conformance.credentials import Credentials
from conformance.diagnose import lowest_rung_in_own_words
from conformance.errors import PromiseBroken
from conformance.inside import (
    DatabaseUrl,
    answers_queries,
    database_connection,
    environment_of,
    keystone_conf,
    query,
)
from conformance.judgement import Judgement
from conformance.manifests import ManifestSet
from conformance.observe import NamespaceWatch
from conformance.observed import ControllerView, PodView, ServiceView, Snapshot
from conformance.site import NOTHING, SiteOverlay
from conformance.stack import EXPECTED, StackNames
from conformance.wait import Waiter

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

T = TypeVar("T")


@dataclass
class SeenStack:
    """One stack in one namespace, looked at and waited for; Keystone is not asked anything."""

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
    site: SiteOverlay = NOTHING
    """What the cluster's site asks of whatever is made beside the set's own objects."""
    clock: ClusterClock | None = None
    """The cluster's, by which its objects have their age."""

    @property
    def snapshot(self) -> Snapshot:
        """What is seen of the namespace now."""
        return self.watch.snapshot

    def until(
        self,
        condition: Callable[[Snapshot], Judgement[T]],
        awaited: str,
        event: str,
        unless: Callable[[Snapshot], Judgement[object]] | None = None,
    ) -> T:
        """Wait for `condition` within the patience named `event`; a Never of `unless` ends it, too.

        See `Waiter.until`.
        """
        return self.waiter.until(condition, awaited, event, meanwhile=unless)

    def database(self) -> PodView:
        """Return the database pod once it runs with every container ready."""
        name = self.names.database_pod
        return self.until(pod_running(name), f"the database pod {name} running", "pod-running")

    def database_rows(self, sql: str) -> list[dict[str, str]]:
        """Return what the keystone user is told by the database, once it answers queries at all."""
        timeout = self.waiter.patience("exec")
        self.waiter.until_answers(
            lambda: answers_queries(self.api, self.namespace, self.names, timeout=timeout),
            "the database answers queries",
            "database-answers",
            meanwhile=stands(pods=[self.names.database_pod]),
        )
        return query(self.api, self.namespace, self.names, sql, timeout=timeout)

    def replicas(self) -> tuple[PodView, ...]:
        """Return the controller's pods once it has all it was asked for, every container ready."""
        condition = controller_has_ready_pods(
            self.names.controller,
            at_least=EXPECTED.least_replicas,
            containers=EXPECTED.containers_per_replica,
            in_its_place=self.names.in_the_controllers_place,
        )
        with self.explained():
            return self.waiter.until(
                condition,
                f"all pods of {self.names.controller} ready",
                "controller-ready",
                # replicas wait for their database: where that is not up, it is what has to be told
                meanwhile=stands(pods=[self.names.database_pod]),
            )

    @contextmanager
    def explained(self) -> Iterator[None]:
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

    def environment(self, pod: str) -> dict[str, str]:
        """Return the environment that Keystone's container in `pod` was started with."""
        where = (self.namespace, pod, self.names.keystone_container)
        return environment_of(self.api, *where, self.waiter.patience("exec"))

    def database_connection(self, pod: str) -> DatabaseUrl:
        """Return keystone.conf's `[database] connection` in `pod`, without its password."""
        where = (self.namespace, pod, self.names.keystone_container)
        return database_connection(self.api, *where, timeout=self.waiter.patience("exec"))

    def keystone_conf(self, pod: str) -> str:
        """Return the text of keystone.conf in `pod`, secrets and all."""
        where = (self.namespace, pod, self.names.keystone_container)
        return keystone_conf(self.api, *where, timeout=self.waiter.patience("exec"))
