"""Turns a cause into the exception that carries its verdict."""

from __future__ import annotations

from conformance.causes.table import cause
from conformance.errors import EnvironmentFault, PromiseBroken
from conformance.verdict import Verdict


def failure(first_line: str, detail: str = "", identifier: str = "") -> PromiseBroken | EnvironmentFault:
    """Return the exception for `first_line`: unknown where the table says so of `identifier`, else broken.

    An empty `identifier` is a promise that simply was not kept. Raises InternalError where the table has no
    such row.
    """
    if not identifier:
        return PromiseBroken(first_line, detail)
    row = cause(identifier)
    if row.verdict is Verdict.UNKNOWN:
        return EnvironmentFault(first_line, row.remedy, detail, identifier)
    return PromiseBroken(first_line, detail, identifier)
