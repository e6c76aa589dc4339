"""SQL through the client that the database's own image carries, in the database pod."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from conformance.capability import Capability
from conformance.errors import MissingCapability, PromiseBroken
from conformance.inside.command import run_inside
from conformance.judgement import Judgement, Kept, NotYet
from conformance.stack import StackNames

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

# The container's own environment has the passwords: none leaves it, none stands in an argument or a request.
SCRIPT = """\
case "$1" in
  root) login=root; MYSQL_PWD=$MYSQL_ROOT_PASSWORD ;;
  *) login=$MYSQL_USER; MYSQL_PWD=$MYSQL_PASSWORD ;;
esac
export MYSQL_PWD="$MYSQL_PWD$3"
for client in mariadb mysql; do
  if command -v "$client" >/dev/null; then
    exec "$client" --protocol=TCP --host=127.0.0.1 --user="$login" --batch --execute="$2"
  fi
done
echo 'neither mariadb nor mysql is in the image' >&2
exit 127
"""
User = Literal["user", "root"]
SAYS = "database: "
NO_CLIENT = 127
NO_SERVER = re.compile(r"\bERROR (2002|2003|2006|2013)\b")
"""The client's own errors for a server that is not there or goes away (MariaDB's errmsg.h, CR_*)."""
WRONG = "-and-more"
"""Put behind a right password inside the container, which makes it a wrong one there."""
ESCAPES: Mapping[str, str] = MappingProxyType({r"\n": "\n", r"\t": "\t", r"\0": "\0", r"\\": "\\"})
"""What `--batch` writes for these letters, so that a row is a line and a tab ends a field."""


class DatabaseSilentError(PromiseBroken):
    """No database server answers on the port, or it went away in mid-query."""


def query(
    api: ApiClient,
    namespace: str,
    names: StackNames,
    sql: str,
    user: User = "user",
    *,
    timeout: float,
) -> list[dict[str, str]]:
    """Run `sql` as the keystone user, or as root, and return the rows of the last statement by column name.

    NULL comes as the text `NULL`; `timeout` is in seconds. Raises PromiseBroken with the database's words
    where it refuses, MissingCapability where the image has no client or shell; else as `run_inside` does.
    """
    return _rows_of(api, namespace, names, [user, sql], timeout)


def refusal_of(
    api: ApiClient,
    namespace: str,
    names: StackNames,
    sql: str,
    user: User = "user",
    *,
    wrong_password: bool = False,
    timeout: float,
) -> str:
    """Return the words in which the database refuses the login or `sql`; empty where it refuses neither.

    `wrong_password`: log in with one that is made from the right one inside the container. Otherwise as
    `query`; that no server answers is raised.
    """
    words = [user, sql, WRONG] if wrong_password else [user, sql]
    try:
        _rows_of(api, namespace, names, words, timeout)
    except DatabaseSilentError:
        raise
    except PromiseBroken as refused:
        return refused.message.removeprefix(SAYS)
    return ""


def _rows_of(
    api: ApiClient, namespace: str, names: StackNames, words: Sequence[str], timeout: float
) -> list[dict[str, str]]:
    command = ["sh", "-c", SCRIPT, "sql", *words]
    output = run_inside(api, namespace, names.database_pod, names.database_container, command, timeout)
    if output.exit_code == NO_CLIENT:
        raise MissingCapability(
            Capability.EXEC_TOOLS, f"database pod {names.database_pod}: {output.stderr.strip()}"
        )
    if output.exit_code:
        said = output.stderr.strip().splitlines() or [f"exit code {output.exit_code} and no words"]
        silent = NO_SERVER.search(said[-1])
        raise (DatabaseSilentError if silent else PromiseBroken)(f"{SAYS}{said[-1]}")
    return rows(output.stdout)


def answers_queries(api: ApiClient, namespace: str, names: StackNames, *, timeout: float) -> Judgement[None]:
    """Judge whether the database takes the keystone user's queries; a probe for `Waiter.until_answers`.

    Not yet while no server answers: the pod is Running before the server listens. A refusal is raised as
    `query` raises it, for a wrong password does not pass.
    """
    try:
        query(api, namespace, names, "SELECT 1", timeout=timeout)
    except DatabaseSilentError as silent:
        return NotYet(silent.message)
    return Kept(None, "the database answers queries")


def rows(text: str) -> list[dict[str, str]]:
    """Return the rows of the client's batch output: a line of names, then a line a row, tabs between."""
    lines = [[_plain(field) for field in line.split("\t")] for line in text.splitlines()]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def _plain(field: str) -> str:
    return re.sub(r"\\[nt0\\]", lambda match: ESCAPES[match[0]], field)
