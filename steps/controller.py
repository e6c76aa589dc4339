"""Sentences about the ReplicationController and the pods it keeps."""

from __future__ import annotations

from pytest_bdd import parsers, then

from conformance.conditions import pods_selected
from conformance.judges.holding import must_hold
from conformance.judges.replicas import (
    one_digest_each,
    opens_ports,
    owned_by,
    pulled_by,
    run_both_containers,
)
from conformance.live_stack import LiveStack
from conformance.observed import PodView
from conformance.run import Run
from conformance.stack import EXPECTED


@then(parsers.parse("the controller has all the pods it was asked for, at least {least:d}"))
def controller_has_its_pods(stack: LiveStack, least: int, run: Run) -> None:
    """Desired, current and ready are one number, as `kubectl get rc` shows them."""
    replicas = stack.replicas()
    run.recorder.saw(pods={pod.name: pod.uid for pod in replicas})
    must_hold(
        [] if len(replicas) >= least else [f"the controller keeps {len(replicas)} pods, fewer than {least}"]
    )


# The wait of the sentence before has let through the controller's own pods only, all of them ready. These two
# judge what the labels find, as `kubectl get pods -l` and the public service do.


@then("every keystone pod is owned by the controller")
def pods_are_owned(stack: LiveStack, run: Run) -> None:
    """By its owner reference, not by its name."""
    found = pods_selected(stack.controller(), stack.snapshot)
    run.recorder.saw(owners={pod.name: pod.owner.uid if pod.owner else None for pod in found})
    must_hold(owned_by(found, stack.names.controller))


@then("every keystone pod runs both its containers")
def pods_run_both_containers(stack: LiveStack, run: Run) -> None:
    """Keystone and memcached, 2/2."""
    found = pods_selected(stack.controller(), stack.snapshot)
    run.recorder.saw(ready={pod.name: [c.name for c in pod.containers if c.ready] for pod in found})
    must_hold(run_both_containers(found, [stack.names.keystone_container, stack.names.memcached_container]))


@then("each container runs one image digest in all replicas")
def one_digest_over_all_replicas(replicas: tuple[PodView, ...], run: Run) -> None:
    """By the digest in the pods' status, which is what runs."""
    run.recorder.saw(digests={f"{pod.name}/{c.name}": c.image_id for pod in replicas for c in pod.containers})
    must_hold(one_digest_each(replicas))


@then("its keystone container opens the ports 5000 and 35357")
def keystone_opens_its_ports(stack: LiveStack, replicas: tuple[PodView, ...], run: Run) -> None:
    """The API for everybody, and the one that was for administrators."""
    run.recorder.saw(
        ports={f"{pod.name}/{c.name}": list(c.ports) for pod in replicas for c in pod.containers}
    )
    ports = (EXPECTED.public_port, EXPECTED.admin_port)
    must_hold(opens_ports(replicas, stack.names.keystone_container, ports))


@then("its memcached container opens the port 11211")
def memcached_opens_its_port(stack: LiveStack, replicas: tuple[PodView, ...]) -> None:
    """Memcached's own."""
    must_hold(opens_ports(replicas, stack.names.memcached_container, (EXPECTED.memcached_port,)))


@then("the pull policy of every keystone container is Always")
def keystone_is_pulled_anew(stack: LiveStack, replicas: tuple[PodView, ...], run: Run) -> None:
    """As the API server keeps it, its own default for the tag `latest` among it."""
    policies = {f"{pod.name}/{c.name}": c.pull_policy for pod in replicas for c in pod.containers}
    run.recorder.saw(pull_policies=policies)
    must_hold(pulled_by(replicas, stack.names.keystone_container, EXPECTED.keystone_pull_policy))
