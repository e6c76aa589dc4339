"""Sentences about what the replicas share."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bdd import then, when

from conformance.judges.holding import must_hold
from conformance.judges.shared import every_one_shows_all
from conformance.live_stack import LiveStack
from conformance.run import Run
from conformance.shared_projects import SharedProjects, projects_made_through_each, projects_shown


@when("a project is created through each replica", target_fixture="projects")
def projects_are_created(stack: LiveStack, run: Run) -> Iterator[SharedProjects]:
    """In a Keystone domain of the scenario's own."""
    with projects_made_through_each(stack) as projects:
        run.recorder.saw(projects=dict(projects.made))
        yield projects


@then("every replica shows every project")
def every_replica_shows_all(projects: SharedProjects, run: Run) -> None:
    """Also those that were made elsewhere."""
    shown = projects_shown(projects)
    run.recorder.saw(shown=shown)
    must_hold(every_one_shows_all(shown))
