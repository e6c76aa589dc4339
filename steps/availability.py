"""Sentences about requests that go on while a pod is replaced."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_bdd import parsers, then, when

from conformance.disturbance import delete_replicas
from conformance.judges.holding import must_hold
from conformance.live_stack import LiveStack
from conformance.probe import (
    RunningProbe,
    back_within,
    enough_probes,
    facts_of,
    may_have_missed,
    no_failures_after_the_request_was_read,
    no_failures_on_new_connections,
    quiet,
    quiet_window,
    start_probe,
)
from conformance.replaced import until_replaced
from conformance.run import Run
from steps.recorded_probes import recorded_probes

QUIET_SECONDS = 8.0
"""As long as a replacement takes on an idle box: what fails in it would have failed undisturbed too."""
STEADY_SECONDS = 3.0
"""Some 150 requests after the last replica answers: more than one round through all of them."""
DELETED = "pod deleted"
TIMES = 3
"""So often at most a pod is deleted: what was seen while this machine stood still shows too little."""


@pytest.fixture
def probes(run: Run) -> Iterator[list[RunningProbe]]:
    """The probe of the scenario: it ends with it, and the report has its course whatever was judged."""
    yield from recorded_probes(run, "a keystone pod deleted", DELETED)


@when("one keystone pod is deleted under a steady stream of requests", target_fixture="probe")
def pod_is_deleted_under_requests(
    stack: LiveStack, public_url: str, probes: list[RunningProbe], run: Run
) -> RunningProbe:
    """A quiet window first; the stream goes on until every replica answers again, and a little longer.

    Once more, where nothing failed and the stream itself faltered: it may have missed what it was for.
    """
    name = f"{run.record.run_id}-{run.recorder.current.identifier}"
    for number in range(1, TIMES + 1):
        probe = start_probe(public_url, name=name if number == 1 else f"{name}-{number}")
        quiet_window(probe, QUIET_SECONDS)
        probe.mark(DELETED)
        probes.append(probe)
        until_replaced(stack, delete_replicas(stack, 1))
        stack.answering_replicas()
        record = probe.lasts(STEADY_SECONDS)
        if number == TIMES or not may_have_missed(record, record.since(DELETED)):
            break
        probe.stop()
    return probe


@then("no request had failed before that")
def quiet_window_was_quiet(probe: RunningProbe, run: Run) -> None:
    """Else nothing can be said of the disturbance: not broken, but unknown."""
    record = probe.so_far()
    run.recorder.saw(before=facts_of(record, record.until(DELETED)))
    quiet(record, record.until(DELETED), last=QUIET_SECONDS)


@then(parsers.parse("requests are answered steadily again, by {least:d} of each kind at least"))
def answered_steadily_again(stack: LiveStack, probe: RunningProbe, least: int, run: Run) -> None:
    """Within patience of the deletion, on new connections and on kept ones."""
    event = "keystone-answers-steadily"
    stack.waiter.until_answers(
        lambda: probe.answers_steadily(STEADY_SECONDS, DELETED), "requests answered steadily again", event
    )
    record = probe.stop()
    run.recorder.saw(**facts_of(record, record.since(DELETED)))
    enough_probes(record, least, record.since(DELETED))
    must_hold(back_within(record, DELETED, run.patience(event)))


@then(parsers.parse("no request on a new connection failed, of {least:d} at least"))
def no_new_connection_failed(probe: RunningProbe, least: int, run: Run) -> None:
    """From the deletion on, until the new pod has taken over."""
    record = probe.stop()
    run.recorder.saw(**facts_of(record, record.since(DELETED)))
    enough_probes(record, least, record.since(DELETED))
    must_hold(no_failures_on_new_connections(record, record.since(DELETED)))


@then("no request on a kept connection failed after it was read")
def no_kept_connection_failed(probe: RunningProbe) -> None:
    """What was not read any client sends again; what was read is answered."""
    record = probe.stop()
    must_hold(no_failures_after_the_request_was_read(record, record.since(DELETED)))
