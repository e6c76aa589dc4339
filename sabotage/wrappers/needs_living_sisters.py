# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but after the first three a replica serves only beside SABOTAGE_SISTERS living ones."""

import os
import socket
import threading
from typing import Any

from keystone_start import __main__ as start
from keystone_start import serving
from keystones_database import ask, number_of_this_start

LIVING = "sabotage_living"
FIRST = 3
serve, drain = serving.serve, serving.DrainingServer.drain


def serve_beside_others(*arguments: Any) -> int:
    """Serve where enough others do, or wait for ever."""
    ask(f"CREATE TABLE IF NOT EXISTS {LIVING} (name VARCHAR(64) PRIMARY KEY)")
    first = number_of_this_start() <= FIRST
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
