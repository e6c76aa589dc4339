"""A domain with what a scenario needs in it: a project, a user, and a role of the user there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from conformance.identity.own_domain import OwnDomain, OwnUser
from conformance.identity.token import TokenIssued

PROJECT = "project"


@dataclass(frozen=True)
class Furnished:
    """What was made, and the replicas at which it is used: by pod, the URL; the first one made it."""

    domain: OwnDomain
    urls: Mapping[str, str]
    project_id: str
    role_id: str
    role: str
    user: OwnUser

    @property
    def maker(self) -> str:
        """The pod through which the domain was made, and is changed."""
        return next(iter(self.urls))

    @property
    def operator_token(self) -> str:
        """The administrator's token."""
        return self.domain.operator.token.token

    def token_from(self, pod: str) -> TokenIssued:
        """Return a token of the user for the project, issued by that replica."""
        return self.user.token_from(self.urls[pod], PROJECT)


def furnish(domain: OwnDomain, urls: Mapping[str, str]) -> Furnished:
    """Make project, user, role and grant in the domain; the role is new, so that nothing else comes by it."""
    role = f"{domain.name}-role"
    project_id, role_id = domain.add_project(PROJECT), domain.add_role(role)
    user = domain.add_user("user")
    domain.grant(role_id, user, project_id)
    return Furnished(domain, urls, project_id, role_id, role, user)
