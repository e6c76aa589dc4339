"""What clients see of the API whatever they ask: versions, headers, a token's body; and how two differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.answering import answer_of
from conformance.identity.plain_requests import SUBJECT, ask_for_token, by_password
from conformance.reach import Answer
from conformance.stack import EXPECTED

VALUED = ("content-type", "vary", "connection")
"""Headers whose values are the server's own and not the request's."""


@dataclass(frozen=True)
class ApiShape:
    """Each part by name: what it is, or which type it has."""

    versions: Mapping[str, str]
    """By version: its status and since when it is so."""
    headers: Mapping[str, str]
    """By the request and the header's name: its value, where that is no request's own."""
    token: Mapping[str, str]
    """By the path in the body: the type."""


def shape_of(url: str, admin_password: str, *, timeout: float) -> ApiShape:
    """Ask one replica for its versions and for a token; `timeout` is in seconds.

    Raises PromiseBroken where it does not answer.
    """
    root = answer_of(f"{url}/", timeout=timeout)
    body = by_password(EXPECTED.admin_user, EXPECTED.domain, admin_password, EXPECTED.admin_project)
    issued = ask_for_token(url, body, timeout=timeout)
    headers = {
        f"{what} {name}": value
        for what, answer in (("GET /", root), ("POST /v3/auth/tokens", issued))
        for name, value in _headers(answer).items()
    }
    return ApiShape(_versions(root.body), headers, dict(_paths("", issued.body)))


def _versions(body: Any) -> dict[str, str]:
    values = body.get("versions", {}).get("values", ()) if isinstance(body, Mapping) else ()
    return {str(each.get("id")): f"{each.get('status')} since {each.get('updated')}" for each in values}


def _headers(answer: Answer) -> dict[str, str]:
    return {
        name: value if name in VALUED else ""
        for name, value in answer.headers.items()
        if name != SUBJECT.lower()
    }


def _paths(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield each place in a body with its type; all entries of a list are one place."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _paths(f"{path}.{name}" if path else name, inner)
    elif isinstance(value, list):
        yield path, "list"
        for inner in value:
            yield from _paths(f"{path}[]", inner)
    else:
        yield path, type(value).__name__


@dataclass(frozen=True)
class Difference:
    """A part that is not the same; empty where it is not there."""

    what: str
    part: str
    before: str
    after: str
    gone: bool = False
    new: bool = False

    def __str__(self) -> str:
        """In words."""
        if self.gone:
            return f"{self.what}: {self.part} is gone"
        if self.new:
            return f"{self.what}: {self.part} is new"
        return f"{self.what}: {self.part} was {self.before}, and is {self.after}"


def differences(before: ApiShape, after: ApiShape) -> list[Difference]:
    """Return every part that differs; pure."""
    pairs = (
        ("versions", before.versions, after.versions),
        ("headers", before.headers, after.headers),
        ("token body", before.token, after.token),
    )
    return [
        Difference(what, part, old.get(part, ""), new.get(part, ""), part not in new, part not in old)
        for what, old, new in pairs
        for part in sorted({*old, *new})
        if old.get(part) != new.get(part)
    ]


def taken_away(found: list[Difference]) -> list[str]:
    """Judge that nothing which clients may rely on is gone or has become another thing."""
    return [str(each) for each in found if not each.new]
