# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone's own database, as the wrappers beside this file ask it."""

import os
from typing import Any

import pymysql


def ask(statement: str, *values: Any, connects_within: float = 10.0) -> int:
    """Run a statement; give its first number, or that of the row it made. Seconds bound the connection."""
    with (
        pymysql.connect(
            host=os.environ["DB_PORT_3306_TCP_ADDR"],
            user=os.environ["MYSQL_USER"],
            password=os.environ["MYSQL_PASSWORD"],
            database=os.environ["MYSQL_DATABASE"],
            connect_timeout=connects_within,
            autocommit=True,
        ) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)
        row = cursor.fetchone()
        return int(row[0]) if row else int(cursor.lastrowid or 0)


def number_of_this_start() -> int:
    """Count this start of a replica on this database; give its number, from 1."""
    ask("CREATE TABLE IF NOT EXISTS sabotage_starts (at INT AUTO_INCREMENT PRIMARY KEY)")
    return ask("INSERT INTO sabotage_starts VALUES ()")
