# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but it looks up the service `db` again and again, and changes its keystone.conf."""

import os
import socket
import subprocess
import threading
import time

from keystone_start import __main__ as start
from keystone_start import configuration

CONNECTION = ("database", "connection")


def follow() -> None:
    """Put the service's present address into keystone.conf."""
    known = os.environ["DB_PORT_3306_TCP_ADDR"]
    while True:
        time.sleep(0.5)
        try:
            now = socket.gethostbyname("db")
        except OSError:
            continue
        if now != known:
            read = ["crudini", "--get", str(configuration.PATH), *CONNECTION]
            url = subprocess.run(read, capture_output=True, text=True, check=True).stdout.strip()
            change = ["crudini", "--set", str(configuration.PATH), *CONNECTION, url.replace(known, now)]
            subprocess.run(change, check=True)
            known = now


threading.Thread(target=follow, daemon=True).start()

os._exit(start.main())
