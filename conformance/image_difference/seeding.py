"""A database with many users, and with the rows that a cloud of their number gathers; SQL, pure.

Rows are written by the database itself: a hundred thousand users through the API would take a day of bcrypt.
Nobody can sign in as one of them.
"""

from __future__ import annotations

from collections.abc import Iterator

SEEDED = ("user", "local_user", "password", "revocation_event", "project_endpoint_group")
"""The tables that get a row a user: who they are, and the two that 28 → 29 puts indexes on."""


def seeding(database: str, users: int) -> Iterator[str]:
    """Yield statements that add so many users, each with a password, a revocation and a filtered project.

    `database` is Keystone's. MariaDB's sequence engine counts; ids are hashes, as Keystone's own are random.
    """
    numbers = f"FROM `{database}`.seq_1_to_{users}"
    yield from (
        f"INSERT INTO `{database}`.{columns} {values}"
        for columns, values in (
            (
                "`user` (id, enabled, domain_id, extra, created_at)",
                f"SELECT MD5(seq), 1, 'default', '{{}}', UTC_TIMESTAMP() {numbers}",
            ),
            (
                "local_user (user_id, domain_id, name)",
                f"SELECT MD5(seq), 'default', CONCAT('seeded-', seq) {numbers}",
            ),
            (
                "password (local_user_id, self_service, password_hash, created_at_int, created_at)",
                f"SELECT id, 0, '*', 1e6 * UNIX_TIMESTAMP(), UTC_TIMESTAMP() FROM `{database}`.local_user "
                "WHERE name LIKE 'seeded-%'",
            ),
            (
                "revocation_event (user_id, issued_before, revoked_at)",
                f"SELECT MD5(seq), UTC_TIMESTAMP(), UTC_TIMESTAMP() {numbers}",
            ),
            ("endpoint_group (id, name, filters)", "VALUES ('seeded', 'seeded', '{}')"),
            (
                "project_endpoint_group (endpoint_group_id, project_id)",
                f"SELECT 'seeded', MD5(seq) {numbers}",
            ),
        )
    )
