"""What is still to do to the database: a pure judgement of what was found in it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from .refusal import RefusalError

NOTES_TABLE = "keystone_image_notes"  # the image's own, beside Keystone's tables
SYNC_BEGUN = "db_sync begun"
BOOTSTRAP_BEGUN = "bootstrap begun"


class Schema(enum.Enum):
    """What is to be done to the tables."""

    NOTHING = "nothing"
    SYNC = "db_sync"
    EXPAND = "db_sync --expand"


@dataclass(frozen=True)
class Baked:
    """The schema that the image's Keystone knows, by revision."""

    heads: frozenset[str]
    expand_head: str
    known: frozenset[str]


@dataclass(frozen=True)
class Found:
    """What the database held when it was looked at."""

    tables: frozenset[str] = frozenset()
    versions: frozenset[str] = frozenset()
    admin_exists: bool = False
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Undone:
    """What is to be done, in this order."""

    schema: Schema
    bootstrap: bool
    keys: tuple[str, ...]

    def __bool__(self) -> bool:
        return self.schema is not Schema.NOTHING or self.bootstrap or bool(self.keys)


def judge(found: Found, baked: Baked, wanted_keys: tuple[str, ...]) -> Undone:
    """Give what is undone in a database in which nobody is at work.

    wanted_keys: names of the key repositories that no Secret provides.
    Raises RefusalError for a half-made schema: nothing may be dropped, so a person must.
    """
    schema = _schema(found, baked)
    return Undone(
        schema=schema,
        bootstrap=schema is Schema.SYNC or not found.admin_exists or BOOTSTRAP_BEGUN in found.notes,
        keys=tuple(name for name in wanted_keys if name not in found.notes),
    )


def finished(found: Found, baked: Baked, wanted_keys: tuple[str, ...]) -> bool:
    """Tell, without the lock, that nothing is to be done and nobody is at work on it."""
    if SYNC_BEGUN in found.notes or not found.versions:
        return False
    return not judge(found, baked, wanted_keys)


def _schema(found: Found, baked: Baked) -> Schema:
    tables = found.tables - {NOTES_TABLE}
    if not tables:
        return Schema.SYNC
    if SYNC_BEGUN in found.notes:
        raise _half_made(len(tables), "an earlier db_sync began and did not end")
    if not found.versions:
        raise _half_made(len(tables), "alembic_version is missing or empty")
    if found.versions - baked.known:
        return Schema.NOTHING  # newer than this Keystone: a replica of the release after it was here first
    return Schema.NOTHING if baked.expand_head in found.versions else Schema.EXPAND


def _half_made(count: int, sign: str) -> RefusalError:
    return RefusalError(
        f"the database is half-made: {count} tables, and {sign}. Nothing was dropped."
        " Remedy: unless its content is needed, DROP and CREATE DATABASE; else restore a backup;"
        " then restart this container"
    )
