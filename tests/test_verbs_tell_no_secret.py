"""What the programs themselves say, of bad input and of what nobody foresaw, holds no secret."""

from __future__ import annotations

import subprocess
import sys

from conformance.exit_codes import ExitCode
from tests.front_door import ROOT
from tests.secret_search import names_in, secret

WITH_A_STRANGER = """
import runpy, sys
from conformance import acceptance
from conformance.redact import hold

secret = hold(sys.argv[1], "token")

def accept(*_):
    raise ZeroDivisionError(secret)

acceptance.accept = accept
sys.argv[1:] = ["--only", "pods_1"]
runpy.run_module("verbs.conformance", run_name="__main__")
"""


def ran(*words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, check=False)


def test_an_error_that_nobody_foresaw_is_no_broken_promise_and_tells_no_secret() -> None:
    said = ran("-c", WITH_A_STRANGER, secret("stranger"))
    assert said.returncode == ExitCode.INTERNAL_ERROR
    assert b"ZeroDivisionError: [redacted:" in said.stderr
    assert names_in(said.stdout + said.stderr) == set()


def test_bad_input_is_told_without_a_password_in_it() -> None:
    typed = f"mysql://keystone:{secret('typed')}@db"
    for verb, *words in (
        ("compare", typed, typed),
        ("conformance", "--manifests", typed),
        ("trace", f"--token={secret('option')}"),
    ):
        said = ran("-m", f"verbs.{verb}", *words)
        assert said.returncode == ExitCode.BAD_INPUT, said.stderr
        assert b"[redacted:" in said.stderr
        assert names_in(said.stdout + said.stderr) == set()
