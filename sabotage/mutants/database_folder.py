"""Where a database keeps its data, changed: what the blog's and the hardened set do the other way round."""

from __future__ import annotations

from sabotage.changes import add_file, drop, put, several

DATA_ON_A_VOLUME = several(
    add_file(
        "volume.yaml",
        {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {"name": "data"},
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "resources": {"requests": {"storage": "1Gi"}},
            },
        },
    ),
    put("database.spec.securityContext.fsGroup", 999),
    put("database.spec.volumes", [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]),
    put("mariadb.volumeMounts", [{"name": "data", "mountPath": "/var/lib/mysql"}]),
)
"""Of the blog's set."""
DATA_IN_THE_CONTAINER = several(
    put("mariadb.securityContext.readOnlyRootFilesystem", False),
    drop("mariadb.volumeMounts.0"),
    drop("database.spec.volumes.0"),
)
"""Of the hardened set."""
