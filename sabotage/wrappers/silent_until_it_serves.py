# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but while it starts it takes connections and says nothing."""

import os
import socket
from typing import Any

from keystone_start import __main__ as start
from keystone_start import serving

serve = serving.serve
silent = socket.create_server(("", serving.PUBLIC_PORT))


def serve_at_last(*arguments: Any) -> int:
    """Make room for the server that answers."""
    silent.close()
    code: int = serve(*arguments)
    return code


serving.serve = serve_at_last

os._exit(start.main())
