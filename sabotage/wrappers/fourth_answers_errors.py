# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but a fourth replica on a database answers /v3 with 503, and its versions as always."""

import os
from collections.abc import Callable, Iterable
from typing import Any

import pymysql
from keystone_start import __main__ as start
from keystone_start import application, serving

TABLE = "sabotage_starts"
FIRST = 3
answering, serve = application.answering, serving.serve
late: list[bool] = []


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


def errors_if_late(served: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the application."""
    answered = answering(served)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if late and environ["PATH_INFO"] == "/v3":
            start_response("503 Service Unavailable", [("Content-Length", "0")])
            return [b""]
        result: Iterable[bytes] = answered(environ, start_response)
        return result

    return answer


def serve_counted(*arguments: Any) -> int:
    """Serve, and know whether that is one of the first."""
    if number() > FIRST:
        late.append(True)
    code: int = serve(*arguments)
    return code


application.answering, serving.serve = errors_if_late, serve_counted

os._exit(start.main())
