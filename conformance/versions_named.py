"""Which sets of a box's images a run needs: its own, or those with other versions to update between."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.clusters.kubebox.version_recipes import names_beside_a_boxs_own
from conformance.errors import BadInput
from conformance.image_reference import parse_image


def name_a_version(images: Iterable[str]) -> bool:
    """Tell whether any of these names is one that only the set of versions has, such as `bodepd/keystone:28`.

    A box has an image under every registry's name, so the registry does not count.
    """
    return not names_beside_a_boxs_own().isdisjoint(map(_in_box, images))


def _in_box(name: str) -> str:
    """Return name and tag as a box's registry has them; empty for what is no image's name."""
    try:
        image = parse_image(name)
    except BadInput:
        return ""
    short = image.domain in ("", "docker.io") and "/" not in image.path
    return f"{'library/' if short else ''}{image.path}:{image.tag or 'latest'}"
