# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but where one replica is told to stop the others end too."""

import os
import threading
import time
from typing import Any

from keystone_start import __main__ as start
from keystone_start import serving
from keystones_database import ask

TABLE = "sabotage_ends"
LOOKS_EVERY = 0.2
serve = serving.serve
drain = serving.DrainingServer.drain


def watch(ends: int) -> None:
    """End this replica once another one has been told to stop."""
    while ask(f"SELECT COUNT(*) FROM {TABLE}") == ends:
        time.sleep(LOOKS_EVERY)
    os._exit(1)


def serve_together(*arguments: Any) -> int:
    """Serve, and watch the others."""
    ask(f"CREATE TABLE IF NOT EXISTS {TABLE} (at INT)")
    ends = ask(f"SELECT COUNT(*) FROM {TABLE}")
    threading.Thread(target=watch, args=(ends,), daemon=True).start()
    code: int = serve(*arguments)
    return code


def drain_and_tell(server: Any) -> None:
    """Tell the others before anything else is done."""
    ask(f"INSERT INTO {TABLE} VALUES (1)")
    drain(server)


serving.serve = serve_together
serving.DrainingServer.drain = drain_and_tell

os._exit(start.main())
