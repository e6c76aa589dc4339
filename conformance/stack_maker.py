"""Makes a stack: a namespace of the run's own, and the objects of its set of manifests, or some of them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from conformance.api_requests import RequestRefused
from conformance.causes import cause
from conformance.cluster_time import ClusterClock
from conformance.credentials import Credentials, random_credentials
from conformance.deploy import (
    Deployed,
    copy_pull_secret,
    create_namespace,
    default_service_account,
    deploy,
    named_in_stack,
    namespace_name,
    try_admission,
)
from conformance.errors import ClusterUnreachable, ConformanceError, CredentialsRefused, EnvironmentFault
from conformance.inputs import Inputs
from conformance.lease import RunLease
from conformance.ledger import Ledger
from conformance.live_stack import LiveStack
from conformance.manifests import Changes, ManifestSet, credentials_of, prepare
from conformance.observe import NamespaceWatch
from conformance.patience import WaitUnderWay
from conformance.record import RunRecord, WaitRecord
from conformance.redact import Redactor
from conformance.registry.tags import Pins
from conformance.stack import KEPT_LABEL, RUN_LABEL, Role
from conformance.stored import stored_object
from conformance.teardown import request_teardown
from conformance.wait import Waiter

if TYPE_CHECKING:
    from kubernetes.client import ApiClient


@dataclass
class StackMaker:
    """Deploys stacks of one run, all of the same manifests with the same changes and passwords.

    `namespaces` grows by each one that is made, so that all can be taken away whatever happens.
    """

    api: ApiClient
    inputs: Inputs
    record: RunRecord
    recorder: Callable[[WaitRecord], None]
    progress: Callable[[WaitUnderWay], None]
    lease: RunLease
    redactor: Redactor
    pins: Pins = field(default_factory=Pins)
    """The digests that stand in the place of tags."""
    ledger: Ledger = field(default_factory=Ledger)
    """What is told of each pod of a stack, from its first moment on."""
    clock: ClusterClock | None = None
    namespaces: list[str] = field(default_factory=list)
    _admitted: bool = False
    _refusal: EnvironmentFault | None = None
    """Why the site's admission takes no stack of this set; whoever asks for one later is told the same."""
    _credentials: Credentials | None = None

    @property
    def refused(self) -> str:
        """Why no stack can be made any more, in one line; empty where none was refused for good."""
        return str(self._refusal or "")

    def __post_init__(self) -> None:
        """Choose the run's passwords: random ones on a cluster that the suite did not make, unless told."""
        blog = self.inputs.existing is None or self.inputs.options.blog_credentials
        self._credentials = None if blog else random_credentials()

    def waiter(self, watch: NamespaceWatch | None, *, ahead: bool = False) -> Waiter:
        """Return a waiter on `watch` with the run's patience, which writes down what it waited for, unless
        that is `ahead` of the sentence it is for.

        The run's deadline cuts its waits short; one without a watch is for the end, which that has left room
        for.
        """
        waiter = partial(Waiter, watch, self.inputs.patience)
        if not ahead:
            waiter = partial(waiter, recorder=self.recorder, progress=self.progress)
        deadline = self.inputs.deadline
        return waiter() if watch is None or deadline is None else waiter(until_deadline=deadline.to_judge)

    def make(self, purpose: str, roles: Collection[Role] | None = None, *, ahead: bool = False) -> LiveStack:
        """Deploy the set, or of the four only `roles` (supporting objects always), to a new namespace.

        `purpose` becomes part of the namespace's name; what is made `ahead` is of no sentence that runs, and
        what it waited for is not written down there. Nothing is judged. Raises PromiseBroken where the API
        server refuses a manifest, EnvironmentFault where it cannot.
        """
        if self._refusal is not None:
            raise self._refusal
        namespace = self._make_namespace(purpose)
        self.lease.hold(namespace)
        watch = self._watch(namespace)
        watch.start()
        try:
            self._await_account(namespace, self.waiter(watch, ahead=ahead))
            return self._deployed(purpose, roles, watch)
        except ConformanceError:
            watch.close()
            raise

    def _make_namespace(self, purpose: str) -> str:
        """Make a namespace of the run and return its name, which is known before: an interruption while the
        API server answers must not lose it.
        """
        name = namespace_name(self.record.run_id, purpose)
        self.namespaces.append(name)
        kept = {KEPT_LABEL: "true"} if self.inputs.options.keep else {}
        try:
            create_namespace(self.api, self.record.run_id, purpose, self.inputs.options.site, labels=kept)
        except (RequestRefused, CredentialsRefused) as refused:
            # a server that fails may have written it down before
            if not (isinstance(refused, RequestRefused) and refused.status >= 500):
                self.namespaces.remove(name)
            raise
        return name

    def _watch(self, namespace: str) -> NamespaceWatch:
        return NamespaceWatch(self.api, namespace, self.ledger.saw_pod)

    def ask_to_go(self, namespace: str, timeout: float = 2.0) -> list[str]:
        """Ask for the deletion of a namespace with all that is in it; return what could not be asked."""
        return request_teardown(self.api, namespace, timeout)

    def _await_account(self, namespace: str, waiter: Waiter) -> None:
        waiter.until_answers(
            lambda: default_service_account(self.api, namespace),
            "the namespace's service account",
            "account-ready",
        )

    def _deployed(self, purpose: str, roles: Collection[Role] | None, watch: NamespaceWatch) -> LiveStack:
        namespace = watch.namespace
        prepared = prepare(self.inputs.manifests, self._changes(namespace))
        self.record.deviations = list(prepared.deviations)
        if not self._admitted:
            self._try_admission(prepared, namespace)
        wanted = prepared if roles is None else prepared.only((Role.SUPPORT, *roles))
        deployed = deploy(self.api, wanted, namespace)
        self._note_what_is_stored(deployed)
        return LiveStack(
            self.api,
            namespace,
            prepared.names,
            self._credentials or credentials_of(prepared),
            watch,
            self.waiter(watch),
            prepared,
            purpose,
            self.inputs.options.site,
            self.clock,
        )

    def _try_admission(self, prepared: ManifestSet, namespace: str) -> None:
        """Have the whole set tried before the first object of it is made, in the namespace that will hold it;
        that is asked to go where a policy refuses.
        """
        try:
            try_admission(self.api, prepared, namespace)
        except (ClusterUnreachable, CredentialsRefused):
            raise
        except EnvironmentFault as refused:
            if not cause(refused.cause).passes:
                self._refusal = refused
            self.ask_to_go(namespace)
            raise
        self._admitted = True

    def _note_what_is_stored(self, deployed: Deployed) -> None:
        """Keep how each object differs from its manifest, once where all stacks have it alike."""
        for manifest, stored in deployed.stored:
            seen = stored_object(manifest.content, stored, self.redactor)
            if seen not in self.record.stored:
                self.record.stored.append(seen)

    def _changes(self, namespace: str) -> Changes:
        images, site = self.inputs.images, self.inputs.options.site
        return Changes(
            namespace=namespace,
            labels={RUN_LABEL: self.record.run_id},
            keystone_image=images.keystone,
            database_image=images.database,
            memcached_image=images.memcached,
            pins=self.pins,
            pull_secrets=tuple(
                copy_pull_secret(self.api, secret, namespace, name, site)
                for name, secret in named_in_stack(self.inputs.pull_secrets)
            ),
            credentials=self._credentials,
            source_ranges=self.inputs.options.source_ranges,
            site=site,
        )
