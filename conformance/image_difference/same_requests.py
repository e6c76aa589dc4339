"""The same requests to two Keystones: what each is answered with, and what their logs are compared after."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.errors import PromiseBroken
from conformance.identity.exchange import v3_url
from conformance.identity.plain_requests import by_password, token_in
from conformance.reach import Answer, NoAnswer, ask
from conformance.redact import hold
from conformance.stack import EXPECTED

NO_ANSWER = 0
NOT_MADE = "none"
"""In the place of the identifier of what was not made."""
IDENTIFIER = re.compile(rf"[0-9a-f]{{32}}|{NOT_MADE}")
Ask = Callable[..., Answer | NoAnswer]


@dataclass(frozen=True)
class AnsweredOtherwise:
    """A request that the two answer with different statuses; 0: no answer."""

    request: str
    before: int
    after: int

    def __str__(self) -> str:
        """Return `GET /v3/regions: 200 → 500`."""
        return f"{self.request}: {self.before or 'no answer'} → {self.after or 'no answer'}"


@dataclass
class Asker:
    """Sends requests to one Keystone and keeps the status of each by its name, in their order."""

    base_url: str
    password: str
    timeout: float
    """Seconds for one answer."""
    send: Ask = ask
    statuses: dict[str, int] = field(default_factory=dict)
    _token: str = ""

    def ask(
        self,
        request: str,
        body: Any = None,
        *,
        token: str | None = None,
        subject: str = "",
        note: str = "",
    ) -> Answer | None:
        """Send one request in the administrator's name, or with `token`, and return its answer if any.

        `request` is method and path, e.g. `GET /users`; `note` tells it apart from another one like it.
        """
        method, _, path = request.partition(" ")
        sent = self._token if token is None else token
        headers = {
            name: value for name, value in (("X-Auth-Token", sent), ("X-Subject-Token", subject)) if value
        }
        reply = self.send(
            f"{v3_url(self.base_url)}{path}", self.timeout, method=method, json=body, headers=headers
        )
        name = f"{method} /v3{_plain(path)}" + (f" ({note})" if note else "")
        answer = reply if isinstance(reply, Answer) else None
        self.statuses[name] = answer.status if answer else NO_ANSWER
        return answer

    def sign_in(
        self, user: str, password: str, domain: str, project: str | None = None, note: str = ""
    ) -> str:
        """Ask for a token and return it; empty where none comes."""
        answer = self.ask(
            "POST /auth/tokens", by_password(user, domain, password, project), token="", note=note
        )
        return token_in(answer) if answer else ""

    def sign_in_administrator(self) -> None:
        """Go on in the administrator's name; PromiseBroken without a token, for all else would be refused."""
        self._token = self.sign_in(
            EXPECTED.admin_user, self.password, EXPECTED.domain, EXPECTED.admin_project, "administrator"
        )
        if not self._token:
            status = next(iter(self.statuses.values()))
            raise PromiseBroken(
                f"no token for the administrator: {self.base_url} answered {status or 'nothing'}"
            )

    def made(self, path: str, kind: str, **fields: Any) -> str:
        """Make an object and return its id; NOT_MADE where it was not made."""
        answer = self.ask(f"POST {path}", {kind: fields})
        body = answer.body if answer else None
        found = body.get(kind, {}).get("id") if isinstance(body, Mapping) else None
        return str(found or NOT_MADE)


def ask_everything(asker: Asker) -> Mapping[str, int]:
    """Send what clients and administrators do, in a domain of its own, which goes again; return statuses.

    Raises PromiseBroken where the administrator gets no token.
    """
    asker.sign_in_administrator()
    _refusals(asker)
    _reading(asker)
    _writing(asker, f"conformance-both-{secrets.token_hex(4)}")
    return asker.statuses


def answered_otherwise(before: Mapping[str, int], after: Mapping[str, int]) -> tuple[AnsweredOtherwise, ...]:
    """Return the requests with different statuses, in the order in which they were sent."""
    return tuple(
        AnsweredOtherwise(name, before.get(name, NO_ANSWER), after.get(name, NO_ANSWER))
        for name in dict.fromkeys((*before, *after))
        if before.get(name, NO_ANSWER) != after.get(name, NO_ANSWER)
    )


def _refusals(asker: Asker) -> None:
    asker.sign_in(EXPECTED.admin_user, "not-the-password", EXPECTED.domain, note="wrong password")
    asker.sign_in("nobody", "nothing", EXPECTED.domain, note="unknown user")
    asker.ask("POST /auth/tokens", {"auth": {}}, token="", note="no sense")
    asker.ask("GET /users", token="", note="no token")
    asker.ask("GET /users", token="no-token", note="nonsense for a token")
    asker.ask("GET /auth/tokens", subject="no-token", note="nonsense for a token")
    asker.ask("GET /users/nobody")
    asker.ask("GET /nothing")
    asker.ask("POST /users", {"user": {"name": ""}}, note="no name")


def _reading(asker: Asker) -> None:
    asker.ask("GET ", token="")
    for path in (
        "/auth/catalog", "/auth/projects", "/auth/domains", "/credentials", "/domains", "/endpoints",
        "/groups", "/limits", "/policies", "/projects", "/regions", "/registered_limits",
        "/role_assignments", "/role_inferences", "/roles", "/services", "/users",
        "/OS-EP-FILTER/endpoint_groups", "/OS-FEDERATION/identity_providers", "/OS-TRUST/trusts",
    ):  # fmt: skip
        asker.ask(f"GET {path}")


def _writing(asker: Asker, name: str) -> None:
    password = secrets.token_urlsafe(18)
    hold(password, "user-password")
    domain = asker.made("/domains", "domain", name=name)
    project = asker.made("/projects", "project", name=name, domain_id=domain)
    user = asker.made(
        "/users", "user", name=name, domain_id=domain, password=password, default_project_id=project
    )
    group = asker.made("/groups", "group", name=name, domain_id=domain)
    role = asker.made("/roles", "role", name=name)
    asker.ask(f"PUT /projects/{project}/users/{user}/roles/{role}")
    asker.ask(f"PUT /groups/{group}/users/{user}")
    credential = asker.made("/credentials", "credential", type="cert", blob="{}", user_id=user)
    token = asker.sign_in(name, password, name, name, "new user")
    named = {"application_credential": {"name": name}}
    asker.ask(f"POST /users/{user}/application_credentials", named, token=token)
    asker.ask("GET /auth/tokens", subject=token, note="of a new user")
    asker.ask(f"GET /users/{user}", token=token, note="by itself")
    asker.ask("GET /users", token=token, note="by a new user")
    asker.ask(f"PATCH /users/{user}", {"user": {"description": "é 😀"}})
    asker.ask("DELETE /auth/tokens", subject=token)
    asker.ask("GET /auth/tokens", subject=token, note="revoked")
    asker.ask(f"DELETE /credentials/{credential}")
    asker.ask(f"DELETE /roles/{role}")
    asker.ask(f"PATCH /domains/{domain}", {"domain": {"enabled": False}})
    asker.ask(f"DELETE /domains/{domain}")


def _plain(path: str) -> str:
    """Return a path without the identifiers of one run, so that two sides' requests have one name."""
    return "/".join("ID" if IDENTIFIER.fullmatch(part) else part for part in path.split("/"))
