"""How a database server is set, and how the tables in it compare texts; two of them side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from conformance.inside import query
from conformance.live_stack import LiveStack

OF_THE_SERVER = (
    "version",
    "sql_mode",
    "character_set_server",
    "collation_server",
    "innodb_default_row_format",
    "lower_case_table_names",
    "tx_isolation",
)
"""Variables that decide how statements are taken, or how new tables are made."""
MUST_STAY = ("sql_mode", "lower_case_table_names", "tx_isolation")
"""Those of them on which every statement of Keystone depends; the others count for new tables alone."""


@dataclass(frozen=True)
class DatabaseSettings:
    """One server with Keystone's tables in it."""

    server: Mapping[str, str]
    columns: Mapping[str, str]
    """By table and column of the text: its character set and collation."""


def settings_of(stack: LiveStack) -> DatabaseSettings:
    """Ask the database for both, as root; raises as `query` does."""
    timeout = stack.waiter.patience("exec")
    where = (stack.api, stack.namespace, stack.names)
    names = "', '".join(OF_THE_SERVER)
    variables = query(
        *where, f"SHOW GLOBAL VARIABLES WHERE variable_name IN ('{names}')", "root", timeout=timeout
    )
    texts = query(
        *where,
        "SELECT CONCAT(table_name, '.', column_name) AS name, "
        "CONCAT(character_set_name, ' ', collation_name) AS said FROM information_schema.columns "
        f"WHERE table_schema = '{stack.credentials.database_name}' AND collation_name IS NOT NULL",
        "root",
        timeout=timeout,
    )
    return DatabaseSettings(
        {row["Variable_name"]: row["Value"] for row in variables}, {row["name"]: row["said"] for row in texts}
    )


def set_differently(before: DatabaseSettings, after: DatabaseSettings) -> list[str]:
    """Return in words each variable of the server that is another; pure."""
    return [
        f"{name} was {value or 'empty'}, and is {after.server.get(name) or 'empty'}"
        for name, value in before.server.items()
        if after.server.get(name) != value
    ]


def set_as_before(before: DatabaseSettings, after: DatabaseSettings) -> list[str]:
    """Judge that statements are taken as before, and that every text in the tables compares as before."""
    wrong = [
        f"database: {name} was {before.server.get(name)}, and is {after.server.get(name)}"
        for name in MUST_STAY
        if before.server.get(name) != after.server.get(name)
    ]
    return wrong + [
        f"database: column {name} was {said}, and is {after.columns.get(name, 'gone')}"
        for name, said in before.columns.items()
        if after.columns.get(name) != said
    ]
