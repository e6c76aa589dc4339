"""The images that a run updates to, read and named as they are deployed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.errors import BadInput
from conformance.image_reference import ImageReference, parse_image
from conformance.registry.tags import Pins
from conformance.update.options import CANDIDATES, UpdateOptions


@dataclass(frozen=True)
class UpdateImages:
    """What stands in the place of the images that a stack is deployed with; None: that one stays."""

    keystone: ImageReference | None = None
    database: ImageReference | None = None
    candidates: str = ""
    """The repository of the bad candidates; empty where there is none."""

    def named(self) -> Iterator[str]:
        """Yield each image by name: what is updated to, without the candidates."""
        yield from (str(image) for image in (self.keystone, self.database) if image)

    def refuse_tags(self) -> None:
        """Raise BadInput for an image that is updated to and names no digest."""
        for option, image in (("--update-to", self.keystone), ("--update-database-to", self.database)):
            if image is not None and not image.digest:
                raise BadInput(f"--require-digest: {option} {image} names no digest", "write NAME@sha256:…")

    @property
    def why_no_candidates(self) -> str:
        """Why there are no images that an update must refuse; empty where there are."""
        return "" if self.candidates else "--update-candidates names no repository of them"

    def candidate(self, fault: str) -> str:
        """Return the name of a bad candidate."""
        return f"{self.candidates}:{fault}"


def read_images(update: UpdateOptions, *, on_kubebox: bool) -> UpdateImages:
    """Return the images of the options; raises BadInput for what is no image name."""
    candidates = update.candidates or (CANDIDATES if on_kubebox else "")
    if candidates:
        parse_image(candidates, "--update-candidates")
    return UpdateImages(
        parse_image(update.to, "--update-to") if update.to else None,
        parse_image(update.database_to, "--update-database-to") if update.database_to else None,
        candidates,
    )


def deployed_as(image: str, pins: Pins) -> str:
    """Return the name that stands in an image's place in this run: its digest, where that is known."""
    return pins.names.get(image, image)
