"""Inside looks: commands in a container, its environment, Keystone's configuration, the database."""

from conformance.inside.command import Output, run_inside, run_inside_once
from conformance.inside.environment import environment_of
from conformance.inside.keystone_conf import (
    DatabaseUrl,
    connection_in,
    database_connection,
    keystone_conf,
    options_in,
)
from conformance.inside.schema import schema_check
from conformance.inside.sql import answers_queries, query, refusal_of

__all__ = [
    "DatabaseUrl",
    "Output",
    "answers_queries",
    "connection_in",
    "database_connection",
    "environment_of",
    "keystone_conf",
    "options_in",
    "query",
    "refusal_of",
    "run_inside",
    "run_inside_once",
    "schema_check",
]
