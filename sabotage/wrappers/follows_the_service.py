# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but its keystone.conf follows the service `db` away from an address that is dead.

Names are asked only then: what DNS still has of the service's last address would lead a new pod astray,
and keep an old one where it is.
"""

import os
import socket
import threading
import time
from contextlib import suppress

import pymysql
from keystone_start import __main__ as start
from keystone_start import configuration
from keystones_database import ask

PAUSE_S = 0.1
"""The promise looks some seconds after the service has moved."""
CONNECTS_WITHIN_S = 0.5
"""What is sent between the end of one service and the begin of the next may get no answer at all."""


def answers() -> bool:
    """Tell whether the database answers at the address that this container was started with."""
    with suppress(pymysql.err.OperationalError):
        return bool(ask("SELECT 1", connects_within=CONNECTS_WITHIN_S))
    return False


def follow() -> None:
    """Put the service's new address into keystone.conf once the old one, which has answered, does no more."""
    known = os.environ["DB_PORT_3306_TCP_ADDR"]
    while not answers():
        time.sleep(PAUSE_S)
    while answers() or (now := address()) == known:
        time.sleep(PAUSE_S)
    configuration.PATH.write_text(configuration.PATH.read_text().replace(known, now))


def address() -> str:
    """Ask until the service has an address."""
    while True:
        with suppress(OSError):
            return socket.gethostbyname("db")
        time.sleep(PAUSE_S)


threading.Thread(target=follow, daemon=True).start()

os._exit(start.main())
