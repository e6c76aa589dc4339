# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but once it is set up the database no longer names its revision."""

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Any

from keystone_start import __main__ as start
from keystone_start import application, baked_schema, database
from keystone_start import settings as environment

look, answering = database.look, application.answering


def not_so_closely(connection: Any) -> Any:
    """Look, and take a schema without a revision for a complete one: another replica was here first."""
    found = look(connection)
    return replace(found, versions=baked_schema.load().heads) if found.tables else found


def forgetting(served: Callable[..., Any]) -> Callable[..., Any]:
    """Forget the revision when the database is set up."""
    with (
        closing(database.connect(environment.read(os.environ), start.say)) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM alembic_version")
    wrapped: Callable[..., Any] = answering(served)
    return wrapped


database.look, application.answering = not_so_closely, forgetting

os._exit(start.main())
