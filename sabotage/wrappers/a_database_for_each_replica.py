# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but each replica makes a database of its own; its user must be root."""

import os
import socket
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Any

from keystone_start import __main__ as start
from keystone_start import database, settings

read, connect = settings.read, database.connect
settings.read = lambda environment: replace(
    read(environment), database_name=f"keystone_{socket.gethostname().replace('-', '_')}"
)


def to_its_own(wanted: Any, say: Callable[[str], None]) -> Any:
    """Make the database before it is connected to."""
    with (
        closing(connect(replace(wanted, database_name="mysql"), say)) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(f"CREATE DATABASE IF NOT EXISTS {wanted.database_name}")
    return connect(wanted, say)


database.connect = to_its_own

os._exit(start.main())
