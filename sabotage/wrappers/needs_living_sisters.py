# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but after the first three a replica serves only beside SABOTAGE_SISTERS living ones."""

import os
import socket
import threading
from typing import Any

import pymysql
from keystone_start import __main__ as start
from keystone_start import serving

STARTS, LIVING = "sabotage_starts", "sabotage_living"
FIRST = 3
serve, drain = serving.serve, serving.DrainingServer.drain


def ask(statement: str, *values: Any) -> int:
    """Run a statement in Keystone's own database; give its first number, or that of the row it made."""
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
        cursor.execute(statement, values)
        row = cursor.fetchone()
        return int(row[0]) if row else int(cursor.lastrowid or 0)


def serve_beside_others(*arguments: Any) -> int:
    """Serve where enough others do, or wait for ever."""
    ask(f"CREATE TABLE IF NOT EXISTS {STARTS} (at INT AUTO_INCREMENT PRIMARY KEY)")
    ask(f"CREATE TABLE IF NOT EXISTS {LIVING} (name VARCHAR(64) PRIMARY KEY)")
    first = ask(f"INSERT INTO {STARTS} VALUES ()") <= FIRST
    if not first and ask(f"SELECT COUNT(*) FROM {LIVING}") < int(os.environ["SABOTAGE_SISTERS"]):
        threading.Event().wait()
    ask(f"REPLACE INTO {LIVING} VALUES (%s)", socket.gethostname())
    code: int = serve(*arguments)
    return code


def leave(server: Any) -> None:
    """Count no more among the living from the moment of being told to stop."""
    ask(f"DELETE FROM {LIVING} WHERE name = %s", socket.gethostname())
    drain(server)


serving.serve = serve_beside_others
serving.DrainingServer.drain = leave

os._exit(start.main())
