# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but for some options of keystone.conf.

Environment: SABOTAGE_OPTIONS is JSON, {section: {option: value}}; the value `$ADMIN_TOKEN` is what the
container has under that name.
"""

import json
import os

from keystone_start import __main__ as start
from keystone_start import configuration

sections = configuration.sections
OPTIONS: dict[str, dict[str, str]] = json.loads(os.environ["SABOTAGE_OPTIONS"])


def with_options(settings: object) -> dict[str, dict[str, str]]:
    """Give keystone.conf's sections with the options over them."""
    wanted: dict[str, dict[str, str]] = sections(settings)
    for section, options in OPTIONS.items():
        known = {name: os.path.expandvars(value) for name, value in options.items()}
        wanted[section] = {**wanted.get(section, {}), **known}
    return wanted


configuration.sections = with_options

os._exit(start.main())
