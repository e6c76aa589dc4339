"""Which container an update is of, and its two images."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from conformance.errors import BadInput
from conformance.image_reference import ImageReference, parse_image


class Updated(StrEnum):
    """The container that gets another image."""

    KEYSTONE = "keystone"
    DATABASE = "database"


WORDS = {Updated.KEYSTONE: ("keystone",), Updated.DATABASE: ("mariadb", "mysql", "galera", "percona")}
"""What the path of an image's name holds, by what is in it."""


@dataclass(frozen=True)
class ImagePair:
    """An image, and the one that is to take its place."""

    updated: Updated
    before: ImageReference
    after: ImageReference

    def __str__(self) -> str:
        """Return `keystone: bodepd/keystone:29 → bodepd/keystone:30`."""
        return f"{self.updated}: {self.before} → {self.after}"


def image_pair(before: str, after: str, container: str | None = None) -> ImagePair:
    """Return the images that were typed, for `container` or else for the one that their names tell.

    Raises BadInput for what is no image name, for two that are the same, and where neither name tells, or
    each tells something else.
    """
    old, new = parse_image(before, "--from"), parse_image(after, "--to")
    if str(old) == str(new):
        raise BadInput(f"--from and --to are both {old}", "name two images")
    if container is not None:
        return ImagePair(Updated(container), old, new)
    told = {one for image in (old, new) for one in Updated if _tells(image, one)}
    if len(told) != 1:
        names = f"{old} and {new} tell" if told else f"neither {old} nor {new} tells"
        what = f"{names} {'two different containers' if told else 'which container it is for'}"
        raise BadInput(what, f"add --container {' or --container '.join(Updated)}")
    return ImagePair(told.pop(), old, new)


def _tells(image: ImageReference, updated: Updated) -> bool:
    return any(word in image.path for word in WORDS[updated])
