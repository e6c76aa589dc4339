"""The tags of a run's images, resolved once at its start: what is deployed later cannot be another image."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from conformance.errors import BadInput
from conformance.image_reference import ImageReference, parse_image

AT_ONCE = 8
"""Registries are asked side by side: for three images, rarely for more."""


@dataclass(frozen=True)
class Named:
    """What a registry made of a tag: a digest, or none and why."""

    digest: str = ""
    why_not: str = ""


@dataclass(frozen=True)
class Pins:
    """By image as a manifest names it."""

    names: Mapping[str, str] = field(default_factory=dict)
    """What stands in its place: the same name by its digest."""
    unresolved: Mapping[str, str] = field(default_factory=dict)
    """Why it stays as it is."""

    def told(self) -> Iterator[str]:
        """Yield what became of each image, as a report lists it under the deviations from the manifests."""
        for image, name in self.names.items():
            yield f"image {image}: {name}, which it meant at the start of the run"
        for image, why in self.unresolved.items():
            yield f"image {image}: each node asks anew what it means, not known at the start ({why})"


def pins_for(images: Iterable[str], ask: Callable[[ImageReference], Named]) -> Pins:
    """Return the pins of `images`, each asked for once; a digest, and what is no image name, never."""
    asked = {image: reference for image in images if (reference := _by_tag(image))}
    if not asked:
        return Pins()
    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = dict(zip(asked, threads.map(ask, asked.values()), strict=True))
    return Pins(
        {
            image: f"{_untagged(asked[image])}@{answer.digest}"
            for image, answer in answers.items()
            if answer.digest
        },
        {image: answer.why_not for image, answer in answers.items() if not answer.digest},
    )


def _by_tag(image: str) -> ImageReference | None:
    try:
        reference = parse_image(image)
    except BadInput:
        # Of a manifest: the API server or the node says what it makes of that, and a promise judges it.
        return None
    return None if reference.digest else reference


def _untagged(reference: ImageReference) -> str:
    """Return the name without its tag: not every runtime takes a tag beside a digest."""
    return "/".join(part for part in (reference.domain, reference.path) if part)
