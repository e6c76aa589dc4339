"""Sentences about the versions that each replica serves."""

from __future__ import annotations

from pytest_bdd import then, when

from conformance.judges.holding import must_hold
from conformance.judges.paths import OLD_API, describes_v3, old_api_as_listed
from conformance.live_stack import LiveStack
from conformance.reach import Answer
from conformance.reach_versions import versions_listed
from conformance.replica_answers import ask_each
from conformance.run import Run
from conformance.stack import EXPECTED

Answers = dict[str, Answer]


@when("every replica is asked for its versions document", target_fixture="documents")
def documents_are_asked_for(replica_urls: dict[str, str], run: Run) -> Answers:
    """What it lists decides what is judged."""
    documents = ask_each(replica_urls, "/", timeout=run.patience("answer"))
    run.recorder.saw(listed={pod: versions_listed(document) for pod, document in documents.items()})
    return documents


@then("v2.0 is found at each that lists it, and at no other")
def old_api_is_as_listed(documents: Answers, replica_urls: dict[str, str], run: Run) -> None:
    """200 where it is listed, 404 where it is not."""
    answers = ask_each(replica_urls, f"/{OLD_API}", timeout=run.patience("answer"))
    run.recorder.saw(statuses={pod: answer.status for pod, answer in answers.items()})
    must_hold(old_api_as_listed(documents, answers))


@when("every replica is asked for /v3", target_fixture="descriptions")
def v3_is_asked_for(replica_urls: dict[str, str], run: Run) -> Answers:
    """The API's own description."""
    answers = ask_each(replica_urls, "/v3", timeout=run.patience("answer"))
    run.recorder.saw(statuses={pod: answer.status for pod, answer in answers.items()})
    return answers


@when("every replica is asked for /v3 on port 35357", target_fixture="descriptions")
def v3_is_asked_for_by_administrators(stack: LiveStack, replica_urls: dict[str, str], run: Run) -> Answers:
    """Through the API server's port-forward, as on the public port."""
    urls = {pod: stack.replica_url(pod, EXPECTED.admin_port) for pod in replica_urls}
    answers = ask_each(urls, "/v3", timeout=run.patience("answer"))
    run.recorder.saw(statuses={pod: answer.status for pod, answer in answers.items()})
    return answers


@then("each answers with a stable v3")
def each_describes_v3(descriptions: Answers) -> None:
    """200, and the description of a version that is meant to be used."""
    must_hold(describes_v3(descriptions))
