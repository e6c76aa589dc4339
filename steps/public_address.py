"""Sentences about the public service and what is reached at its address."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from conformance.answering import answer_of
from conformance.conditions import endpoints_are, no_service
from conformance.disrupt import delete_service
from conformance.judges.holding import must_hold
from conformance.live_stack import LiveStack
from conformance.public_answers import require_every_family, until_answers_in_public
from conformance.reach import Answer
from conformance.reach_versions import judge_versions, lists_stable_v3, well_formed
from conformance.run import Run
from conformance.stack import EXPECTED, Role


@given("the public service has an address", target_fixture="public_url")
@then("the public service shows an address of its own", target_fixture="public_url")
def public_service_has_an_address(stack: LiveStack, run: Run) -> str:
    """The one that `kubectl get services` shows beside the cluster IP."""
    url = stack.public_url()
    run.recorder.saw(public_url=url, addresses=list(stack.addresses_of(stack.names.public_service)))
    return url


@then("all keystone pods stand behind it on port 5000")
def all_replicas_stand_behind_it(stack: LiveStack, run: Run) -> None:
    """The service's endpoints are the controller's pods, all of them and no others."""
    names = [pod.name for pod in stack.replicas()]
    condition = endpoints_are(stack.names.public_service, names, EXPECTED.public_port)
    listed = stack.until(condition, f"all replicas behind {stack.names.public_service}", "endpoint-listed")
    run.recorder.saw(endpoints=list(listed), pods=names)


@given("Keystone answers at the public address", target_fixture="public_url")
def every_replica_answers_in_public(stack: LiveStack) -> str:
    """Once every replica does: the next request may come to any of them."""
    stack.answering_replicas()
    return keystone_answers_in_public(stack)


@then("Keystone answers at the public address", target_fixture="public_url")
def keystone_answers_in_public(stack: LiveStack) -> str:
    """From where the suite runs, through the load balancer; of two families of address, at each."""
    return until_answers_in_public(stack, stack.names.public_service, EXPECTED.public_port)


@then(parsers.parse("it answers {times:d} times in a row, each on a new connection"))
def it_answers_steadily(stack: LiveStack, public_url: str, times: int, run: Run) -> None:
    """One failure begins the count anew. A family that this machine has no route for is not judged here."""
    service = stack.names.public_service
    until_answers_in_public(stack, service, EXPECTED.public_port, times)
    run.recorder.saw(answered=public_url, times_in_a_row=times)
    require_every_family(stack.addresses_of(service))


@when("the versions document is asked for", target_fixture="versions")
def versions_are_asked_for(public_url: str, run: Run) -> Answer:
    """What the blog's `curl` printed."""
    answer = answer_of(f"{public_url}/", timeout=run.patience("answer"))
    run.recorder.saw(url=public_url, status=answer.status, request_id=answer.request_id)
    run.recorder.saw(document=answer.body, headers=dict(answer.headers))
    return answer


@then("it is well-formed")
def it_is_well_formed(versions: Answer) -> None:
    """300, and of each version what a client needs to choose one."""
    must_hold(well_formed(versions))


@then("it lists v3 as stable")
def it_lists_v3(versions: Answer) -> None:
    """v2.0 is gone from Keystone; v3 is the API."""
    must_hold(lists_stable_v3(versions))


@then("every link in it carries the address that was asked")
def links_lead_back(versions: Answer) -> None:
    """A link to an inside name would lead a client nowhere."""
    must_hold(judge_versions(versions, versions.url.rstrip("/")))


@given("the public service has been deleted while Keystone answered there", target_fixture="old_url")
def public_service_is_deleted(stack: LiveStack, run: Run) -> str:
    """`kubectl delete service`; what it had been reached at is remembered."""
    url = every_replica_answers_in_public(stack)
    service = stack.service(stack.names.public_service)
    delete_service(stack.api, stack.namespace, service.name, service.uid)
    run.recorder.saw(deleted=service.name, uid=service.uid, public_url=url)
    return url


@given("the address has stopped answering")
def address_has_stopped_answering(stack: LiveStack, old_url: str) -> None:
    """Three times in a row on new connections, and the service itself is gone."""
    stack.until_silent(old_url)
    stack.until(no_service(stack.names.public_service), "the public service gone", "service-address-gone")


@when("the public service is created again")
def public_service_is_created_again(stack: LiveStack) -> None:
    """`kubectl create -f` of the same file."""
    stack.create(Role.PUBLIC_SERVICE)
