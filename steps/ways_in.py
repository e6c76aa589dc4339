"""Sentences about other ways to Keystone than the public address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from pytest_bdd import then, when

from conformance.administrators_service import (
    create_administrators_service,
    take_administrators_service_away,
)
from conformance.answering import answer_of, answered
from conformance.conditions import service_has_cluster_ip
from conformance.inside.http import ask_from_inside
from conformance.live_stack import LiveStack
from conformance.node_ports import node_port_url
from conformance.observed import PodView
from conformance.public_answers import until_answers_in_public
from conformance.reach import Answer
from conformance.run import Run
from conformance.stack import EXPECTED


@when(
    "the versions document is asked for at the cluster IP, from the database pod", target_fixture="versions"
)
def asked_from_inside(stack: LiveStack, database: PodView, run: Run) -> Answer:
    """By bash alone: the database's image has no HTTP client."""
    name = stack.names.public_service
    address = stack.until(service_has_cluster_ip(name), f"{name} has a cluster IP", "service-cluster-ip")
    where = (stack.namespace, database.name, stack.names.database_container)
    reply = ask_from_inside(
        stack.api,
        *where,
        address,
        EXPECTED.public_port,
        timeout=run.patience("answer"),
        exec_timeout=run.patience("exec"),
    )
    answer = answered(reply)
    run.recorder.saw(url=answer.url, status=answer.status, request_id=answer.request_id)
    return answer


@when(
    "the versions document is asked for at a node's address and the service's node port",
    target_fixture="versions",
)
def asked_at_a_node(stack: LiveStack, run: Run) -> Answer:
    """At the first node that is reached from here, and has to answer."""
    carrying = {pod.node for pod in stack.replicas()}
    service = stack.service(stack.names.public_service)
    url = node_port_url(stack.api, service, EXPECTED.public_port, carrying)
    answer = answer_of(f"{url}/", timeout=run.patience("answer"))
    run.recorder.saw(url=url, status=answer.status, request_id=answer.request_id)
    return answer


@pytest.fixture
def ending() -> Iterator[ExitStack]:
    """What is to be undone when the scenario ends."""
    with ExitStack() as stack:
        yield stack


@when("the administrators' service is created", target_fixture="admin_service")
def administrators_service_is_created(stack: LiveStack, ending: ExitStack, run: Run) -> str:
    """`kubectl create -f keystone-admin-service.yaml`; its load balancer goes with the scenario."""
    name = create_administrators_service(stack)
    ending.callback(take_administrators_service_away, stack, name)
    run.recorder.saw(service=name, url=stack.address_of(name, EXPECTED.admin_port))
    return name


@then("Keystone answers at its address on port 35357", target_fixture="versions")
def keystone_answers_for_administrators(stack: LiveStack, admin_service: str, run: Run) -> Answer:
    """The versions document, as on the public port."""
    url = until_answers_in_public(stack, admin_service, EXPECTED.admin_port)
    answer = answer_of(f"{url}/", timeout=run.patience("answer"))
    run.recorder.saw(status=answer.status, request_id=answer.request_id)
    return answer
