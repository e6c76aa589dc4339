"""`./toxw -e report`: keygen, sign and verify as a person types them."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from conformance.certificate import kept_files
from conformance.evidence import sha256_of
from conformance.exit_codes import ExitCode
from tests.certified_run import NO_POD, MadeUp, made_up
from verbs.report import main

WAIVERS = """\
[[waiver]]
identifier = "heal_1"
reason = "mended on the 10th"
who = "Cy"
until = 2199-12-31
"""


@pytest.fixture
def made(tmp_path: Path) -> MadeUp:
    assert main(["keygen", "--out", str(tmp_path / "key")]) is ExitCode.KEPT
    return made_up(tmp_path)


def typed(made: MadeUp, command: str, key: str, run: Path, *more: str) -> ExitCode:
    return main([command, "--key", str(made.folder / key), "--suite", str(made.suite), str(run), *more])


def test_from_key_to_certificate(made: MadeUp, capsys: pytest.CaptureFixture[str]) -> None:
    run = made.run()
    assert stat.S_IMODE((made.folder / "key").stat().st_mode) == 0o600
    assert (
        typed(made, "sign", "key", run, "--signer", "Ann Lee", "--role", "release manager") is ExitCode.KEPT
    )
    capsys.readouterr()
    assert typed(made, "verify", "key.pub", run) is ExitCode.KEPT
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.startswith("20261123-041011-3fa9c1: success; 3 of 3 required promises kept\n")
    assert "signed by Ann Lee, release manager (key " in said.out


def test_with_waivers(made: MadeUp, capsys: pytest.CaptureFixture[str]) -> None:
    run = made.run(endings=NO_POD)
    (made.folder / "waivers.toml").write_text(WAIVERS)
    assert typed(made, "sign", "key", run, "--waivers", str(made.folder / "waivers.toml")) is ExitCode.KEPT
    assert typed(made, "verify", "key.pub", run) is ExitCode.KEPT
    assert "success with 1 waiver" in capsys.readouterr().out


def test_waivers_that_are_out_of_date(made: MadeUp, capsys: pytest.CaptureFixture[str]) -> None:
    run = made.run(endings=NO_POD)
    (made.folder / "waivers.toml").write_text(WAIVERS.replace("2199", "2020"))
    code = typed(made, "sign", "key", run, "--waivers", str(made.folder / "waivers.toml"))
    assert code is ExitCode.BAD_INPUT
    assert "not signed: the waiver of heal_1 is out of date" in capsys.readouterr().err


def test_a_refusal_is_a_line_on_stderr_and_its_own_exit_code(
    made: MadeUp, capsys: pytest.CaptureFixture[str]
) -> None:
    run = made.run(only=["pods_1"])
    assert typed(made, "sign", "key", run) is ExitCode.PARTIAL
    assert typed(made, "sign", "key", run, "--decision", "reject") is ExitCode.KEPT
    capsys.readouterr()
    assert typed(made, "verify", "key.pub", run) is ExitCode.BROKEN
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 2
    assert all(line.startswith("refused: ") for line in said.err.splitlines())


def test_a_link_to_the_newest_run_will_do(made: MadeUp) -> None:
    made.run()
    assert typed(made, "sign", "key", made.reports / "latest") is ExitCode.KEPT
    assert typed(made, "verify", "key.pub", made.reports / "latest") is ExitCode.KEPT


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["keygen", "--out", "{folder}/key"], "is there already"),
        (["sign", "--key", "{folder}/key.pub", "{folder}"], "key.pub is no private key"),
        (["verify", "--key", "{folder}/key", "{folder}"], "key is no public key"),
        (["verify", "--key", "{folder}/key.pub", "{folder}"], "there is no report.json in"),
        (["verify", "--key", "{folder}/key.pub", "--profile", "cor", "{folder}"], "no profile 'cor'"),
        (["sign", "--key", "{folder}/key", "--waivers", "{folder}/no.toml", "{folder}"], "no.toml cannot be"),
    ],
)
def test_bad_input_is_one_line(
    made: MadeUp, capsys: pytest.CaptureFixture[str], words: list[str], named: str
) -> None:
    capsys.readouterr()
    assert main([word.format(folder=made.folder) for word in words]) is ExitCode.BAD_INPUT
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert named in said.err


def test_a_file_that_cannot_be_read_is_one_line(
    made: MadeUp, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root reads everything, so the refusal is played."""

    def refuse(file: Path) -> str:
        if file.name == "junit.xml":
            raise PermissionError(13, "Permission denied", str(file))
        return sha256_of(file)

    run = made.run()
    monkeypatch.setattr(kept_files, "sha256_of", refuse)
    capsys.readouterr()
    assert typed(made, "verify", "key.pub", run) is ExitCode.BAD_INPUT
    assert capsys.readouterr().err == f"report: {run}/junit.xml cannot be used (Permission denied)\n"


def test_the_help_tells_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["verify", "--help"])
    assert ended.value.code == 0
    assert "4 bad input: a key, a file, a folder, and a waiver" in capsys.readouterr().out
