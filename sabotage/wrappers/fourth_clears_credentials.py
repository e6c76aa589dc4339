# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but a fourth replica that starts on a database clears a table first."""

import os
from typing import Any

from keystone_start import __main__ as start
from keystone_start import serving
from keystones_database import ask, number_of_this_start

serve = serving.serve


def clear_and_serve(*arguments: Any) -> int:
    """Serve; before that, one of them deletes every credential."""
    if number_of_this_start() == 4:
        ask("DELETE FROM credential")
    code: int = serve(*arguments)
    return code


serving.serve = clear_and_serve

os._exit(start.main())
