"""A copy of Keystone's database beside it on the same server, and the way back to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.inside import query
from conformance.stack import StackNames

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

COPY = "conformance_copy"
"""The database that holds the copy."""
COPY_S = 60.0
"""For some two hundred statements in one, under half a cpu: it bounds a hang, and is no patience."""
UNGUARDED = "SET SESSION FOREIGN_KEY_CHECKS=0"
"""For the session alone: tables are filled one by one, in any order."""


@dataclass(frozen=True)
class DatabaseCopy:
    """What the copied tables were made by: the statement of each, by name."""

    database: str
    tables: Mapping[str, str]


def copy_database(api: ApiClient, namespace: str, names: StackNames, database: str) -> DatabaseCopy:
    """Copy every table with its rows, as root, in the place of an earlier copy.

    By statements alone: the tool for it is not in every image. Raises as `query` does.
    """
    tables = _statements(api, namespace, names, database)
    rows = [
        f"CREATE TABLE `{COPY}`.`{name}` LIKE `{database}`.`{name}`; "
        f"INSERT INTO `{COPY}`.`{name}` SELECT * FROM `{database}`.`{name}`"
        for name in tables
    ]
    sql = "; ".join((f"DROP DATABASE IF EXISTS {COPY}", f"CREATE DATABASE {COPY}", UNGUARDED, *rows))
    query(api, namespace, names, sql, "root", timeout=COPY_S)
    return DatabaseCopy(database, tables)


def restore_database(
    api: ApiClient, namespace: str, names: StackNames, copy: DatabaseCopy, user: str
) -> None:
    """Make the database what it was when it was copied: tables, rows, and nothing else.

    `user` is Keystone's, who is kept out meanwhile: a user without a name, read between two tables, would
    stay in Keystone's cache for longer than this takes. Where it is root nobody can be. Raises as `query`
    does.
    """
    now = _statements(api, namespace, names, copy.database)
    sql = "; ".join((f"USE `{copy.database}`", UNGUARDED, *restoring(copy.tables, now)))
    accounts = _accounts(api, namespace, names, user)
    try:
        query(api, namespace, names, "; ".join((*keeping_out(accounts), sql)), "root", timeout=COPY_S)
    finally:
        if accounts:
            query(api, namespace, names, "; ".join(letting_in(accounts)), "root", timeout=COPY_S)


def keeping_out(accounts: Collection[str]) -> list[str]:
    """Return the statements that end the accounts' connections and let them open no other; pure."""
    locked = [f"ALTER USER {account} ACCOUNT LOCK" for account in accounts]
    return [*locked, *(f"KILL USER {account}" for account in accounts)]


def letting_in(accounts: Collection[str]) -> list[str]:
    """Return the statements that undo it; pure."""
    return [f"ALTER USER {account} ACCOUNT UNLOCK" for account in accounts]


def _accounts(api: ApiClient, namespace: str, names: StackNames, user: str) -> list[str]:
    if user == "root":
        return []
    rows = query(
        api, namespace, names, f"SELECT Host FROM mysql.user WHERE User = '{user}'", "root", timeout=COPY_S
    )
    return [f"'{user}'@'{row['Host']}'" for row in rows]


def restoring(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Return the statements that turn tables as they are `now` into those of `before`, by name; pure.

    A table whose statement is another is made anew, every other one only filled again.
    """
    said = [f"DROP TABLE `{name}`" for name, made in now.items() if before.get(name) != made]
    said += [made for name, made in before.items() if now.get(name) != made]
    for name in before:
        said += [f"DELETE FROM `{name}`", f"INSERT INTO `{name}` SELECT * FROM `{COPY}`.`{name}`"]
    return said


def _statements(api: ApiClient, namespace: str, names: StackNames, database: str) -> dict[str, str]:
    """Return by table of the database the statement that makes it."""
    found = query(
        api,
        namespace,
        names,
        "SELECT table_name AS name FROM information_schema.tables "
        f"WHERE table_schema = '{database}' AND table_type = 'BASE TABLE' ORDER BY table_name",
        "root",
        timeout=COPY_S,
    )
    return made_by(
        query(
            api,
            namespace,
            names,
            "; ".join(f"SHOW CREATE TABLE `{database}`.`{row['name']}`" for row in found),
            "root",
            timeout=COPY_S,
        )
    )


def made_by(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return by table its statement, out of what the client prints for many of them: a heading each; pure."""
    return {
        row["Table"]: row["Create Table"] for row in rows if row["Create Table"].startswith("CREATE TABLE")
    }
