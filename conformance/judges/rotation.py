"""Pure judges of tokens while Fernet keys are rotated."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.identity.plain_requests import TOKEN_REFUSED
from conformance.judges.between_replicas import tokens_valid_everywhere
from conformance.replica_answers import statuses
from conformance.update.rotation import Rotation, Table


def never_refused_between(rotations: Iterable[Rotation]) -> list[str]:
    """Judge that no replica refused a token that another issued, at any moment of any rotation."""
    return [
        wrong
        for each in rotations
        for table in each.between
        for wrong in tokens_valid_everywhere(statuses(table))
    ]


def first_valid(rotation: Rotation) -> list[str]:
    """Judge that tokens of the first key were valid all through a rotation that keeps it."""
    return [wrong for table in rotation.first for wrong in tokens_valid_everywhere(statuses(table))]


def first_refused(after: Table) -> list[str]:
    """Judge that every replica refuses tokens of a key that was dropped."""
    return [
        f"token: one whose key was dropped is answered {answer.status} by pod {pod}"
        for row in after.values()
        for pod, answer in row.items()
        if answer.status not in TOKEN_REFUSED
    ]
