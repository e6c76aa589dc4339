"""Whatever hides a value from `repr()` has it taken out of what is written, too."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conformance.credentials import Credentials
from conformance.deploy.pull_secret import PullSecret, parse_pull_secret
from conformance.identity.ec2 import Ec2Credential
from conformance.identity.own_domain import OwnUser
from conformance.identity.token import TokenIssued
from conformance.redact import all_held, hold
from conformance.registry.credentials import RegistryCredentials
from conformance.update.belongings import ApplicationCredential
from tests.secret_search import secret

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 26, tzinfo=UTC)


def pull_secret(value: str, folder: Path) -> None:
    file = folder / "config.json"
    file.write_text(json.dumps({"auths": {"example.test": {"auth": value}}}))
    parse_pull_secret(str(file))


MADE: dict[type, Callable[[str, Path], object]] = {
    ApplicationCredential: lambda value, _: ApplicationCredential("i", value),
    Credentials: lambda value, _: Credentials("u", "d", f"1{value}", f"2{value}", value),
    Ec2Credential: lambda value, _: Ec2Credential("u", "a", value),
    OwnUser: lambda value, _: OwnUser("i", "n", "d", value, 1.0),
    PullSecret: pull_secret,
    RegistryCredentials: lambda value, _: RegistryCredentials("u", value),
    TokenIssued: lambda value, _: TokenIssued("u", "n", None, None, (), (), NOW, NOW, 201, "r", value),
}


def hiding() -> Iterator[str]:
    """Yield the name of each class of the suite with a text that `repr()` does not show."""
    for file in (ROOT / "conformance").rglob("*.py"):
        for each in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(each, ast.ClassDef) and any(_hides(line) for line in map(ast.unparse, each.body)):
                yield each.name


def _hides(line: str) -> bool:
    return ": str = field(" in line and "repr=False" in line


def test_every_class_that_hides_a_value_is_known() -> None:
    assert set(hiding()) == {each.__name__ for each in MADE}


@pytest.mark.parametrize("kind", MADE, ids=lambda kind: kind.__name__)
def test_what_it_hides_is_held_from_then_on(kind: type, tmp_path: Path) -> None:
    value = secret(f"held_by_{kind.__name__}")
    MADE[kind](value, tmp_path)
    assert value in all_held()


def test_the_first_name_stays_and_nothing_is_no_secret() -> None:
    value = hold(secret("named"), "token")
    hold(value, "another")
    assert all_held()[value] == "token"
    assert hold("", "token") == ""
    assert "" not in all_held()
