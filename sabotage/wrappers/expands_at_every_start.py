# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but each start expands the schema, be it done already."""

import os
from dataclasses import replace
from typing import Any

from keystone_start import __main__ as start
from keystone_start.undone import Schema

judge = start.judge


def judge_and_expand(*arguments: Any) -> Any:
    """Judge, and find an older schema where there is any."""
    undone = judge(*arguments)
    return undone if undone.schema is Schema.SYNC else replace(undone, schema=Schema.EXPAND)


start.judge = judge_and_expand
start.finished = lambda *_: False

os._exit(start.main())
