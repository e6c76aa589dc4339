# The libraries are in the image, not beside the suite.
# mypy: disable-error-code="import-not-found, import-untyped"
"""The database by itself, before any of Keystone is loaded."""

from __future__ import annotations

import time
from collections.abc import Callable

import pymysql
from pymysql.connections import Connection
from pymysql.constants import CR, ER

from .refusal import RefusalError
from .settings import Settings
from .undone import NOTES_TABLE, Found

ATTEMPT_SECONDS = 2
PAUSE_SECONDS = 0.05  # a refused connection costs next to nothing, and MariaDB is up within a second or two

REFUSED = {
    ER.ACCESS_DENIED_ERROR: "check MYSQL_USER and MYSQL_PASSWORD against those of the database's pod",
    ER.DBACCESS_DENIED_ERROR: "check MYSQL_DATABASE, and that MYSQL_USER was granted it",
    ER.BAD_DB_ERROR: "check MYSQL_DATABASE against that of the database's pod",
    ER.HOST_NOT_PRIVILEGED: "the database refuses this pod's address",
}
NOT_YET = {
    CR.CR_CONN_HOST_ERROR,
    CR.CR_SERVER_LOST,
    CR.CR_SERVER_GONE_ERROR,
    ER.CON_COUNT_ERROR,
    ER.SERVER_SHUTDOWN,
}


def connect(settings: Settings, say: Callable[[str], None]) -> Connection:
    """Wait until the database takes the login, at most `settings.database_wait` seconds.

    Raises RefusalError when it refuses, or does not answer in time.
    """
    deadline = time.monotonic() + settings.database_wait
    said = False
    while True:
        try:
            return pymysql.connect(
                host=settings.database_host,
                user=settings.database_user,
                password=settings.database_password,
                database=settings.database_name,
                connect_timeout=ATTEMPT_SECONDS,
                autocommit=True,
            )
        except pymysql.MySQLError as error:
            code, text = (*error.args, "")[:2]
            if code in REFUSED:
                raise RefusalError(
                    f"MariaDB at {settings.database_host} says: {text}; {REFUSED[code]}"
                ) from error
            if code not in NOT_YET:
                raise RefusalError(f"MariaDB at {settings.database_host}: {code} {text}") from error
            if time.monotonic() > deadline:
                raise RefusalError(
                    f"no database at {settings.database_host}:3306 within {settings.database_wait} s ({text})"
                ) from error
        if not said:
            where = f"{settings.database_host}:3306"
            say(f"waiting for the database at {where}, at most {settings.database_wait} s")
            said = True
        time.sleep(PAUSE_SECONDS)


def look(connection: Connection) -> Found:
    """Give what the database holds now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()")
        tables = frozenset(row[0] for row in cursor.fetchall())
        versions: frozenset[str] = frozenset()
        if "alembic_version" in tables:
            cursor.execute("SELECT version_num FROM alembic_version")
            versions = frozenset(row[0] for row in cursor.fetchall())
        admin = 0
        if "local_user" in tables:
            admin = cursor.execute("SELECT 1 FROM local_user WHERE name = 'admin' AND domain_id = 'default'")
        notes: dict[str, str] = {}
        if NOTES_TABLE in tables:
            cursor.execute(f"SELECT name, content FROM {NOTES_TABLE}")
            notes = {str(name): str(content) for name, content in cursor.fetchall()}
    return Found(tables, versions, bool(admin), notes)


def note(connection: Connection, name: str, content: str = "") -> None:
    """Write a note of the image's own beside Keystone's tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS {NOTES_TABLE}"
            " (name VARCHAR(64) PRIMARY KEY, content MEDIUMTEXT NOT NULL) ENGINE=InnoDB"
        )
        cursor.execute(f"REPLACE INTO {NOTES_TABLE} VALUES (%s, %s)", (name, content))


def forget(connection: Connection, name: str) -> None:
    """Remove a note."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {NOTES_TABLE} WHERE name = %s", (name,))
