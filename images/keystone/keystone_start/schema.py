# The libraries are in the image, not beside the suite.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Make or expand Keystone's tables, with Keystone's own code."""

from __future__ import annotations

from .refusal import RefusalError
from .settings import Settings
from .undone import Schema


def bring_up(schema: Schema, settings: Settings) -> None:
    """Do what `keystone-manage db_sync` (or `--expand`) does.

    On an engine of its own: the server's bounds of a few seconds are not for changing tables.
    """
    from keystone.common.sql import upgrades
    from oslo_db.sqlalchemy import engines

    engine = engines.create_engine(settings.database_url)
    try:
        if schema is Schema.SYNC:
            upgrades.offline_sync_database_to_version(engine=engine)
        elif schema is Schema.EXPAND:
            upgrades.expand_schema(engine=engine)
    except Exception as error:
        reason = str(error).splitlines()[0]
        raise RefusalError(f"{schema.value} failed, and the database may be half-made: {reason}") from error
    finally:
        engine.dispose()
