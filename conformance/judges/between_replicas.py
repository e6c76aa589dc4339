"""Pure judges of what one replica makes of another's work: tables, maker first, then reader."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.identity.ec2 import Ec2Credential, gives_secret_of
from conformance.reach import Answer

Table = Mapping[str, Mapping[str, int]]
"""By the name of the replica that made something, and of the one that was asked about it: the status."""


def tokens_valid_everywhere(table: Table) -> list[str]:
    """Judge that a token of each replica is valid at each."""
    return [
        f"token: one that pod {maker} issued is answered {status} by pod {reader}"
        for maker, row in table.items()
        for reader, status in row.items()
        if status != 200
    ]


def credentials_readable_everywhere(
    answers: Mapping[str, Mapping[str, Answer]], credentials: Mapping[str, Ec2Credential]
) -> list[str]:
    """Judge that a credential written through each replica is read through each, with its own secret."""
    return [
        f"credential: one written through pod {maker} {_unread(answer)} pod {reader}"
        for maker, row in answers.items()
        for reader, answer in row.items()
        if not gives_secret_of(answer, credentials[maker])
    ]


def _unread(answer: Answer) -> str:
    return "has another secret at" if answer.status == 200 else f"is answered {answer.status} by"
