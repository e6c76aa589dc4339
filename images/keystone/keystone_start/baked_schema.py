# The libraries are in the image, not beside the suite.
# mypy: disable-error-code="import-not-found, import-untyped"
"""The schema of the image's Keystone: found out once, when the image is built."""

from __future__ import annotations

import json
from pathlib import Path

from .undone import Baked

PATH = Path("/opt/keystone/schema.json")


def load(path: Path = PATH) -> Baked:
    """Give what was written at build time."""
    content = json.loads(path.read_text())
    return Baked(frozenset(content["heads"]), content["expand_head"], frozenset(content["known"]))


def main() -> None:
    """Print the revisions of the installed Keystone as JSON."""
    from alembic.script import ScriptDirectory
    from keystone.common import sql
    from keystone.common.sql import upgrades

    sql.initialize()
    script = ScriptDirectory.from_config(upgrades.get_alembic_config())
    heads = script.get_heads()
    expand = [head for head in heads if upgrades.EXPAND_BRANCH in script.get_revision(head).branch_labels]
    known = sorted(revision.revision for revision in script.walk_revisions())
    print(json.dumps({"heads": sorted(heads), "expand_head": expand[0], "known": known}))


if __name__ == "__main__":
    main()
