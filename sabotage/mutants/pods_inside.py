"""Faults in what the pods hold and do: users, ports, caches, secrets in logs."""

from __future__ import annotations

from sabotage.changes import add_file, drop, env, put, several, wrapped
from sabotage.mutant import Mutant, breaks

ITS_OWN_ONLY = "it is shown the keystone database and no other"
ROOT_ASKS = "root asks which databases there are"
EVERY_MEMCACHED = "memcached answers in every keystone pod"
NO_PASSWORD = "none of them holds a password"
FIRST_RUN = (
    '[ -e /marks/begun ] && exec keystone-entrypoint; touch /marks/begun; echo "$ADMIN_TOKEN is it"; exit 1'
)


def shell(script: str) -> list[str]:
    """Return a command that runs `script` in place of the image's entrypoint."""
    return ["sh", "-c", script]


MUTANTS = (
    Mutant(
        "database-on-a-volume",
        "The database's data is on a volume.",
        breaks("pods_5", "nothing is mounted over the database's data", "has a volume at /var/lib/mysql"),
        several(
            put("database.spec.securityContext.fsGroup", 999),
            put("database.spec.volumes", [{"name": "data", "emptyDir": {}}]),
            put("mariadb.volumeMounts", [{"name": "data", "mountPath": "/var/lib/mysql"}]),
        ),
    ),
    Mutant(
        "keystone-user-with-every-right",
        "The keystone user may read and change the whole database server.",
        breaks(
            "pods_6",
            "it is refused the table in which the database keeps its users",
            "the keystone user's look into mysql.user was let through",
        ),
        wrapped("database_with_a_right_too_many.sh", "mariadb", after_entrypoint=False),
    ),
    Mutant(
        "keystone-user-with-a-second-database",
        "The keystone user reaches a database that is not Keystone's.",
        breaks("pods_6", ITS_OWN_ONLY, "the keystone user sees the database other, not only keystone"),
        wrapped("database_with_a_second_one.sh", "mariadb", after_entrypoint=False),
    ),
    Mutant(
        "root-with-another-password",
        "The password of root is not the one that the manifest gives.",
        breaks("pods_7", ROOT_ASKS, "ERROR 1045"),
        wrapped("database_with_another_root.sh", "mariadb", after_entrypoint=False),
    ),
    Mutant(
        "root-without-rights",
        "Root logs in and administers nothing.",
        breaks(
            "pods_7",
            "root is shown the keystone database beside the database's own",
            "root does not see keystone",
        ),
        wrapped("database_with_a_powerless_root.sh", "mariadb", after_entrypoint=False),
    ),
    Mutant(
        "database-that-takes-any-password",
        "The database lets in whoever comes.",
        breaks("pods_8", "each of them is refused", "keystone with a wrong password was let through"),
        wrapped("database_that_takes_any_password.sh", "mariadb", after_entrypoint=False),
        # it starts twice, and was measured starting once
        arguments=("--patience", "database-answers=60"),
    ),
    Mutant(
        "admin-port-not-opened",
        "The keystone container does not open the port for administrators.",
        breaks(
            "pods_9",
            "its keystone container opens the ports 5000 and 35357",
            "does not open port 35357, but 5000",
        ),
        drop("keystone.ports.1"),
    ),
    Mutant(
        "memcached-port-wrong",
        "The memcached container opens another port than memcached's.",
        breaks(
            "pods_9", "its memcached container opens the port 11211", "does not open port 11211, but 11212"
        ),
        put("memcached.ports.0.containerPort", 11212),
    ),
    Mutant(
        "pulled-only-once",
        "A node keeps the keystone image that it has, whatever the tag is by now.",
        breaks(
            "pods_10",
            "the pull policy of every keystone container is Always",
            "has the pull policy IfNotPresent, not Always",
        ),
        put("keystone.imagePullPolicy", "IfNotPresent"),
    ),
    Mutant(
        "memcached-that-serves-nothing",
        "The memcached container runs another program, which listens nowhere.",
        breaks("pods_11", EVERY_MEMCACHED, "memcached in pod keystone-rc-"),
        put("memcached.command", ["sleep", "infinity"]),
    ),
    Mutant(
        "memcached-of-another-tongue",
        "Something listens on memcached's port and does not answer as memcached does.",
        breaks("pods_11", EVERY_MEMCACHED, "does not answer"),
        put("memcached.args", ["-B", "binary"]),
    ),
    Mutant(
        "memcached-unused",
        "Keystone does not use the memcached beside it.",
        breaks(
            "pods_12",
            "the memcached of its pod has counted more of them",
            "does not use the memcached of its pod",
        ),
        env("keystone", "KEYSTONE_CACHE_SECONDS", "0"),
    ),
    Mutant(
        "memcached-shared",
        "All replicas share the memcacheds of all pods.",
        breaks("pods_12", "the memcached of no other pod has", "uses the memcached of pod keystone-rc-"),
        several(
            add_file(
                "caches.yaml",
                {
                    "apiVersion": "v1",
                    "kind": "Service",
                    "metadata": {"name": "caches"},
                    "spec": {
                        "clusterIP": "None",
                        "publishNotReadyAddresses": True,
                        "ports": [{"port": 11211}],
                        "selector": {"name": "keystone"},
                    },
                },
            ),
            wrapped("every_memcached_in_one_ring.py"),
        ),
    ),
    Mutant(
        "connection-in-the-log",
        "A replica writes its database connection into its log as it is.",
        breaks("pods_13", NO_PASSWORD, "holds the keystone user's password, in line 1"),
        put(
            "keystone.command",
            shell(
                'echo "mysql+pymysql://$MYSQL_USER:$MYSQL_PASSWORD@$DB_PORT_3306_TCP_ADDR/$MYSQL_DATABASE";'
                " exec keystone-entrypoint"
            ),
        ),
    ),
    Mutant(
        "root-password-in-the-log",
        "The database writes the password of root into its log.",
        breaks("pods_13", NO_PASSWORD, "container keystone-db of pod keystone-db holds the password of root"),
        put("mariadb.command", shell('echo "root: $MYSQL_ROOT_PASSWORD"; exec mariadb-entrypoint')),
    ),
    Mutant(
        "admin-password-in-the-log-of-an-earlier-run",
        "A replica's first run writes the administrator's password into its log, and ends.",
        breaks("pods_13", NO_PASSWORD, "the log of an earlier run of container keystone of pod keystone-rc-"),
        several(
            put("template.spec.volumes", [{"name": "marks", "emptyDir": {}}]),
            put("keystone.volumeMounts", [{"name": "marks", "mountPath": "/marks"}]),
            put("keystone.command", shell(FIRST_RUN)),
        ),
    ),
    Mutant(
        "token-in-the-log",
        "A replica writes down each token that it is asked with.",
        breaks("pods_13", "none of them holds a token", "holds a token, in line"),
        wrapped("writes_tokens_down.py"),
    ),
)
