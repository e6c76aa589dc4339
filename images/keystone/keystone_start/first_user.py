# The libraries are in the image, not beside the suite.
# mypy: disable-error-code="import-not-found, import-untyped"
"""The admin user and what it needs, with Keystone's own bootstrap code."""

from __future__ import annotations

from typing import Any

from .settings import Settings


def bootstrap(settings: Settings) -> None:
    """Do what `keystone-manage bootstrap` does, in a process whose application is loaded already.

    No public endpoint: which address the world uses is known only once the load balancer has one.
    """
    from keystone.cmd.bootstrap import Bootstrapper
    from keystone.server import backends

    # The registry takes the backends once, and the application has loaded them.
    backends.load_backends = _already_loaded
    work = Bootstrapper()
    work.admin_username = work.project_name = work.admin_role_name = "admin"
    work.admin_password = settings.admin_password
    work.region_id = "RegionOne"
    work.service_name = "keystone"
    work.internal_url = work.admin_url = settings.internal_url
    work.immutable_roles = True
    work.bootstrap()


def _already_loaded() -> dict[str, Any]:
    return {}
