from __future__ import annotations

from dataclasses import replace

import pytest

from images.keystone.keystone_start.refusal import RefusalError
from images.keystone.keystone_start.undone import (
    BOOTSTRAP_BEGUN,
    NOTES_TABLE,
    SYNC_BEGUN,
    Baked,
    Found,
    Schema,
    finished,
    judge,
)

BAKED = Baked(heads=frozenset({"e2", "c1"}), expand_head="e2", known=frozenset({"e1", "e2", "c1"}))
KEYS = ("fernet-keys", "credential-keys")
KEPT = dict.fromkeys(KEYS, '{"0": "…"}')
WHOLE = Found(frozenset({"user", "alembic_version"}), frozenset({"e2", "c1"}), True, KEPT)


def test_an_empty_database_needs_everything() -> None:
    undone = judge(Found(), BAKED, KEYS)
    assert (undone.schema, undone.bootstrap, undone.keys) == (Schema.SYNC, True, KEYS)


def test_the_images_own_table_alone_is_an_empty_database() -> None:
    found = Found(tables=frozenset({NOTES_TABLE}), notes={SYNC_BEGUN: "", **KEPT})
    undone = judge(found, BAKED, KEYS)
    assert (undone.schema, undone.keys) == (Schema.SYNC, ())


def test_a_whole_database_needs_nothing() -> None:
    assert not judge(WHOLE, BAKED, KEYS)
    assert finished(WHOLE, BAKED, KEYS)


def test_an_older_schema_is_only_expanded() -> None:
    undone = judge(replace(WHOLE, versions=frozenset({"e1", "c1"})), BAKED, KEYS)
    assert (undone.schema, undone.bootstrap) == (Schema.EXPAND, False)


def test_a_schema_before_its_contract_step_needs_nothing() -> None:
    assert judge(replace(WHOLE, versions=frozenset({"e2"})), BAKED, KEYS).schema is Schema.NOTHING


def test_a_newer_schema_is_left_alone() -> None:
    assert judge(replace(WHOLE, versions=frozenset({"e3", "c2"})), BAKED, KEYS).schema is Schema.NOTHING


@pytest.mark.parametrize(
    "found",
    [
        Found(tables=frozenset({"user", "project"})),
        Found(tables=frozenset({"user", "alembic_version"})),
        replace(WHOLE, notes={SYNC_BEGUN: ""}),
    ],
    ids=["no alembic_version", "alembic_version empty", "db_sync did not end"],
)
def test_a_half_made_schema_is_refused_with_its_remedy(found: Found) -> None:
    with pytest.raises(RefusalError, match=r"half-made: 2 tables.*Nothing was dropped\. Remedy:"):
        judge(found, BAKED, KEYS)
    assert not finished(found, BAKED, KEYS)


@pytest.mark.parametrize(
    "found",
    [replace(WHOLE, admin_exists=False), replace(WHOLE, notes={BOOTSTRAP_BEGUN: "", **KEPT})],
    ids=["no admin", "bootstrap did not end"],
)
def test_a_bootstrap_that_is_missing_or_did_not_end_is_done(found: Found) -> None:
    undone = judge(found, BAKED, KEYS)
    assert (undone.schema, undone.bootstrap) == (Schema.NOTHING, True)
    assert not finished(found, BAKED, KEYS)


def test_keys_are_made_only_where_no_secret_and_no_replica_gave_them() -> None:
    assert judge(replace(WHOLE, notes={}), BAKED, ("credential-keys",)).keys == ("credential-keys",)
    assert judge(replace(WHOLE, notes={}), BAKED, ()).keys == ()
