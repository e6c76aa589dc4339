"""Tags are resolved once, at the start of a run, and a run may insist on digests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from conformance import pinned_images as module
from conformance.command_line import read_options
from conformance.errors import BadInput
from conformance.image_reference import ImageReference, parse_image
from conformance.inputs import Inputs, read_inputs
from conformance.manifests import Changes, images_of, prepare, read_manifests, refuse_tags
from conformance.options import FOLDERS
from conformance.registry.tags import Named, Pins, pins_for

SHA = "sha256:" + "0a" * 32
OTHER = "sha256:" + "0b" * 32
BLOG = read_manifests(FOLDERS["blog"])


def asking(digests: Mapping[str, str]) -> tuple[list[str], Callable[[ImageReference], Named]]:
    asked: list[str] = []

    def ask(image: ImageReference) -> Named:
        asked.append(str(image))
        return Named(digests[str(image)]) if str(image) in digests else Named(why_not="nobody knows it")

    return asked, ask


def test_each_tag_is_asked_for_once_and_a_digest_never() -> None:
    asked, ask = asking({"r.example:5000/a:1": SHA})
    found = pins_for(["r.example:5000/a:1", "b", "r.example:5000/a:1", f"c@{OTHER}", "No Image"], ask)
    assert sorted(asked) == ["b", "r.example:5000/a:1"]
    assert found == Pins({"r.example:5000/a:1": f"r.example:5000/a@{SHA}"}, {"b": "nobody knows it"})


def test_pins_stand_in_the_place_of_tags_and_are_told() -> None:
    image = parse_image("registry.example/keystone:30")
    pins = Pins({str(image): f"registry.example/keystone@{SHA}"}, {"memcached": "it answers 429"})
    found = prepare(BLOG, Changes("here", keystone_image=image, pins=pins))
    assert images_of(found) == ("mariadb", f"registry.example/keystone@{SHA}", "memcached")
    assert found.deviations[-2:] == (
        f"image registry.example/keystone:30: registry.example/keystone@{SHA}, "
        "which it meant at the start of the run",
        "image memcached: each node asks anew what it means, not known at the start (it answers 429)",
    )


IMAGES = ("--keystone-image", f"k:30@{SHA}", "--database-image", f"d@{SHA}")


def test_a_digest_is_required_of_every_container() -> None:
    with pytest.raises(BadInput) as caught:
        read_inputs(read_options(["--require-digest", *IMAGES]))
    assert str(caught.value) == (
        "--require-digest: container memcached of ReplicationController keystone-rc "
        "(keystone-rc.yaml, line 2) has image memcached, which names no digest: "
        "write NAME@sha256:…, in the manifest or with its --…-image option"
    )
    inputs = read_inputs(read_options(["--require-digest", *IMAGES, "--memcached-image", f"m@{SHA}"]))
    assert images_of(inputs.with_images()) == (f"d@{SHA}", f"k:30@{SHA}", f"m@{SHA}")


def test_a_container_that_sets_up_needs_a_digest_too() -> None:
    found = prepare(BLOG, Changes("here", pins=Pins(dict.fromkeys(images_of(BLOG), f"x@{SHA}"))))
    refuse_tags(found)
    pod = found.manifests[0].content
    pod["spec"]["initContainers"] = [{"name": "first", "image": "busybox:1"}]
    with pytest.raises(BadInput, match=r"container first of Pod keystone-db .* has image busybox:1"):
        refuse_tags(found)


@pytest.mark.parametrize(
    ("kind", "words", "pinned"),
    [("gke", (), True), ("existing", (), True), ("kind", (), False), ("gke", ("--keep-tags",), False)],
)
def test_tags_are_left_alone_where_nodes_are_filled_by_hand_or_it_is_wished(
    monkeypatch: pytest.MonkeyPatch, kind: str, words: tuple[str, ...], pinned: bool
) -> None:
    monkeypatch.setattr(module, "digest_of", lambda _image, _known: Named(SHA))
    monkeypatch.setattr(module, "of_the_caller", lambda _: {})
    inputs = read_inputs(read_options([*words]))
    with_cluster = SimpleNamespace(
        existing=SimpleNamespace(kind=kind),
        options=replace(inputs.options, context="here"),
        pull_secrets=(),
        with_images=inputs.with_images,
        update=inputs.update,
    )
    found = module.pinned_images(cast(Inputs, with_cluster), cast(Any, None))
    assert bool(found.names) is pinned
    assert module.pinned_images(inputs, cast(Any, None)) == Pins()
    made = replace(inputs, options=replace(inputs.options, provider="kind"))
    assert bool(module.pinned_images(made, cast(Any, None)).names) is not inputs.options.keep_tags
