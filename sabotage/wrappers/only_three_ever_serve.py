# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but a fourth replica that starts on a database never serves."""

import os
import threading
from typing import Any

from keystone_start import __main__ as start
from keystone_start import serving
from keystones_database import number_of_this_start

serve = serving.serve


def serve_or_not(*arguments: Any) -> int:
    """Serve, or wait for ever."""
    if number_of_this_start() > 3:
        threading.Event().wait()
    code: int = serve(*arguments)
    return code


serving.serve = serve_or_not

os._exit(start.main())
