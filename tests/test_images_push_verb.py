"""`./toxw -e images -- --push` on a registry that is played: what it prints, and what it ends with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.clusters.kubebox.image_build import BuiltImage
from conformance.exit_codes import ExitCode
from conformance.registry.target import read_target
from tests.played_http import Reply, played
from tests.played_registry import DENIED, PlayedRegistry, an_image
from verbs import images as verb
from verbs._push_images import push_sets, tag_of


def built(folder: Path) -> list[str]:
    """Make a set of images as a build leaves it; return the digests of those that are pushed."""
    made = [
        BuiltImage(name, "latest", an_image(folder / "registry", (name.encode(),))[0], 1, {"it": "11.8+ds"})
        for name in ("bodepd/keystone", "library/mariadb", "library/memcached", "pause")
    ]
    (folder / "images.json").write_text(json.dumps([image.as_json() for image in made]))
    return [image.digest for image in made[:3]]


def test_the_stacks_images_are_pushed_each_printed_with_its_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    digests = built(tmp_path)
    with played(PlayedRegistry().answer) as server:
        target = read_target(server.url.removeprefix("http://") + "/team")
        push_sets([tmp_path], target)
    said = capsys.readouterr()
    names = [
        f"{target.name(name)}@{digest}"
        for name, digest in zip(("keystone", "mariadb", "memcached"), digests, strict=True)
    ]
    assert said.out.splitlines() == names
    for option, name in zip(("keystone-image", "database-image", "memcached-image"), names, strict=True):
        assert f"--{option} {name}" in said.err
        assert f'{option} = "{name}"' in said.err


def test_the_suites_own_image_is_pushed_beside_them_and_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (stack, suite) = (tmp_path / name for name in ("stack", "suite"))
    stack.mkdir()
    built(stack)
    own = BuiltImage("keystone-conformance", "latest", an_image(suite / "registry")[0], 1, {"suite": "0.1.0"})
    (suite / "images.json").write_text(json.dumps([own.as_json()]))
    monkeypatch.setattr("verbs.images.images.images_folder", lambda *_: stack)
    monkeypatch.setattr("verbs._suite_image.suite_image_folder", lambda *_: suite)
    registry = PlayedRegistry()
    with played(registry.answer) as server:
        target = server.url.removeprefix("http://")
        assert verb.main(["--push", target, "--suite"]) == ExitCode.KEPT
    said = capsys.readouterr()
    assert said.out.splitlines()[3:] == [f"{target}/keystone-conformance@{own.digest}"]
    assert f"in_cluster/manifests (docs/inside-the-cluster.md): {said.out.splitlines()[3]}" in said.err
    assert ("keystone-conformance", "0.1.0-suite") in registry.tags


def test_what_is_not_built_is_not_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    built(tmp_path)
    monkeypatch.setattr("verbs.images.images.images_folder", lambda *_: tmp_path)
    monkeypatch.setattr("verbs._suite_image.suite_image_folder", lambda *_: tmp_path / "none")
    assert verb.main(["list", "--suite"]) == ExitCode.BAD_INPUT
    assert "not built yet: sudo ./toxw -e images -- build --suite" in capsys.readouterr().err
    assert verb.main(["list"]) == ExitCode.KEPT


def test_a_tag_is_version_and_recipes() -> None:
    image = BuiltImage(
        "library/mariadb", "latest", "sha256:0", 1, {"mariadb": "11.8.9+ds", "package": "1:11"}
    )
    assert tag_of(image, "31aefb42547dae0d") == "11.8.9_ds-31aefb42547dae0d"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--push", "ada"], "names no registry"),
        (["list", "--push", "registry.example"], "list pushes nothing"),
        (["--plain-http"], "--plain-http is for --push"),
    ],
)
def test_what_was_typed_wrongly_is_one_line(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = verb.main(words)
    except SystemExit as ended:
        code = ExitCode(int(str(ended.code)))
    assert code == ExitCode.BAD_INPUT
    said = capsys.readouterr().err
    assert told in said
    assert len(said.splitlines()) == 1


def test_the_verb_tells_a_refusal_in_one_line_with_its_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    built(folder)
    monkeypatch.setattr("verbs.images.images.images_folder", lambda *_: folder)
    with played(lambda _: Reply(403, DENIED)) as server:
        code = verb.main(["--push", server.url.removeprefix("http://")])
    said = capsys.readouterr()
    assert (code, said.out) == (ExitCode.UNKNOWN, "")
    assert said.err.startswith("images: 127.0.0.1:")
    assert "403 DENIED" in said.err
    assert len(said.err.splitlines()) == 1
