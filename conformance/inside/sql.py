"""SQL through the client that the database's own image carries, in the database pod."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from conformance.errors import MissingCapability, PromiseBroken
from conformance.inside.command import run_inside
from conformance.stack import StackNames

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

# The container's own environment has the passwords: none leaves it, none stands in an argument or a request.
SCRIPT = """\
case "$1" in
  root) login=root; MYSQL_PWD=$MYSQL_ROOT_PASSWORD ;;
  *) login=$MYSQL_USER; MYSQL_PWD=$MYSQL_PASSWORD ;;
esac
export MYSQL_PWD
for client in mariadb mysql; do
  if command -v "$client" >/dev/null; then
    exec "$client" --protocol=TCP --host=127.0.0.1 --user="$login" --batch --execute="$2"
  fi
done
echo 'neither mariadb nor mysql is in the image' >&2
exit 127
"""
NO_CLIENT = 127
ESCAPES: Mapping[str, str] = MappingProxyType({r"\n": "\n", r"\t": "\t", r"\0": "\0", r"\\": "\\"})
"""What `--batch` writes for these letters, so that a row is a line and a tab ends a field."""


def query(
    api: ApiClient,
    namespace: str,
    names: StackNames,
    sql: str,
    user: Literal["user", "root"] = "user",
    timeout: float = 10.0,
) -> list[dict[str, str]]:
    """Run `sql` as the keystone user, or as root, and return the rows of the last statement by column name.

    NULL comes as the text `NULL`; `timeout` is in seconds. Raises PromiseBroken with the database's words
    where it refuses, MissingCapability where the image has no client or shell; else as `run_inside` does.
    """
    command = ["sh", "-c", SCRIPT, "sql", user, sql]
    output = run_inside(api, namespace, names.database_pod, names.database_container, command, timeout)
    if output.exit_code == NO_CLIENT:
        raise MissingCapability(f"database pod {names.database_pod}: {output.stderr.strip()}")
    if output.exit_code:
        words = output.stderr.strip().splitlines() or [f"exit code {output.exit_code} and no words"]
        raise PromiseBroken(f"database: {words[-1]}")
    return rows(output.stdout)


def rows(text: str) -> list[dict[str, str]]:
    """Return the rows of the client's batch output: a line of names, then a line a row, tabs between."""
    lines = [[_plain(field) for field in line.split("\t")] for line in text.splitlines()]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def _plain(field: str) -> str:
    return re.sub(r"\\[nt0\\]", lambda match: ESCAPES[match[0]], field)
