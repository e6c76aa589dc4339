"""Deploys the stack that scenarios share, and takes it away again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from conformance.credentials import Credentials, random_credentials
from conformance.deploy import copy_pull_secret, create_namespace, default_service_account, deploy
from conformance.errors import ConformanceError
from conformance.inputs import Inputs
from conformance.lease import RunLease
from conformance.live_stack import LiveStack
from conformance.manifests import Changes, credentials_of, prepare
from conformance.observe import NamespaceWatch
from conformance.record import RunRecord, WaitRecord
from conformance.stack import RUN_LABEL
from conformance.teardown import gone, request_all, request_teardown, what_remains
from conformance.wait import Waiter

if TYPE_CHECKING:
    from kubernetes.client import ApiClient


@dataclass
class SharedStack:
    """Deploys once; a failure to deploy is the answer to every later ask too."""

    api: ApiClient
    inputs: Inputs
    record: RunRecord
    recorder: Callable[[WaitRecord], None]
    progress: Callable[[str, str], None]
    lease: RunLease
    namespaces: list[str] = field(default_factory=list)
    live: LiveStack | None = None
    _failure: ConformanceError | None = None

    def deployed(self) -> LiveStack:
        """Return the stack, deploying it at the first call.

        Raises PromiseBroken where the API server refuses a manifest, EnvironmentFault where it cannot.
        """
        if self._failure is not None:
            raise self._failure
        if self.live is None:
            try:
                self.live = self._deploy()
            except ConformanceError as failure:
                self._failure = failure
                raise
        return self.live

    def _deploy(self) -> LiveStack:
        created = create_namespace(self.api, self.record.run_id)
        self.namespaces.append(created.name)
        self.lease.hold(created.name)
        watch = NamespaceWatch(self.api, created.name)
        watch.start()
        waiter = Waiter(watch, self.inputs.patience, recorder=self.recorder, progress=self.progress)
        waiter.until_answers(
            lambda: default_service_account(self.api, created.name),
            "the namespace's service account",
            "account-ready",
        )
        secret = self.inputs.pull_secret
        secret_name = copy_pull_secret(self.api, secret, created.name) if secret else None
        credentials = self._credentials()
        images = self.inputs.images
        changes = Changes(
            namespace=created.name,
            labels={RUN_LABEL: self.record.run_id},
            keystone_image=images.keystone,
            database_image=images.database,
            memcached_image=images.memcached,
            pull_secret=secret_name,
            credentials=credentials,
            source_ranges=self.inputs.options.source_ranges,
        )
        prepared = prepare(self.inputs.manifests, changes)
        self.record.deviations = list(prepared.deviations)
        deploy(self.api, prepared, created.name)
        return LiveStack(
            self.api, created.name, prepared.names, credentials or credentials_of(prepared), watch, waiter
        )

    def _credentials(self) -> Credentials | None:
        """Random ones on a cluster that the suite did not make, unless the blog's are asked for."""
        blog = self.inputs.existing is None or self.inputs.options.blog_credentials
        return None if blog else random_credentials()

    def request_teardown(self) -> list[str]:
        """Ask for every deletion at once, services first; return what could not be asked."""
        return request_all(self.api, self.namespaces)

    def take_away(self) -> list[str]:
        """Delete every namespace of the run, wait until it is gone; return what remains and why."""
        if not self.namespaces:
            return []
        for namespace in self.namespaces:
            request_teardown(self.api, namespace)
        waiter = Waiter(None, self.inputs.patience, recorder=self.recorder, progress=self.progress)
        try:
            waiter.until_answers(
                lambda: gone(self.api, self.record.run_id), "everything of the run gone", "namespace-gone"
            )
        except ConformanceError as still_there:
            return what_remains(self.api, self.record.run_id) or [still_there.message]
        return []

    def close(self) -> None:
        """End watches, port-forwards and the lease's renewal."""
        if self.live is not None:
            self.live.close()
        self.lease.release()
