"""Keystone's migrations as a pod of the new image runs them, and how long anybody waited for a lock."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.capability import Capability
from conformance.errors import MissingCapability, PromiseBroken
from conformance.inside.command import run_inside_once

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

SCRIPT = """\
tool=$(command -v keystone-manage) || { echo 'keystone-manage is not in the image' >&2; exit 127; }
python=$(head -n 1 "$tool" | sed 's/^#! *//')
exec $python -W ignore -c "$1" "$2" "$3"
"""
# The database's list of who does what, looked at again and again by Keystone's own user while it migrates:
# it shows all threads of that user, and every Keystone is that user. TIME_MS is MariaDB's.
WATCHED = """\
import json, os, subprocess, sys, threading, time
from sqlalchemy import create_engine, text

look = text("SELECT COALESCE(MAX(IF(STATE LIKE 'Waiting for % lock', TIME_MS, 0)), 0),"
            " COALESCE(MAX(IF(INFO REGEXP '^(ALTER|CREATE|DROP) ', TIME_MS, 0)), 0), COUNT(*)"
            " FROM information_schema.PROCESSLIST WHERE COMMAND = 'Query' AND ID <> CONNECTION_ID()")
step, pause = sys.argv[1], float(sys.argv[2])
over = threading.Event()
seen = {"waited_ms": 0.0, "statement_ms": 0.0, "looks": 0}

def watch():
    with create_engine(os.environ["OS_DATABASE__CONNECTION"]).connect() as connection:
        ready.set()
        while not over.wait(pause):
            waited, statement, _ = connection.execute(look).one()
            seen["waited_ms"] = max(seen["waited_ms"], float(waited))
            seen["statement_ms"] = max(seen["statement_ms"], float(statement))
            seen["looks"] += 1

ready = threading.Event()
watcher = threading.Thread(target=watch, daemon=True)
watcher.start()
if not ready.wait(30):
    sys.exit("the database does not let itself be looked at")
began = time.monotonic()
done = subprocess.run(["keystone-manage", "db_sync", step], stdout=sys.stderr)
seen.update(seconds=time.monotonic() - began, exit_code=done.returncode)
over.set()
watcher.join()
print(json.dumps(seen))
"""
NO_TOOL = 127
PAUSE_S = 0.005
"""Between two looks: a lock held for less is not seen, and nobody feels it."""
LOOK_S = 600.0
"""To run a migration over a large database."""


@dataclass(frozen=True)
class Migrated:
    """One step of a migration."""

    step: str
    """`--expand` or `--contract`."""
    seconds: float
    """All of `keystone-manage`, its start too."""
    longest_statement_s: float
    """Of the statements that change a table."""
    longest_lock_s: float
    """The longest that a statement was seen to wait for a lock; 0: none was seen to."""
    looks: int


def migrate(api: ApiClient, namespace: str, pod: str, container: str, step: str) -> Migrated:
    """Run one step of `keystone-manage db_sync` in a container, once, and return how long it took.

    Raises MissingCapability where the image has no `keystone-manage`, PromiseBroken where the step fails;
    else as `run_inside_once` does.
    """
    command = ["sh", "-c", SCRIPT, "migrate", WATCHED, step, str(PAUSE_S)]
    output = run_inside_once(api, namespace, pod, container, command, LOOK_S)
    what = f"keystone-manage db_sync {step} in pod {pod}"
    if output.exit_code == NO_TOOL:
        raise MissingCapability(Capability.EXEC_TOOLS, f"{what}: {output.stderr.strip()}")
    said = output.stderr.strip().splitlines() or ["it said nothing"]
    try:
        seen: Any = json.loads(output.stdout.strip().splitlines()[-1])
        code = int(seen["exit_code"])
        found = Migrated(
            step, seen["seconds"], seen["statement_ms"] / 1000, seen["waited_ms"] / 1000, seen["looks"]
        )
    except (ValueError, LookupError, TypeError) as error:
        raise PromiseBroken(f"{what} was not watched: {said[-1]}", detail=output.stderr) from error
    if code:
        raise PromiseBroken(f"{what} ended with {code}: {said[-1]}", detail=output.stderr)
    return found
