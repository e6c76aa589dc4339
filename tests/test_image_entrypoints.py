"""The entrypoints as the shell runs them, with stand-ins for the programs."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

IMAGES = Path(__file__).resolve().parent.parent / "images"
ECHO = '#!/bin/sh\necho "$(basename "$0") $*"\n'


@pytest.fixture
def path(tmp_path: Path) -> str:
    for program in ("memcached", "openssl", "mariadbd"):
        (tmp_path / program).write_text(ECHO)
        (tmp_path / program).chmod(0o755)
    return f"{tmp_path}:/usr/bin:/bin"


def run(entrypoint: str, path: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", IMAGES / entrypoint, *arguments],
        env={"PATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("environment", [{}, {"DB_PORT_3306_TCP_ADDR": ""}])
def test_keystone_without_a_link_says_so_in_the_blogs_words(environment: dict[str, str], path: str) -> None:
    ended = run("keystone/keystone-entrypoint", path, **environment)
    assert ended.stdout == "DB_PORT_3306_TCP_ADDR must be set, maybe you did not link it?\n"
    assert (ended.returncode, ended.stderr) == (1, "")


def test_keystone_runs_another_program_when_told_to(path: str) -> None:
    ended = run("keystone/keystone-entrypoint", path, "memcached", "x", DB_PORT_3306_TCP_ADDR="10.96.0.9")
    assert ended.stdout == "memcached x\n"


@pytest.mark.parametrize(
    ("arguments", "ran"),
    [
        ((), "memcached "),
        (("memcached",), "memcached "),
        (("-m", "16"), "memcached -m 16"),
        (("memcached", "-v"), "memcached -v"),
        (("openssl", "x"), "openssl x"),
    ],
)
def test_memcached_takes_arguments_as_the_official_image(
    arguments: tuple[str, ...], ran: str, path: str
) -> None:
    assert run("memcached/memcached-entrypoint", path, *arguments).stdout == f"{ran}\n"


def test_mariadb_runs_another_program_when_told_to(path: str) -> None:
    assert run("mariadb/mariadb-entrypoint", path, "openssl", "version").stdout == "openssl version\n"
