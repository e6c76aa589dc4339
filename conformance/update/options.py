"""To which images a run updates its stacks, as it was typed."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass

from conformance.image_difference.pair import Updated

CANDIDATES = "bodepd/keystone"
"""The repository of the bad candidates in a box that has them: docs/image-versions.md."""


@dataclass(frozen=True)
class UpdateOptions:
    """One update as it was asked for; what it starts from are the images that the stack is deployed with."""

    to: str | None = None
    """The new image of Keystone."""
    candidates: str | None = None
    """The repository whose tags are candidates that an update must refuse; None: a box's own."""
    database_to: str | None = None
    """The new image of the database."""

    @property
    def asked_for(self) -> bool:
        """Whether anything is to be updated."""
        return self.to is not None or self.database_to is not None

    @property
    def told(self) -> dict[str, str]:
        """The new images by what they are of, as a report keeps them."""
        named = {Updated.KEYSTONE: self.to, Updated.DATABASE: self.database_to}
        return {name.value: image for name, image in named.items() if image is not None}

    @classmethod
    def of_report(cls, told: Mapping[str, str]) -> UpdateOptions:
        """Return what `told` of a report stands for; what it does not name is not updated."""
        return cls(told.get(Updated.KEYSTONE) or None, None, told.get(Updated.DATABASE) or None)


def add_update_options(parser: argparse.ArgumentParser) -> None:
    """Add a group of its own to `parser`."""
    group = parser.add_argument_group("what it is updated to (the profile `update`)")
    group.add_argument("--update-to", metavar="IMAGE", help="the new image of Keystone")
    group.add_argument("--update-database-to", metavar="IMAGE", help="the new image of the database")
    group.add_argument(
        "--update-candidates",
        metavar="REPOSITORY",
        help="where the images are that an update must refuse; has a default on kubebox only",
    )


def read_update_options(read: argparse.Namespace) -> UpdateOptions:
    """Return what was typed."""
    return UpdateOptions(read.update_to, read.update_candidates, read.update_database_to)
