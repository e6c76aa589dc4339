"""Leaves a database as an interrupted `db_sync` would: tables, and no word of how far it came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.inside import query
from conformance.stack import StackNames

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

HALF_MADE = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)",
    "CREATE TABLE project (id VARCHAR(64) NOT NULL PRIMARY KEY, name VARCHAR(64) NOT NULL)",
    "INSERT INTO project VALUES ('of-the-suite', 'nobody may drop this')",
)
"""Alembic writes the revision after its migration: one killed before that leaves the table empty."""


def half_make_schema(
    api: ApiClient, namespace: str, names: StackNames, database: str, *, timeout: float
) -> None:
    """Make some of Keystone's tables, a row in one, and no revision, as the keystone user.

    `timeout` is in seconds. Raises as `query` does; the database must answer already.
    """
    sql = "; ".join((f"USE `{database}`", *HALF_MADE))
    query(api, namespace, names, sql, timeout=timeout)
