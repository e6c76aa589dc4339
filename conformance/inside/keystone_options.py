"""Every option of the Keystone in a container: its default, and the value that counts there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from conformance.capability import Capability
from conformance.errors import MissingCapability, PromiseBroken
from conformance.image_difference.settings import Settings
from conformance.inside.command import run_inside

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

# Keystone's own interpreter, as the first line of its tool has it. Options are registered as a server does
# it, and read by oslo.config's own `log_opt_values`, which makes stars of what is secret.
SCRIPT = """\
tool=$(command -v keystone-manage) || { echo 'keystone-manage is not in the image' >&2; exit 127; }
python=$(head -n 1 "$tool" | sed 's/^#! *//')
exec $python -W ignore -c "$1"
"""
DUMP = """\
import json, logging
import keystone.conf
from keystone.common import sql
from keystone.conf import opts
from keystone.server.flask import core
from oslo_config import cfg

conf = keystone.conf.CONF
keystone.conf.configure()
keystone.conf.set_config_defaults()
sql.initialize()

class Values(dict):
    def log(self, level, form, *values):
        if len(values) == 2:
            self[values[0]] = str(values[1])

def values(files, folders, environment):
    conf(args=[], project="keystone", default_config_files=files, default_config_dirs=folders,
         use_env=environment)
    found = Values()
    conf.log_opt_values(found, logging.INFO)
    return found

deprecated = {
    (option.dest if group in (None, "DEFAULT") else f"{group}.{option.dest}"): option.deprecated_reason or ""
    for group, options in opts.list_opts() for option in options if option.deprecated_for_removal
}
files = core._get_config_files() or cfg.find_config_files("keystone")
print(json.dumps({
    "defaults": values([], [], False),
    "effective": values(files, cfg.find_config_dirs("keystone"), True),
    "deprecated": deprecated,
}))
"""
NO_TOOL = 127
LOOK_S = 60.0
"""To load Keystone twice as far as a server does; 3 s on a quiet machine."""


def keystone_options(api: ApiClient, namespace: str, pod: str, container: str) -> Settings:
    """Return the options of the Keystone in a running container, configured as it is there.

    Raises MissingCapability where the image has no Keystone that can be asked, PromiseBroken where that
    fails; else as `run_inside` does.
    """
    output = run_inside(api, namespace, pod, container, ["sh", "-c", SCRIPT, "options", DUMP], LOOK_S)
    what = f"the options of Keystone in container {container} of pod {pod}"
    if output.exit_code == NO_TOOL:
        raise MissingCapability(Capability.EXEC_TOOLS, f"{what}: {output.stderr.strip()}")
    try:
        content: Any = json.loads(output.stdout.strip().splitlines()[-1])
        return Settings(content["defaults"], content["effective"], content["deprecated"])
    except (ValueError, LookupError, TypeError) as error:
        said = output.stderr.strip().splitlines() or ["it said nothing"]
        raise PromiseBroken(f"{what} were not told: {said[-1]}", detail=output.stderr) from error
