# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but it listens on the pod's loopback address only."""

import os

from cheroot.server import HTTPServer
from keystone_start import __main__ as start

prepare = HTTPServer.prepare


def on_loopback(server: HTTPServer) -> None:
    """Bind to the loopback address in place of every address."""
    server.bind_addr = ("127.0.0.1", server.bind_addr[1])
    prepare(server)


HTTPServer.prepare = on_loopback

os._exit(start.main())
