"""Sentences about Keystone's schema, complete or half-made."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_bdd import given, then, when

from conformance.ending_containers import keystone_logs
from conformance.half_made import content_of, half_make
from conformance.inside import Output, schema_check
from conformance.inside.schema import REVISIONS
from conformance.judges.endings import HALF_MADE, each_says
from conformance.judges.holding import must_hold
from conformance.judges.schema import has_revisions, nothing_is_gone, schema_is_complete
from conformance.live_stack import LiveStack
from conformance.run import Run


@dataclass(frozen=True)
class Checked:
    """The replica that was asked, and what it said."""

    pod: str
    output: Output


@when("a replica is asked what its schema lacks", target_fixture="checked")
def schema_is_checked(stack: LiveStack, replica_urls: dict[str, str]) -> Checked:
    """One is enough: all run the same image on the same database."""
    pod, container = next(iter(replica_urls)), stack.names.keystone_container
    timeout = stack.waiter.patience("schema-check")
    return Checked(pod, schema_check(stack.api, stack.namespace, pod, container, timeout))


@then("nothing is left to do")
def schema_lacks_nothing(checked: Checked, run: Run) -> None:
    """Exit code 0."""
    run.recorder.saw(pod=checked.pod, exit_code=checked.output.exit_code)
    must_hold(schema_is_complete(checked.output, checked.pod))


@then("the database names the revision that it is at")
def database_names_its_revision(stack: LiveStack, run: Run) -> None:
    """In alembic_version: one of each branch."""
    rows = stack.database_rows(REVISIONS.format(stack.credentials.database_name))
    run.recorder.saw(revisions=[row["version_num"] for row in rows])
    must_hold(has_revisions([row["version_num"] for row in rows]))


@given("its schema is half-made", target_fixture="content")
def schema_is_half_made(stack: LiveStack, run: Run) -> tuple[str, ...]:
    """Some tables, a row in one of them, and no revision."""
    content = half_make(stack)
    run.recorder.saw(before=list(content))
    return content


@then("each names the remedy")
def each_names_the_remedy(stack: LiveStack, ending_pods: tuple[str, ...]) -> None:
    """In the line that says what is wrong."""
    must_hold(each_says(keystone_logs(stack, ending_pods), *HALF_MADE))


@then("everything in the database is as it was")
def nothing_was_dropped(stack: LiveStack, content: tuple[str, ...], run: Run) -> None:
    """Table by table, and the row."""
    now = content_of(stack)
    run.recorder.saw(after=list(now))
    must_hold(nothing_is_gone(content, now))
