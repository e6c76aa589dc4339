"""A token as Keystone describes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from conformance.errors import PromiseBroken
from conformance.redact import hold


@dataclass(frozen=True)
class Endpoint:
    """One address of the catalogue."""

    service_type: str
    interface: str
    region: str
    url: str


@dataclass(frozen=True)
class TokenIssued:
    """A token with its description; the token itself is in no `repr()` and in no report."""

    user_id: str
    user_name: str
    project_id: str | None
    """None where the token is unscoped."""
    project_name: str | None
    roles: tuple[str, ...]
    """Sorted: Keystone sends them in any order."""
    catalog: tuple[Endpoint, ...]
    issued_at: datetime
    expires_at: datetime
    status: int
    """The HTTP status that it came with: 201 when issued, 200 when validated."""
    request_id: str
    token: str = field(repr=False)

    def __post_init__(self) -> None:
        """Have the token taken out of what is written."""
        hold(self.token, "token")


def describe(body: Any, token: str, status: int, request_id: str) -> TokenIssued:
    """Return the description in the body of a token answer (`{"token": {…}}`, v3).

    Raises PromiseBroken where something is missing there that v3 of the API always has.
    """
    try:
        return _described(body["token"], token, status, request_id)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise PromiseBroken(f"token: not described as v3 has it ({type(error).__name__}: {error})") from error


def _described(content: dict[str, Any], token: str, status: int, request_id: str) -> TokenIssued:
    project = content.get("project") or {}
    return TokenIssued(
        user_id=content["user"]["id"],
        user_name=content["user"]["name"],
        project_id=project.get("id"),
        project_name=project.get("name"),
        roles=tuple(sorted(role["name"] for role in content.get("roles", ()))),
        catalog=tuple(
            Endpoint(service["type"], endpoint["interface"], endpoint.get("region_id") or "", endpoint["url"])
            for service in content.get("catalog", ())
            for endpoint in service["endpoints"]
        ),
        issued_at=_time(content["issued_at"]),
        expires_at=_time(content["expires_at"]),
        status=status,
        request_id=request_id,
        token=token,
    )


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
