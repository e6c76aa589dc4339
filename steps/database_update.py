"""Sentences about a database pod that is replaced by one of another image."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from pytest_bdd import then, when

from conformance.administrator import administrator_at
from conformance.conditions import pod_gone
from conformance.disrupt.database_image import create_database_of
from conformance.disturbance import Disturbance, delete_database
from conformance.identity import OwnDomain
from conformance.issuing import tokens_of
from conformance.judges.holding import must_hold
from conformance.live_stack import LiveStack
from conformance.run import Run
from conformance.stack import Role
from conformance.update.database_settings import (
    DatabaseSettings,
    set_as_before,
    set_differently,
    settings_of,
)
from conformance.update.images import deployed_as
from conformance.update.inventory import Inventory, lost, still_there, take_inventory
from conformance.update.similar_names import Similar, find_similar, make_similar, told_apart_differently

FIRST, SECOND = "first-", "second-"
"""What the names begin with that are made before, and those that are made after."""


@dataclass(frozen=True)
class BeforeTheDatabase:
    """What was there before the database pod went."""

    settings: DatabaseSettings
    inventory: Inventory
    domain: OwnDomain
    similar: tuple[Similar, ...]


@pytest.fixture
def before_the_database(stack: LiveStack, run: Run) -> BeforeTheDatabase:
    """Users whose names differ by little, in a domain of their own; and all that there is."""
    url = next(iter(stack.answering_replicas().values()))
    timeout = run.patience("answer")
    domain = OwnDomain.create(administrator_at(stack, url), "database")
    similar = _names_that_differ_by_little(stack, url, domain, FIRST, timeout)
    inventory = take_inventory(url, domain.operator.token.token, timeout=timeout)
    return BeforeTheDatabase(settings_of(stack), inventory, domain, similar)


@when("the database pod is replaced by one of the new image", target_fixture="disturbance")
def database_is_replaced(stack: LiveStack, before_the_database: BeforeTheDatabase, run: Run) -> Disturbance:
    """Deleted, and made again from the same manifest with the new image; it takes queries then."""
    maker = run.stacks.maker
    image = deployed_as(str(maker.inputs.update.database), maker.pins)
    disturbance = delete_database(stack)
    stack.until(pod_gone(disturbance.uids[0]), f"{disturbance.names} gone", "pod-gone")
    manifest = stack.manifests.of(Role.DATABASE).content
    made = create_database_of(stack.api, stack.namespace, stack.names, manifest, image, stack.site)
    stack.database()
    stack.database_rows("SHOW DATABASES")
    now = settings_of(stack)
    run.recorder.saw(
        deleted=disturbance.told,
        made=made.uid,
        image=image,
        version_before=before_the_database.settings.server.get("version"),
        version_after=now.server.get("version"),
        set_differently=set_differently(before_the_database.settings, now),
    )
    return disturbance


@then("what users had made is gone, all of it")
def all_is_gone(stack: LiveStack, before_the_database: BeforeTheDatabase, run: Run) -> None:
    """What there is was made by the first start on the new database."""
    before, now = before_the_database.inventory, _inventory_now(stack, run)
    run.recorder.saw(counts_before=before.counts, counts_after=now.counts, lost=lost(before, now))
    must_hold(still_there(before, now, before_the_database.domain.domain_id))


@then("users, projects, roles and the rest are there, field by field")
def all_is_there(stack: LiveStack, before_the_database: BeforeTheDatabase, run: Run) -> None:
    """As the API lists them."""
    before, now = before_the_database.inventory, _inventory_now(stack, run)
    run.recorder.saw(
        counts_before=before.counts,
        counts_after=now.counts,
        hashes_before=before.hashes(),
        hashes_after=now.hashes(before),
    )
    must_hold(lost(before, now))


@then("statements and texts are taken as before")
def settings_are_as_before(stack: LiveStack, before_the_database: BeforeTheDatabase) -> None:
    """The SQL mode, and the collation of every column."""
    must_hold(set_as_before(before_the_database.settings, settings_of(stack)))


@then("names that differ by case, accent, trailing space or emoji are told apart as before")
def names_are_told_apart(stack: LiveStack, before_the_database: BeforeTheDatabase, run: Run) -> None:
    """Those from before, and new ones."""
    before, domain = before_the_database.similar, before_the_database.domain
    url = next(iter(stack.answering_replicas().values()))
    timeout = run.patience("answer")
    again = find_similar(url, domain, FIRST, before, timeout=timeout)
    new = _names_that_differ_by_little(stack, url, domain, SECOND, timeout)
    run.recorder.saw(
        before=[each.told for each in before],
        again=[each.told for each in again],
        new=[each.told for each in new],
    )
    wrong = told_apart_differently(before, again, "users from before")
    must_hold(wrong or told_apart_differently(before, new, "new users", (FIRST, SECOND)))


def _inventory_now(stack: LiveStack, run: Run) -> Inventory:
    urls = stack.answering_replicas()
    # a replica's first request may only find out that its connections ended with the old database
    tokens_of(stack, urls, "a token again", "token")
    url = next(iter(urls.values()))
    with administrator_at(stack, url) as operator:
        return take_inventory(url, operator.token.token, timeout=run.patience("answer"))


def _names_that_differ_by_little(
    stack: LiveStack, url: str, domain: OwnDomain, beginning: str, timeout: float
) -> tuple[Similar, ...]:
    """Make users of such names, as far as they are taken.

    Keystone writes a traceback for each that the database refuses: asked for, and no failure of the stack.
    """
    stack.hold_invariants()
    similar = make_similar(url, domain, beginning, timeout=timeout)
    stack.pass_over_failures()
    return similar
