"""Faults where the link is missing, late, moved, or leads to a half-made database, and in what is shared."""

from __future__ import annotations

from sabotage.changes import DATABASE, Change, env, put, several, wrapped
from sabotage.mutant import Mutant, breaks

EXITS = "each keystone container ends with exit code 1"
IS_MISSING = "each says that the link is missing"
KEEPS_ENDING = "every keystone container keeps ending, for want of the link"
HEALS = "every keystone pod heals in place, at the first restart after that"
RUNS_ON = "runs on, though it should refuse to"
LINKED = '[ -n "$DB_PORT_3306_TCP_ADDR" ]'
OLD_ADDRESS = "the pods that were left alone are wired to the old one"


def started_by(script: str, *more: Change) -> Change:
    """Start Keystone's container with a shell script, which has a folder that outlives the container."""
    return several(
        put("keystone.command", ["sh", "-c", script]),
        put("template.spec.volumes", [{"name": "marks", "emptyDir": {}}]),
        put("keystone.volumeMounts", [{"name": "marks", "mountPath": "/marks"}]),
        *more,
    )


MUTANTS = (
    Mutant(
        "schema-never-contracted",
        "The schema lacks the last of its migrations.",
        breaks("wiring_4", "nothing is left to do", "schema not there: db_sync --check in pod keystone-rc-"),
        wrapped("expands_only.py"),
    ),
    Mutant(
        "revision-forgotten",
        "The database does not name the revision that it is at.",
        breaks(
            "wiring_4", "the database names the revision that it is at", "alembic_version names no revision"
        ),
        wrapped("forgets_its_revision.py"),
    ),
    Mutant(
        "a-database-for-each-replica",
        "Each replica has a database of its own.",
        breaks("wiring_5", "a project is created through each replica", "creation of a project through pod"),
        several(
            env("keystone", "MYSQL_USER", "root"),
            env("keystone", "MYSQL_PASSWORD", "yourpassword"),
            wrapped("a_database_for_each_replica.py"),
        ),
    ),
    Mutant(
        "replica-that-shows-only-what-it-made",
        "A replica does not show what was written through another.",
        breaks(
            "wiring_5",
            "every replica shows every project",
            "does not show the project that was made through pod",
        ),
        wrapped("shows_only_what_it_made.py"),
    ),
    Mutant(
        "waits-for-the-link",
        "A keystone container without the link waits in silence.",
        breaks("wiring_6", EXITS, RUNS_ON) + breaks("wiring_7", KEEPS_ENDING, RUNS_ON),
        started_by(f"until {LINKED}; do sleep 1; done; exec keystone-entrypoint"),
    ),
    Mutant(
        "address-by-hand",
        "The manifest gives the variable of the link a value of its own.",
        breaks("wiring_6", EXITS, RUNS_ON),
        env("keystone", "DB_PORT_3306_TCP_ADDR", "db"),
    ),
    Mutant(
        "ends-with-zero-without-the-link",
        "A keystone container without the link ends as if all were well.",
        breaks("wiring_6", EXITS, "ended with exit code 0, not exit code 1"),
        started_by(f"{LINKED} || {{ keystone-entrypoint; exit 0; }}; exec keystone-entrypoint"),
    ),
    Mutant(
        "wrong-message-without-the-link",
        "A keystone container without the link says something else.",
        breaks("wiring_6", IS_MISSING, "its last line is 'no database'")
        + breaks("wiring_7", KEEPS_ENDING, "its last line is 'no database'"),
        started_by(f"{LINKED} || {{ echo no database; exit 1; }}; exec keystone-entrypoint"),
    ),
    Mutant(
        "no-check-of-the-link",
        "Keystone is started without the entrypoint's check.",
        breaks("wiring_6", IS_MISSING, "does not say 'DB_PORT_3306_TCP_ADDR must be set"),
        put("keystone.command", ["/opt/keystone/bin/python", "-P", "-m", "keystone_start"]),
    ),
    Mutant(
        "remembers-that-the-link-was-missing",
        "A container that once lacked the link refuses ever after.",
        breaks("wiring_7", HEALS, "ended again (exit code 1)"),
        started_by(
            f"{LINKED} || {{ touch /marks/unlinked; exec keystone-entrypoint; }};"
            " [ ! -e /marks/unlinked ] || exit 1; exec keystone-entrypoint"
        ),
    ),
    Mutant(
        "heals-without-answering",
        "A container that once lacked the link runs after that, and serves nothing.",
        breaks("wiring_7", "Keystone answers at every replica", "keystone-rc-"),
        started_by(
            f"{LINKED} || {{ touch /marks/unlinked; exec keystone-entrypoint; }};"
            " [ ! -e /marks/unlinked ] || exec sleep infinity; exec keystone-entrypoint"
        ),
    ),
    Mutant(
        "replica-that-follows-the-service",
        "A running replica changes its keystone.conf when the service has moved.",
        breaks("wiring_8", OLD_ADDRESS, "configuration: keystone.conf in pod keystone-rc-"),
        wrapped("follows_the_service.py", beside=DATABASE),
    ),
    Mutant(
        "replica-wired-by-name",
        "A new pod is wired to the name of the service, not to its address.",
        breaks("wiring_8", "the new pod is wired to the new address", "connects to db, the db service is"),
        wrapped("connects_to_the_service_by_name.py"),
    ),
    Mutant(
        "half-made-schema-dropped",
        "A replica drops the half-made schema and makes it anew.",
        breaks("wiring_9", EXITS, RUNS_ON),
        several(env("keystone", "SABOTAGE_THEN", "start"), wrapped("drops_what_is_half_made.py")),
    ),
    Mutant(
        "half-made-schema-dropped-and-refused",
        "A replica drops a table of the half-made schema before it refuses it.",
        breaks("wiring_9", "everything in the database is as it was", "table project is gone"),
        several(env("keystone", "SABOTAGE_THEN", "refuse"), wrapped("drops_what_is_half_made.py")),
    ),
    Mutant(
        "half-made-schema-without-a-remedy",
        "A replica refuses the half-made schema and does not say what to do.",
        breaks(
            "wiring_9", "each names the remedy", "its last line is 'keystone: the database cannot be used'"
        ),
        wrapped("refuses_without_a_remedy.py"),
    ),
)
