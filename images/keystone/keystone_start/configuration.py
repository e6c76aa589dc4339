"""keystone.conf: what the container's settings mean for Keystone, written by crudini."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlencode

from .refusal import RefusalError
from .settings import Settings

PATH = Path("/etc/keystone/keystone.conf")

# Each of these has a cache time of its own, some longer than the cache's; one bound must hold for all.
CACHED_SECTIONS = (
    "application_credential", "catalog", "credential", "domain_config", "federation", "identity",
    "receipt", "resource", "revoke", "role", "token", "unified_limit",
)  # fmt: skip

# MariaDB 11.6.2 made a lost update an error (1020) that Keystone does not know: of a hundred logins of one
# user at once some would end in a 500. Older servers do not have the setting, and read a comment.
OLD_ISOLATION = "SET /*M!110602 SESSION innodb_snapshot_isolation = OFF, */ @client = 'keystone'"

# Together they bound a request without a database to 5 s: a dead pooled connection is found in 2 s,
# a new one is tried for 1 s, and once more after 1 s.
DATABASE_LIMITS = {
    "connection_parameters": urlencode(
        {"connect_timeout": 1, "read_timeout": 2, "write_timeout": 2, "init_command": OLD_ISOLATION},
        quote_via=quote,
    ),
    "max_retries": "1",
    "retry_interval": "1",
}
# The memcached of the replica's own pod. A dead one is asked again after a second, not after 5 min.
CACHE = {
    "enabled": "true",
    "backend": "oslo_cache.memcache_pool",
    "memcache_servers": "127.0.0.1:11211",
    "memcache_dead_retry": "1",
    "socket_timeout": "0.5",
    "memcache_pool_maxsize": "100",
}
# Nothing is kept from one request to the next; within one, Keystone need not ask for its project fifty times.
CACHE_OF_A_REQUEST = {"enabled": "true", "backend": "dogpile.cache.null"}

POOL_SIZE = 10
POOL_OVERFLOW = 30  # three replicas stay below MariaDB's 151 connections


def sections(settings: Settings) -> dict[str, dict[str, str]]:
    """Give what keystone.conf must hold, by section and option."""
    wanted = {
        "DEFAULT": {
            "use_stderr": "true",
            "default_log_levels": "keystone=INFO,alembic.runtime.plugins=WARN,py.warnings=ERROR",
        },
        "database": {
            "connection": settings.database_url.replace("$", "$$"),
            **DATABASE_LIMITS,
            "max_pool_size": str(POOL_SIZE),
            "max_overflow": str(POOL_OVERFLOW),
        },
        # What bcrypt looks at; the default of 4096 would only make every login warn of it.
        "identity": {"max_password_length": "72", "password_hash_rounds": str(settings.hash_rounds)},
        "cache": dict(CACHE_OF_A_REQUEST),
    }
    if settings.cache_seconds:
        wanted["cache"] = {**CACHE, "expiration_time": str(settings.cache_seconds)}
        for name in CACHED_SECTIONS:
            wanted.setdefault(name, {})["cache_time"] = str(settings.cache_seconds)
    return wanted


def as_ini(wanted: Mapping[str, Mapping[str, str]]) -> str:
    """Give the sections as the text of an ini file."""
    return "".join(
        f"[{section}]\n" + "".join(f"{option} = {value}\n" for option, value in options.items())
        for section, options in wanted.items()
    )


def start_writing(settings: Settings, path: Path = PATH) -> subprocess.Popen[str]:
    """Begin to set the options in the file at `path`; what else it holds stays.

    The text goes through a pipe, so that no password shows in the list of processes.
    """
    path.touch(mode=0o640)
    writer = subprocess.Popen(
        ["crudini", "--merge", str(path)], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert writer.stdin is not None
    writer.stdin.write(as_ini(sections(settings)))
    writer.stdin.close()
    return writer


def finish_writing(writer: subprocess.Popen[str], path: Path = PATH) -> None:
    """Wait until the file is written; RefusalError when it could not be."""
    if writer.wait() != 0:
        assert writer.stderr is not None
        raise RefusalError(f"{path} cannot be written: {writer.stderr.read().strip()}")
