"""The operator's last step of an update: what no older release needs any more is taken out of the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.inside.command import Output, run_inside_once

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

CONTRACT = ("keystone-manage", "db_sync", "--contract")


def contract(api: ApiClient, namespace: str, pod: str, container: str, timeout: float) -> Output:
    """Run `keystone-manage db_sync --contract` in that container and return how it ended.

    `timeout` is in seconds: it loads all of Keystone. Raises as `run_inside_once` does.
    """
    return run_inside_once(api, namespace, pod, container, CONTRACT, timeout)
