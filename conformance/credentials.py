"""The passwords of one stack, and how they are kept out of what is shown."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from conformance.redact import hold


@dataclass(frozen=True)
class Credentials:
    """What the database and Keystone's first user are set up with; in no `repr()` and in no report."""

    database_user: str
    database_name: str
    database_password: str = field(repr=False)
    database_root_password: str = field(repr=False)
    admin_password: str = field(repr=False)
    """The value of ADMIN_TOKEN: the secret that the entrypoint gives to the user `admin`."""

    def __post_init__(self) -> None:
        """Have the passwords taken out of what is written.

        One that equals the user's or the database's name (the blog's `keystone`) cannot be told from it, and
        is found only by what stands before it.
        """
        for name, value in self.secrets.items():
            if value not in (self.database_user, self.database_name):
                hold(value, name)

    @property
    def secrets(self) -> dict[str, str]:
        """Every secret by what it is called."""
        return {
            "admin-password": self.admin_password,
            "database-password": self.database_password,
            "database-root-password": self.database_root_password,
        }


BLOG = Credentials(
    database_user="keystone",
    database_name="keystone",
    database_password="keystone",
    database_root_password="yourpassword",
    admin_password="token123",
)
"""The blog's own: for a cluster that ends with the run and that nobody else can reach."""


def random_credentials() -> Credentials:
    """Return new passwords of 144 bits each, under the blog's user and database name.

    URL-safe letters only: the database password becomes part of a connection URL that shell and crudini
    handle.
    """
    return Credentials(
        database_user=BLOG.database_user,
        database_name=BLOG.database_name,
        database_password=secrets.token_urlsafe(18),
        database_root_password=secrets.token_urlsafe(18),
        admin_password=secrets.token_urlsafe(18),
    )
