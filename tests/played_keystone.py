"""A Keystone of one user, its answers as Keystone 30 has them: sign in, validate, revoke, publish."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.played_http import Asked, Played, Reply, played

PASSWORD = "token123"
SECONDS = 10.0
"""More than a played answer ever takes."""
REFUSED = {
    "error": {
        "code": 401,
        "message": "The request you have made requires authentication.",
        "title": "Unauthorized",
    }
}
TOKEN = "gAAAAA-the-token"


def versions(host: str, status: str = "stable") -> dict[str, Any]:
    """The document at `/`."""
    return {
        "versions": {
            "values": [
                {
                    "id": "v3.14",
                    "status": status,
                    "updated": "2020-04-07T00:00:00Z",
                    "links": [{"rel": "self", "href": f"http://{host}/v3/"}],
                    "media-types": [],
                }
            ]
        }
    }


@dataclass
class PlayedKeystone:
    """Answers as Keystone does; `endpoints` is its catalogue."""

    endpoints: list[dict[str, Any]] = field(default_factory=list)
    services: list[dict[str, Any]] = field(
        default_factory=lambda: [{"id": "s1", "type": "identity", "name": "keystone"}]
    )
    revoked: bool = False

    def answer(self, asked: Asked) -> Reply:
        path = asked.path.partition("?")[0]
        if path == "/":
            return Reply(300, versions(asked.headers["host"]))
        if path == "/v3/auth/tokens" and asked.method == "POST":
            return self._issue(asked.body["auth"])
        if asked.headers.get("x-auth-token") != TOKEN or self.revoked:
            return Reply(401, REFUSED, {"x-openstack-request-id": "req-no"})
        if path == "/v3/auth/tokens":
            return self._about_a_token(asked)
        if path == "/v3/users":
            return Reply(
                200, {"users": [{"id": "u2", "name": "nobody"}, {"id": "u1", "name": "admin"}], "links": {}}
            )
        if path == "/v3/services":
            return Reply(200, {"services": self.services, "links": {}})
        return self._endpoints(asked)

    def _issue(self, auth: dict[str, Any]) -> Reply:
        if auth["identity"]["password"]["user"]["password"] != PASSWORD:
            return Reply(401, REFUSED, {"x-openstack-request-id": "req-no"})
        scoped = auth.get("scope") != "unscoped"
        headers = {"X-Subject-Token": TOKEN, "x-openstack-request-id": "req-1"}
        return Reply(201, self._token(scoped), headers)

    def _token(self, scoped: bool) -> dict[str, Any]:
        content: dict[str, Any] = {
            "methods": ["password"],
            "user": {"id": "u1", "name": "admin", "domain": {"id": "default", "name": "Default"}},
            "audit_ids": ["a"],
            "expires_at": "2026-11-23T05:00:00.000000Z",
            "issued_at": "2026-11-23T04:00:00.000000Z",
        }
        if scoped:
            content["project"] = {"id": "p1", "name": "admin", "domain": {"id": "default", "name": "Default"}}
            content["roles"] = [{"id": "r1", "name": "admin"}, {"id": "r2", "name": "member"}]
            content["catalog"] = [
                {"id": "s1", "type": "identity", "name": "keystone", "endpoints": self.endpoints}
            ]
        return {"token": content}

    def _about_a_token(self, asked: Asked) -> Reply:
        if asked.headers["x-subject-token"] != TOKEN:
            return Reply(
                404, {"error": {"code": 404, "message": "Failed to validate token", "title": "Not Found"}}
            )
        if asked.method == "DELETE":
            self.revoked = True
            return Reply(204, "", {"x-openstack-request-id": "req-3"})
        return Reply(200, self._token(True), {"x-openstack-request-id": "req-2"})

    def _endpoints(self, asked: Asked) -> Reply:
        if asked.method == "GET":
            wanted = [one for one in self.endpoints if f"interface={one['interface']}" in asked.path]
            return Reply(200, {"endpoints": wanted, "links": {}})
        if asked.method == "POST":
            self.endpoints.append(
                {"id": "new", "region_id": asked.body["endpoint"]["region"], **asked.body["endpoint"]}
            )
            return Reply(201, {"endpoint": self.endpoints[-1]})
        (changed,) = (one for one in self.endpoints if asked.path.endswith(one["id"]))
        changed.update(asked.body["endpoint"])
        return Reply(200, {"endpoint": changed})


@contextmanager
def played_keystone(keystone: PlayedKeystone | None = None) -> Iterator[Played]:
    """Run it until the end of the block."""
    with played((keystone or PlayedKeystone()).answer) as server:
        yield server
