"""Keystone's own check before an update, run in a container of the new image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.capability import Capability
from conformance.errors import MissingCapability
from conformance.image_difference.upgrade_check import UpgradeCheck, upgrade_check_in
from conformance.inside.command import run_inside

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

# It makes Keystone's token provider, which will not be made without keys: a pod that serves nobody has none.
SCRIPT = """\
command -v keystone-status >/dev/null || { echo 'keystone-status is not in the image' >&2; exit 127; }
[ -e /etc/keystone/fernet-keys/0 ] ||
  keystone-manage fernet_setup --keystone-user "$(id -u)" --keystone-group "$(id -g)" >&2 || exit 126
exec keystone-status upgrade check --json
"""
NO_TOOL = 127
LOOK_S = 60.0
"""To load Keystone and read the roles; 3 s on a quiet machine."""


def upgrade_check(api: ApiClient, namespace: str, pod: str, container: str) -> UpgradeCheck:
    """Return what `keystone-status upgrade check` says there, of the database that it is configured for.

    Raises MissingCapability where the image has no `keystone-status`, PromiseBroken where it ends of itself;
    else as `run_inside` does.
    """
    output = run_inside(api, namespace, pod, container, ["sh", "-c", SCRIPT], LOOK_S)
    if output.exit_code == NO_TOOL:
        raise MissingCapability(Capability.EXEC_TOOLS, f"pod {pod}: {output.stderr.strip()}")
    return upgrade_check_in(output.stdout, output.exit_code)
