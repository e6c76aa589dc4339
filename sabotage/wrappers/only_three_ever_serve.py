# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but a fourth replica that starts on a database never serves."""

import os
import threading
from typing import Any

import pymysql
from keystone_start import __main__ as start
from keystone_start import serving

TABLE = "sabotage_starts"
serve = serving.serve


def number() -> int:
    """Give the number of this start on this database, from 1."""
    with (
        pymysql.connect(
            host=os.environ["DB_PORT_3306_TCP_ADDR"],
            user=os.environ["MYSQL_USER"],
            password=os.environ["MYSQL_PASSWORD"],
            database=os.environ["MYSQL_DATABASE"],
            autocommit=True,
        ) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {TABLE} (at INT AUTO_INCREMENT PRIMARY KEY)")
        cursor.execute(f"INSERT INTO {TABLE} VALUES ()")
        return int(cursor.lastrowid)


def serve_or_not(*arguments: Any) -> int:
    """Serve, or wait for ever."""
    if number() > 3:
        threading.Event().wait()
    code: int = serve(*arguments)
    return code


serving.serve = serve_or_not

os._exit(start.main())
