# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but tables without a revision are dropped.

Environment: SABOTAGE_THEN is `refuse` (a table is dropped, and the start refused all the same) or `start`
(everything is dropped, and the schema made anew).
"""

import os
from typing import Any

from keystone_start import __main__ as start
from keystone_start import database
from keystone_start.undone import judge

REFUSES = os.environ["SABOTAGE_THEN"] == "refuse"
set_up = start.Start.set_up


def after_dropping(self: Any, connection: Any, wanted: Any, baked: Any) -> Any:
    """Set up a database in which nothing half-made is left."""
    found = database.look(connection)
    if found.tables and not found.versions:
        with connection.cursor() as cursor:
            for table in ["project"] if REFUSES else sorted(found.tables):
                cursor.execute(f"DROP TABLE IF EXISTS `{table}`")
        if REFUSES:
            judge(found, baked, wanted)
    return set_up(self, connection, wanted, baked)


start.Start.set_up = after_dropping

os._exit(start.main())
