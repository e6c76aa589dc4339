# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but it takes no notice of SIGTERM."""

import os
import threading
from types import SimpleNamespace

from keystone_start import __main__ as start
from keystone_start import serving


class NeverSet(threading.Event):
    """An event that nobody can set."""

    def set(self) -> None:
        """Do nothing."""


# the server's alone: other events are waited for at the start
serving.threading = SimpleNamespace(**{**vars(threading), "Event": NeverSet})

os._exit(start.main())
