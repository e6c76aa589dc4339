"""Every system variable of the MariaDB in a database pod: its default, and the value that counts there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.image_difference.settings import Settings
from conformance.inside.sql import query
from conformance.stack import StackNames

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

# MariaDB's own table; MySQL has none of that name, and says so.
VARIABLES = """\
SELECT LOWER(VARIABLE_NAME) AS name, DEFAULT_VALUE AS standard, GLOBAL_VALUE AS value
FROM information_schema.SYSTEM_VARIABLES WHERE GLOBAL_VALUE IS NOT NULL ORDER BY 1"""
OF_ONE_RUN = ("gtid_binlog_pos", "gtid_current_pos", "hostname", "server_uid", "timestamp")
"""Variables that two servers of one image differ in."""


def system_variables(api: ApiClient, namespace: str, names: StackNames, *, timeout: float) -> Settings:
    """Return the global variables of the database; `timeout` is in seconds. Raises as `query` does.

    Of a variable without a default of its own, such as one the machine decides, the value is taken for it.
    """
    rows = query(api, namespace, names, VARIABLES, "root", timeout=timeout)
    effective = {row["name"]: row["value"] for row in rows}
    defaults = {row["name"]: row["value"] if row["standard"] == "NULL" else row["standard"] for row in rows}
    return Settings(defaults, effective)
