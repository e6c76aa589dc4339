"""Faults that show when a stack's images are replaced by others.

The new image is the old one under another name: a wrapper makes of it what a bad one would be, from the
fourth replica on that starts on a database.
"""

from __future__ import annotations

from sabotage.changes import DATABASE, PYTHON, drop, put, wrapped
from sabotage.mutant import Mutant, breaks
from sabotage.mutants.database_folder import DATA_IN_THE_CONTAINER, DATA_ON_A_VOLUME

KEYSTONE = ("--update-to", "bodepd/keystone:latest")
VERSIONS = ("--keystone-image", "bodepd/keystone:30")
"""Of the set that has the candidates too."""
MARIADB = ("--update-database-to", "mariadb:latest")
NONE_REFUSED = "none of the new pods was refused"
GIVEN_UP = "it is given up at the first new pod"
TAKEN = "update: it was not given up, every new pod was taken for a good one"

MUTANTS = (
    Mutant(
        "new-pod-that-never-serves",
        "A fourth replica on one database never serves, as a new image might.",
        breaks("update_1", NONE_REFUSED, "s: Keystone answers in pod keystone-rc-")
        + breaks("update_13", NONE_REFUSED, "s: Keystone answers in pod keystone-rc-next-"),
        wrapped("only_three_ever_serve.py", beside=DATABASE),
        arguments=KEYSTONE,
    ),
    Mutant(
        "schema-expanded-by-every-start",
        "Each replica that starts expands the schema, whatever was pending.",
        breaks(
            "update_2",
            "the schema was changed by one start where anything was pending, and by none else",
            "did db_sync --expand, and the revisions are those of before",
        ),
        wrapped("expands_at_every_start.py"),
        arguments=KEYSTONE,
    ),
    Mutant(
        "new-pods-with-other-keys",
        "From the fourth replica on a database each has Fernet keys of its own.",
        breaks(
            "update_3",
            "every replica, old and new, took tokens from before at each look",
            "1 of 3 replicas new: token: one from before is answered 401 by the new pod keystone-rc-",
        )
        + breaks(
            "update_4",
            "while both releases ran each replica took the tokens of every other",
            "1 of 3 replicas new: token: one that pod keystone-rc-",
        ),
        wrapped("fourth_forgets_tokens.py", beside=DATABASE),
        arguments=KEYSTONE,
    ),
    Mutant(
        "new-pod-that-clears-a-table",
        "A fourth replica that starts on a database deletes every credential.",
        breaks(
            "update_5",
            "users, projects, roles, assignments and credentials are there, field by field",
            "credentials: ",
        ),
        wrapped("fourth_clears_credentials.py", beside=DATABASE),
        arguments=KEYSTONE,
        must_not_break=("update_3", "update_4"),
    ),
    Mutant(
        "new-pods-without-a-header",
        "From the fourth replica on a database answers come without the header that tells caches of tokens.",
        breaks(
            "update_6",
            "nothing is gone from the versions document, the headers and the body of a token",
            "headers: GET / vary is gone",
        ),
        wrapped("fourth_sends_no_vary.py", beside=DATABASE),
        arguments=KEYSTONE,
    ),
    Mutant(
        "new-pods-that-answer-errors",
        "From the fourth replica on a database the API's own root is answered with 503, all else as before.",
        breaks(
            "update_7",
            "soon after the last old pod was deleted requests of each kind were answered",
            "connections failed until the probe's end after 'old pod 3 deleted'",
        ),
        wrapped("fourth_answers_errors.py", beside=DATABASE),
        arguments=KEYSTONE,
        must_not_break=("update_1",),
    ),
    Mutant(
        "template-that-overrides-the-images-program",
        "The template says itself what is started: whatever a bad image would start is not.",
        breaks("update_8", f"{GIVEN_UP}, which keeps ending", TAKEN)
        + breaks("update_9", f"{GIVEN_UP}, which answers errors", TAKEN)
        + breaks("update_10", f"{GIVEN_UP}, which refuses tokens from before", TAKEN),
        put("keystone.args", [PYTHON, "-P", "-m", "keystone_start"]),
        arguments=VERSIONS,
    ),
    Mutant(
        "database-that-nobody-may-copy",
        "The root of the database may read nothing: there is no copy to go back to.",
        breaks(
            "update_11",
            "with the old image and the database from before back all is as before",
            "way back: token: the old pod keystone-rc-",
        ),
        wrapped("database_with_a_powerless_root.sh", "mariadb", after_entrypoint=False),
        arguments=VERSIONS,
    ),
    Mutant(
        "new-pods-ready-before-they-serve",
        "A replica of the hardened set counts as ready before Keystone serves in it.",
        breaks(
            "update_12",
            "none of the requests on new connections failed, 3000 at least",
            "requests on new connections failed",
        ),
        drop("keystone.readinessProbe"),
        manifest_set="hardened",
        arguments=KEYSTONE,
    ),
    Mutant(
        "newer-database-on-a-volume-of-the-blogs",
        "The blog's database keeps its data on a volume, and a newer one finds it there.",
        breaks(
            "update_14",
            "the replicas that knew the old database issue no token",
            "issued one without the database that it was set up with",
        ),
        DATA_ON_A_VOLUME,
        arguments=MARIADB,
    ),
    Mutant(
        "newer-database-without-the-volume",
        "The hardened set's database keeps its data in its container, and a newer one begins anew.",
        breaks(
            "update_15",
            "users, projects, roles and the rest are there, field by field",
            "a token again from every replica",
        ),
        DATA_IN_THE_CONTAINER,
        manifest_set="hardened",
        arguments=MARIADB,
    ),
    Mutant(
        "keys-that-are-read-once",
        "Keystone never reads again what it has read of its Fernet keys.",
        breaks(
            "update_16", "then every replica refuses them", "one whose key was dropped is answered 200 by"
        ),
        wrapped("reads_its_keys_once.py"),
        manifest_set="hardened",
    ),
)
