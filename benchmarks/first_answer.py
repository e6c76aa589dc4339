"""From the boot of a fresh box to Keystone's first answer through the load balancer."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from conformance.clusters.kubebox.boot import boot
from conformance.clusters.kubebox.making import Made
from conformance.clusters.kubebox.options import BoxOptions
from conformance.conditions import controller_has_ready_pods, pod_running, service_has_address
from conformance.deploy import create_namespace, default_service_account, deploy
from conformance.manifests import Changes, prepare, read_manifests
from conformance.observe import NamespaceWatch
from conformance.options import SUITE_FOLDER
from conformance.patience import Patience
from conformance.reach_versions import answers_versions
from conformance.run_identity import new_run_id
from conformance.stack import EXPECTED
from conformance.wait import Waiter


@dataclass(frozen=True)
class Clocks:
    """Seconds from the beginning of the boot to each event."""

    node_ready: float
    booted: float
    deployed: float
    database_running: float
    replicas_running: float
    first_answer: float


def measure(made: Made, say: Callable[[str, str, float], None]) -> Clocks:
    """Boot a box, deploy the blog's manifests, and return the clocks; the box is gone afterwards."""
    began = time.monotonic()

    def since() -> float:
        return round(time.monotonic() - began, 2)

    with boot(BoxOptions(name="first-answer"), made.programs, made.images, say) as box:
        booted = since()
        api = box.api()
        run_id = new_run_id()
        namespace = create_namespace(api, run_id).name
        patience = Patience.for_cluster(kubebox=True)
        with NamespaceWatch(api, namespace) as watch:
            waiter = Waiter(watch, patience)
            waiter.until_answers(lambda: default_service_account(api, namespace), "account", "account-ready")
            prepared = prepare(read_manifests(SUITE_FOLDER / "manifests"), Changes(namespace=namespace))
            deploy(api, prepared, namespace)
            deployed, names = since(), prepared.names
            waiter.until(pod_running(names.database_pod), "the database pod", "pod-running")
            database_running = since()
            waiter.until(controller_has_ready_pods(names.controller), "the replicas", "controller-ready")
            replicas_running = since()
            address = waiter.until(service_has_address(names.public_service), "an address", "service-address")
            url = f"http://{address}:{EXPECTED.public_port}"
            waiter.until_answers(lambda: answers_versions(url, 1.0), "Keystone answers", "keystone-answers")
            first_answer = since()
        return Clocks(
            box.state.ready_after_s or booted,
            booted,
            deployed,
            database_running,
            replicas_running,
            first_answer,
        )
