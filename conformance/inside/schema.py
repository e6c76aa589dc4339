"""Whether Keystone itself finds its schema complete, and which revisions the database names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.inside.command import Output, run_inside

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

CHECK = ("keystone-manage", "db_sync", "--check")
REVISIONS = "SELECT version_num FROM `{}`.alembic_version ORDER BY version_num"


def schema_check(api: ApiClient, namespace: str, pod: str, container: str, timeout: float) -> Output:
    """Return what `keystone-manage db_sync --check` says in that container, and how it ends.

    Its exit code is 0 for a complete schema, 2 to 4 for one with migrations left (keystone/cmd/cli.py).
    `timeout` is in seconds: it loads all of Keystone. Raises MissingCapability where the image has no
    `keystone-manage`; else as `run_inside` does.
    """
    return run_inside(api, namespace, pod, container, CHECK, timeout)
