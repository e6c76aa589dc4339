# The libraries are in the image, not beside the suite.
# mypy: disable-error-code="import-not-found, import-untyped"
"""One replica at a time: a named lock that MariaDB takes back when its holder dies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .refusal import RefusalError

if TYPE_CHECKING:
    from pymysql.connections import Connection


@contextmanager
def held(connection: Connection, database: str, seconds: int, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock on setting up `database`; wait for it at most `seconds`.

    While it waits the replica sleeps in one query. RefusalError, which names the holder, when time is up.
    """
    name = f"keystone-setup.{database}"[:64]  # MariaDB's limit of a lock's name
    if not _get(connection, name, 0):
        say(f"waiting for another replica to set up the database: {_holder(connection, name)}")
        if not _get(connection, name, seconds):
            raise RefusalError(
                f"the database's setup lock was not free within {seconds} s: {_holder(connection, name)}"
            )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DO RELEASE_LOCK(%s)", (name,))


def _get(connection: Connection, name: str, seconds: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT GET_LOCK(%s, %s)", (name, seconds))
        row = cursor.fetchone()
    return row is not None and row[0] == 1


def _holder(connection: Connection, name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, host FROM information_schema.processlist WHERE id = IS_USED_LOCK(%s)", (name,)
        )
        row = cursor.fetchone()
    return f"held by {row[1]} (connection {row[0]})" if row else "its holder has just gone"
