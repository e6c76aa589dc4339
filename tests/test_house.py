"""The house is in order: pins, reasons, verbs, and nothing silenced without a word."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from configparser import ConfigParser
from pathlib import Path

import pytest

from preflight.verb_names import verb_descriptions, verb_names

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
REQUIREMENTS = [line for group in PROJECT["dependency-groups"].values() for line in group]


def pins(file: Path) -> dict[str, str]:
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return {normal(name): version for name, _, version in (line.partition("==") for line in lines)}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_each_dependency_is_pinned_and_constrained_alike(requirement: str) -> None:
    name, _, version = requirement.partition("==")
    assert version
    assert pins(ROOT / "constraints.txt").get(normal(name)) == version


@pytest.mark.parametrize("file", ["constraints.txt", "preflight/tox.txt"])
def test_each_constraint_is_one_exact_version(file: str) -> None:
    assert all(re.fullmatch(r"[\w.!+]+", version) for version in pins(ROOT / file).values())


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_each_dependency_has_its_reason_above_it(requirement: str) -> None:
    lines = [line.strip() for line in (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()]
    above = lines[lines.index(f'"{requirement}",') - 1]
    assert above.startswith("# ")


IMPORTED_AS = {
    "gherkin-official": "gherkin",
    "markdown-it-py": "markdown_it",
    "pyjwt": "jwt",
    "python-dxf": "dxf",
    "python-keystoneclient": "keystoneclient",
    "pyyaml": "yaml",
    "ruamel.yaml": "ruamel",
    "websocket-client": "websocket",
}
"""Distributions whose module has another name."""
ARE_PROGRAMS = {"check_jsonschema", "mypy", "ruff"}
IN_IMAGES = {"images"}
"""Code that tests import and that runs elsewhere: what it imports is in the image."""


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    ours = {
        "benchmarks",
        "conformance",
        "conftest",
        "in_cluster",
        "preflight",
        "sabotage",
        "steps",
        "tests",
        "verbs",
    }
    folders = [path for part in (*ours - {"conftest"}, "features") for path in (ROOT / part).rglob("*.py")]
    imported = {
        name.split(".")[0]
        for path in (*folders, ROOT / "conftest.py")
        if path.parent != ROOT / "sabotage" / "wrappers"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _imported_by(node)
    }
    declared = {requirement.partition("==")[0] for requirement in REQUIREMENTS}
    modules = {
        IMPORTED_AS.get(name, name.replace("-", "_")) for name in declared if not name.startswith("types-")
    }
    assert imported - ours - IN_IMAGES - sys.stdlib_module_names == modules - ARE_PROGRAMS


def _imported_by(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_each_verb_has_its_environment_and_each_environment_its_verb() -> None:
    tox_ini = ConfigParser(interpolation=None)
    tox_ini.read(ROOT / "tox.ini", encoding="utf-8")
    environments = {
        section.partition(":")[2] for section in tox_ini.sections() if section.startswith("testenv:")
    }
    assert environments - {"suite"} == set(verb_names(ROOT))


def test_each_verb_is_described() -> None:
    assert all(verb_descriptions(ROOT).values())


SILENCED = re.compile(r"# (noqa|type: ignore)(?P<codes>: [A-Z0-9, ]*[0-9]|\[[\w, -]+\])?(?P<reason>.*)")


def test_what_is_silenced_has_its_reason_beside_it() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted(ROOT.glob("[a-z]*/**/*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (found := SILENCED.search(line)) and "SILENCED" not in line
        if not found["codes"] or len(found["reason"].strip(" #—-:()")) < len("a reason")
    ]
    assert wrong == []


def test_the_version_is_told_in_the_changelog() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {PROJECT['project']['version']}" in changelog
