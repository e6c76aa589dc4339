"""Hooks: each scenario is written down as it runs, its evidence gathered where a sentence fails."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import pytest
from pytest_bdd.parser import Feature, Scenario, Step
from pytest_bdd.types import WHEN

from conformance.errors import MissingCapability, NotBegun
from conformance.options import PROFILES
from conformance.promises import CAPABILITY_PREFIX, IDENTIFIER, SET_TAGS
from conformance.record import StepOutcome
from steps.run_key import RUN, identifier_of


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marks that identifiers and capabilities become."""
    config.addinivalue_line("markers", "promise(identifier): the stable name of a scenario")
    config.addinivalue_line("markers", "requires(capability): what a cluster must have to show it")


@pytest.hookimpl(tryfirst=True)
def pytest_bdd_apply_tag(tag: str, function: Callable[..., object]) -> bool:
    """Make an identifier a `promise` mark, a missing capability a `requires` mark, a profile its own mark."""
    if IDENTIFIER.match(tag):
        pytest.mark.promise(tag)(function)
    elif tag.startswith(CAPABILITY_PREFIX):
        pytest.mark.requires(tag.removeprefix(CAPABILITY_PREFIX))(function)
    elif tag in SET_TAGS:
        pass  # the selection of the run looks at it
    elif tag in PROFILES:
        getattr(pytest.mark, tag)(function)
    else:
        raise ValueError(f"the tag @{tag} is declared nowhere")
    return True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the scenarios that the run asks for."""
    run = config.stash.get(RUN, None)
    if run is None:
        return
    chosen = run.selection.identifiers()
    left_out = [item for item in items if identifier_of(item) not in chosen]
    items[:] = [item for item in items if identifier_of(item) in chosen]
    # what only looks comes first: then the stack it looked at becomes the one that is disturbed
    items.sort(key=lambda item: not run.promise(identifier_of(item)).looks_at_the_shared_stack)
    run.order = [identifier_of(item) for item in items]
    config.hook.pytest_deselected(items=left_out)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Count a feature or a step module that cannot be read as a defect."""
    if report.failed:
        raise pytest.UsageError(f"{report.nodeid} could not be read: {report.longreprtext.strip()}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Open a record before set-up and close it after teardown, whatever happened between.

    Where a report can be written no more, or no stack be made, the session ends: pytest's own way to end one
    early that is no interruption.
    """
    run = item.config.stash.get(RUN, None)
    identifier = identifier_of(item)
    if run is None or not identifier:
        return (yield)
    run.scenario_started(identifier)
    result = yield
    run.scenario_finished()
    if run.must_stop:
        item.session.shouldfail = run.must_stop
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell the run the exception of each phase, and keep pytest's own outcome to check ours against."""
    report = yield
    run = item.config.stash.get(RUN, None)
    identifier = identifier_of(item)
    if run is not None and identifier:
        run.phase_ended(identifier, report.outcome, call.excinfo.value if call.excinfo else None)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Let pytest call a scenario skipped, as the record does, wherever in it a capability was missing, and
    one that was not begun.
    """
    run = item.config.stash.get(RUN, None)
    if run is None or not identifier_of(item):
        return (yield)
    try:
        return (yield)
    except (MissingCapability, NotBegun) as why:
        run.skipped(why)
        pytest.skip(str(why))


def pytest_bdd_before_scenario(request: pytest.FixtureRequest, feature: Feature, scenario: Scenario) -> None:  # noqa: ARG001 - the hook's signature
    """Raise MissingCapability for what this cluster cannot show, NotBegun for what there is no time for."""
    run = request.config.stash[RUN]
    run.may_begin()
    for mark in request.node.iter_markers("requires"):
        run.require(str(mark.args[0]))


def pytest_bdd_before_step(request: pytest.FixtureRequest, step: Step) -> None:
    """Turn the record to the next sentence; once this scenario has its stack, the next one's may start."""
    run = request.config.stash[RUN]
    if step.type == WHEN:
        run.lay_out_ahead()
    run.step_started()


def pytest_bdd_after_step(request: pytest.FixtureRequest) -> None:
    """Note a sentence that held."""
    request.config.stash[RUN].step_finished(StepOutcome.PASSED)


def pytest_bdd_step_error(request: pytest.FixtureRequest, exception: Exception) -> None:
    """Note a sentence that failed, and gather the evidence before anything is torn down.

    One that cannot be judged here has not failed, and there is nothing to prove.
    """
    run = request.config.stash[RUN]
    if isinstance(exception, MissingCapability):
        run.step_finished(StepOutcome.SKIPPED)
        run.skipped(exception)
    else:
        run.step_finished(StepOutcome.FAILED)
        run.gather_evidence(exception)


def pytest_bdd_step_func_lookup_error(exception: Exception, **_: Any) -> None:
    """A sentence without a definition is a defect of the suite; the exception itself says which."""
    exception.add_note("tests/test_vocabulary.py finds this without a cluster")


@pytest.hookimpl(wrapper=True)
def pytest_bdd_after_scenario(request: pytest.FixtureRequest) -> Generator[None, object, object]:
    """Hold the invariants that no sentence names, where all sentences held."""
    result = yield
    request.config.stash[RUN].hold_invariants()
    return result
