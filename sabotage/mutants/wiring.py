"""Faults in the link between Keystone and its database."""

from __future__ import annotations

from sabotage.changes import add_file, env, put, several, wrapped
from sabotage.mutant import Mutant, breaks

BEHIND_DB = "exactly the database pod stands behind it on port 3306"
HAS_CLUSTER_IP = "the db service has a cluster IP"
ADDRESS = "DB_PORT_3306_TCP_ADDR is the cluster IP of the db service"
SISTERS = "the other variables of the db link agree with it"
ANSWERS = "Keystone answers at every replica"
DENIED = "Access denied for user"
NOT_LINKED = "DB_PORT_3306_TCP_ADDR must be set"

MUTANTS = (
    Mutant(
        "db-selector-mistyped",
        "The db service selects a label that no pod has.",
        breaks("wiring_1", BEHIND_DB, "no pod has the labels that service db selects (name=keystone-bd)"),
        put("db_service.spec.selector.name", "keystone-bd"),
    ),
    Mutant(
        "db-without-selector",
        "The db service selects nothing.",
        breaks("wiring_1", BEHIND_DB, "service db has no selector"),
        put("db_service.spec.selector", None),
    ),
    Mutant(
        "db-target-port-wrong",
        "The db service leads to a port that the database does not open.",
        breaks("wiring_1", BEHIND_DB, "service db leads to port 3307 of its pods, not to 3306"),
        put("db_service.spec.ports.0.targetPort", 3307),
    ),
    Mutant(
        "db-of-another-name",
        "The database's service is not called db.",
        breaks("wiring_1", HAS_CLUSTER_IP, "there is no service db")
        + breaks("wiring_3", ANSWERS, NOT_LINKED),
        put("db_service.metadata.name", "database"),
    ),
    Mutant(
        "db-headless",
        "The db service has no cluster IP.",
        breaks("wiring_1", HAS_CLUSTER_IP, "service db has no cluster IP"),
        put("db_service.spec.clusterIP", "None"),
    ),
    Mutant(
        "second-pod-behind-db",
        "A pod that is no database stands behind the db service too.",
        breaks("wiring_1", BEHIND_DB, "with not-a-database, which should not be"),
        add_file(
            "not-a-database.yaml",
            {
                "apiVersion": "v1",
                "kind": "Pod",
                "metadata": {"name": "not-a-database", "labels": {"name": "keystone-db"}},
                "spec": {"containers": [{"name": "memcached", "image": "memcached"}]},
            },
        ),
    ),
    Mutant(
        "service-links-off",
        "The replicas are not told of the db service.",
        breaks("wiring_3", ANSWERS, NOT_LINKED) + breaks("token_1", ANSWERS, NOT_LINKED),
        put("template.spec.enableServiceLinks", False),
    ),
    Mutant(
        "link-to-localhost",
        "The variable of the link names localhost.",
        breaks("wiring_2", ADDRESS, "is localhost, db is"),
        several(
            env("keystone", "DB_PORT_3306_TCP_ADDR", "localhost"),
            wrapped("connects_to_the_service_by_name.py"),
        ),
    ),
    Mutant(
        "sister-variable-wrong",
        "One of the link's other variables leads elsewhere.",
        breaks("wiring_2", SISTERS, "environment: DB_PORT in pod"),
        env("keystone", "DB_PORT", "tcp://127.0.0.1:3306"),
    ),
    Mutant(
        "connection-by-name",
        "The connection in keystone.conf names the service and not its address.",
        breaks(
            "wiring_3", "its database connection leads to the cluster IP of the db service", "connects to db"
        ),
        wrapped("connects_to_the_service_by_name.py"),
    ),
    Mutant(
        "connection-as-root",
        "Keystone uses the database's root user.",
        breaks(
            "wiring_3", "it names the user and the database that the manifests name", "has root and keystone"
        ),
        several(env("keystone", "MYSQL_USER", "root"), env("keystone", "MYSQL_PASSWORD", "yourpassword")),
    ),
    Mutant(
        "database-password-wrong",
        "Keystone has another password than the database.",
        breaks("wiring_3", ANSWERS, DENIED) + breaks("token_1", ANSWERS, DENIED),
        env("keystone", "MYSQL_PASSWORD", "not-that-one"),
    ),
)
