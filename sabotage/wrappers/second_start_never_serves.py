# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but started a second time in its pod it never serves; /marks is a volume of the pod."""

import os
import threading
from pathlib import Path
from typing import Any

from keystone_start import __main__ as start
from keystone_start import serving

MARK = Path("/marks/started")
serve = serving.serve


def serve_or_not(*arguments: Any) -> int:
    """Serve, or wait for ever."""
    if MARK.exists():
        threading.Event().wait()
    MARK.touch()
    code: int = serve(*arguments)
    return code


serving.serve = serve_or_not

os._exit(start.main())
