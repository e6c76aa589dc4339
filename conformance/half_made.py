"""What a half-made database holds, so that before and after can be compared."""

from __future__ import annotations

from conformance.disrupt import half_make_schema
from conformance.live_stack import LiveStack

TABLES = "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = '{}' ORDER BY name"
ROWS = "SELECT name FROM `{}`.project"


def half_make(stack: LiveStack) -> tuple[str, ...]:
    """Half-make the schema as soon as the database answers, and return what it holds then."""
    stack.database()
    stack.database_rows("SELECT 1")
    database = stack.credentials.database_name
    half_make_schema(stack.api, stack.namespace, stack.names, database, timeout=stack.waiter.patience("exec"))
    return content_of(stack)


def content_of(stack: LiveStack) -> tuple[str, ...]:
    """Return the names of all tables, and the row that is in one of them, in words."""
    database = stack.credentials.database_name
    tables = tuple(f"table {row['name']}" for row in stack.database_rows(TABLES.format(database)))
    if "table project" not in tables:
        return tables
    return (*tables, *(f"the project {row['name']!r}" for row in stack.database_rows(ROWS.format(database))))
