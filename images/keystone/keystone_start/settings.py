"""What the container was told by its environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from .refusal import RefusalError

REQUIRED = {
    "MYSQL_USER": "the database user",
    "MYSQL_PASSWORD": "its password",
    "MYSQL_DATABASE": "the database",
    "ADMIN_TOKEN": "the secret that becomes the admin user's password",
}
INTERNAL_URL = "http://keystone-public:5000/v3"  # the service's name: the same in every namespace
CACHE_SECONDS = 5  # also the image's label keystone-conformance.cache-seconds
DATABASE_WAIT_SECONDS = 60
LOCK_WAIT_SECONDS = 120  # a full db_sync and bootstrap take about 3 s under half a cpu
HASH_ROUNDS = 12  # Keystone's own default: a quarter of a second of a cpu for each password
LEAST_HASH_ROUNDS, MOST_HASH_ROUNDS = 4, 31  # bcrypt's
LINGER_SECONDS = 1  # kube-proxy learns of a pod's end a moment after the pod does


@dataclass(frozen=True)
class Settings:
    """The environment, checked. Times are seconds."""

    database_host: str
    database_user: str
    database_password: str = field(repr=False)
    database_name: str
    admin_password: str = field(repr=False)
    internal_url: str
    cache_seconds: int
    database_wait: int
    lock_wait: int
    linger: int
    hash_rounds: int

    @property
    def database_url(self) -> str:
        """The connection as SQLAlchemy and the `[database] connection` option take it."""
        user, password = quote(self.database_user, safe=""), quote(self.database_password, safe="")
        return f"mysql+pymysql://{user}:{password}@{self.database_host}/{quote(self.database_name, safe='')}"


def read(environment: Mapping[str, str]) -> Settings:
    """Give the settings in `environment`.

    Raises RefusalError, which names every variable that is missing or is no number.
    """
    missing = [f"{name} ({what})" for name, what in REQUIRED.items() if not environment.get(name)]
    if missing:
        raise RefusalError(f"{', '.join(missing)} must be set in the container's environment")
    return Settings(
        database_host=environment["DB_PORT_3306_TCP_ADDR"],
        database_user=environment["MYSQL_USER"],
        database_password=environment["MYSQL_PASSWORD"],
        database_name=environment["MYSQL_DATABASE"],
        admin_password=environment["ADMIN_TOKEN"],
        internal_url=environment.get("KEYSTONE_INTERNAL_URL") or INTERNAL_URL,
        cache_seconds=_seconds(environment, "KEYSTONE_CACHE_SECONDS", CACHE_SECONDS),
        database_wait=_seconds(environment, "KEYSTONE_DATABASE_WAIT_SECONDS", DATABASE_WAIT_SECONDS),
        lock_wait=_seconds(environment, "KEYSTONE_LOCK_WAIT_SECONDS", LOCK_WAIT_SECONDS),
        linger=_seconds(environment, "KEYSTONE_LINGER_SECONDS", LINGER_SECONDS),
        hash_rounds=_hash_rounds(environment),
    )


def _seconds(environment: Mapping[str, str], name: str, default: int) -> int:
    value = environment.get(name) or str(default)
    if not value.isascii() or not value.isdigit():
        raise RefusalError(f"{name} must be a whole number of seconds, not {value!r}")
    return int(value)


def _hash_rounds(environment: Mapping[str, str]) -> int:
    value = environment.get("KEYSTONE_PASSWORD_HASH_ROUNDS") or str(HASH_ROUNDS)
    if not value.isascii() or not value.isdigit() or not LEAST_HASH_ROUNDS <= int(value) <= MOST_HASH_ROUNDS:
        bounds = f"{LEAST_HASH_ROUNDS} to {MOST_HASH_ROUNDS}"
        raise RefusalError(f"KEYSTONE_PASSWORD_HASH_ROUNDS must be a number from {bounds}, not {value!r}")
    return int(value)
