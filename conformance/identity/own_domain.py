"""A scenario's own Keystone domain: no other users and projects are touched; it goes with the stack."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any, Self

from conformance.identity.sign_in import SignedIn, sign_in
from conformance.identity.token import TokenIssued
from conformance.redact import hold


@dataclass(frozen=True)
class OwnUser:
    """A user of the domain; the password is in no `repr()` and in no report."""

    user_id: str
    name: str
    domain: str
    password: str = field(repr=False)
    timeout: float
    """How long a login may take, in seconds: as the operator's."""

    def __post_init__(self) -> None:
        """Have the password taken out of what is written."""
        hold(self.password, "user-password")

    def token_from(self, base_url: str, project: str | None = None) -> TokenIssued:
        """Return a token that the Keystone at `base_url` issues for the password; None: unscoped."""
        with sign_in(
            base_url,
            self.name,
            password=self.password,
            timeout=self.timeout,
            project=project,
            domain=self.domain,
        ) as signed_in:
            return signed_in.token


@dataclass
class OwnDomain:
    """Made by `create`; every verb goes through the administrator's session.

    Each verb raises KeystoneRefused or PromiseBroken.
    """

    operator: SignedIn
    domain_id: str
    name: str

    @classmethod
    def create(cls, operator: SignedIn, purpose: str) -> Self:
        """Make a domain whose name holds `purpose` and was never used before: names are cached too."""
        name = f"conformance-{purpose}-{secrets.token_hex(4)}"
        with operator.answered("creation of a domain"):
            made: Any = operator.keystone.domains.create(name)
        return cls(operator, made.id, name)

    def add_project(self, name: str) -> str:
        """Make a project and return its id."""
        with self.operator.answered("creation of a project"):
            return str(self.operator.keystone.projects.create(name, self.domain_id).id)

    def add_user(self, name: str, *, enabled: bool = True) -> OwnUser:
        """Make a user with a random password."""
        password = secrets.token_urlsafe(18)
        with self.operator.answered("creation of a user"):
            made = self.operator.keystone.users.create(
                name, domain=self.domain_id, password=password, enabled=enabled
            )
        return OwnUser(made.id, name, self.name, password, self.operator.timeout)

    def add_role(self, name: str) -> str:
        """Make a role, which belongs to no domain, and return its id."""
        with self.operator.answered("creation of a role"):
            return str(self.operator.keystone.roles.create(name).id)

    def role_id(self, name: str) -> str:
        """Return the id of a role that is there already."""
        with self.operator.answered("list of roles"):
            return str(self.operator.keystone.roles.list(name=name)[0].id)

    def grant(self, role_id: str, user: OwnUser, project_id: str) -> None:
        """Give the user the role on the project."""
        with self.operator.answered("grant of a role"):
            self.operator.keystone.roles.grant(role_id, user=user.user_id, project=project_id)

    def take_role(self, role_id: str, user: OwnUser, project_id: str) -> None:
        """Take the role away from the user."""
        with self.operator.answered("removal of a role"):
            self.operator.keystone.roles.revoke(role_id, user=user.user_id, project=project_id)

    def disable(self, user: OwnUser) -> None:
        """Disable the user."""
        with self.operator.answered("change of a user"):
            self.operator.keystone.users.update(user.user_id, enabled=False)
