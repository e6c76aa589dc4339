"""The front door, driven through a real shell in a small clone whose environment is a stand-in."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHELL = shutil.which("dash") or "/bin/sh"
ECHO = """\
import json, os, sys
print(json.dumps({"arguments": sys.argv[1:], "folder": os.getcwd(), "process": os.getpid(),
                  "command": os.environ["KEYSTONE_CONFORMANCE_COMMAND"]}), flush=True)
if sys.argv[1:] == ["wait"]:
    sys.stdin.read()
sys.exit(int(os.environ.get("EXIT_CODE", "0")))
"""


@dataclass
class Clone:
    """A clone with a verb `echo` that needs nothing, and a home of its own."""

    root: Path
    environ: dict[str, str] = field(default_factory=dict)

    def toxw(
        self, *arguments: str, at: Path | None = None, command: str | None = None, **environ: str
    ) -> subprocess.CompletedProcess[str]:
        """Call toxw from the folder `at`, as `command`, without a terminal."""
        return subprocess.run(
            [SHELL, command or str(self.root / "toxw"), *arguments],
            cwd=at or self.root,
            env={**self.environ, **environ},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def make_ready(self) -> None:
        """Stand in for what tox makes: a Python that finds the clone, and the stamp."""
        python = self.root / ".tox" / "suite" / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.write_text(f'#!/bin/sh\nPYTHONPATH="{self.root}" exec "{sys.executable}" "$@"\n')
        python.chmod(0o755)
        self.in_python("STAMP.write_text(inputs_hash())")

    def in_python(self, statement: str) -> None:
        """Run a statement in the terms of preflight.environment."""
        words = [
            str(self.root / ".tox/suite/bin/python"),
            "-c",
            f"from preflight.environment import *; {statement}",
        ]
        subprocess.run(words, check=True, cwd=self.root, env=self.environ)


@pytest.fixture
def bare(tmp_path: Path) -> Clone:
    """A clone that has never been used, in a folder with a space in its name."""
    root = tmp_path / "a clone"
    root.mkdir()
    for name in ("toxw", "tox.ini", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(ROOT / "preflight", root / "preflight", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "verbs").mkdir()
    for name in ("__init__", "lint", "conformance"):
        (root / "verbs" / f"{name}.py").touch()
    (root / "verbs" / "echo.py").write_text(ECHO)
    home = tmp_path / "home"
    home.mkdir()
    return Clone(root, {"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"})


@pytest.fixture
def clone(bare: Clone) -> Clone:
    bare.make_ready()
    return bare


def test_help_and_list_need_nothing(bare: Clone) -> None:
    said = bare.toxw("--help")
    assert said.returncode == 0
    assert "--undo" in said.stdout
    listed = bare.toxw("-l").stdout.splitlines()
    assert [line.split()[0] for line in listed] == ["conformance", "echo", "lint"]
    assert not (bare.root / ".tox").exists()


def test_an_unknown_verb_is_one_line_with_the_nearest(bare: Clone) -> None:
    said = bare.toxw("-e", "conformence")
    assert said.returncode == 4
    assert said.stderr == (
        "toxw: there is no verb 'conformence': did you mean conformance? there are conformance, echo, lint\n"
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--profile", "core"], "./toxw -- --profile core"),
        (["-e", "echo", "--profile", "core"], "./toxw -e echo -- --profile core"),
        (["-e"], "-e wants a verb"),
    ],
)
def test_bad_usage_is_one_line_with_the_remedy(bare: Clone, arguments: list[str], words: str) -> None:
    said = bare.toxw(*arguments)
    assert said.returncode == 4
    assert words in said.stderr
    assert said.stderr.count("\n") == 1


def test_the_program_is_given_its_arguments_untouched(clone: Clone) -> None:
    arguments = ["--name", "two words", "*", "", "--", "-e", "$HOME"]
    said = clone.toxw("-e", "echo", "--", *arguments)
    assert json.loads(said.stdout)["arguments"] == arguments
    assert said.stderr == ""


def test_the_program_stands_where_the_caller_stands(clone: Clone, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "verbs").mkdir(parents=True)
    (elsewhere / "verbs" / "__init__.py").write_text("raise SystemExit('a module of the caller was taken')")
    said = clone.toxw("-e", "echo", at=elsewhere, command="../a clone/toxw")
    assert json.loads(said.stdout)["folder"] == str(elsewhere)
    assert json.loads(said.stdout)["command"] == "'../a clone/toxw' -e echo"


def test_it_is_found_through_links(clone: Clone, tmp_path: Path) -> None:
    links = tmp_path / "bin"
    links.mkdir()
    (links / "first").symlink_to("../a clone/toxw")
    (links / "second").symlink_to("first")
    assert clone.toxw("-e", "echo", command=str(links / "second")).returncode == 0


def test_the_exit_code_is_the_programs_own(clone: Clone) -> None:
    assert clone.toxw("-e", "echo", EXIT_CODE="7").returncode == 7


def test_signals_reach_the_program_itself(clone: Clone) -> None:
    words = [SHELL, str(clone.root / "toxw"), "-e", "echo", "--", "wait"]
    with subprocess.Popen(
        words, env=clone.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as running:
        assert running.stdout
        assert json.loads(running.stdout.readline())["process"] == running.pid
        running.send_signal(signal.SIGTERM)
        assert running.wait() == -signal.SIGTERM


@pytest.mark.parametrize("name", ["tox.ini", "pyproject.toml", "constraints.txt"])
def test_a_failed_set_up_is_6_and_ends_with_its_log(clone: Clone, name: str) -> None:
    with (clone.root / name).open("a") as file:
        file.write("\n# changed\n")
    _stand_in_for_tox(clone, "echo no package index today; exit 1")
    said = clone.toxw("-e", "echo")
    assert said.returncode == 6
    assert "preparing the Python environment failed (exit 1); the log is" in said.stderr
    assert said.stderr.endswith("    no package index today\n")
    assert said.stdout == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_set_up_is_2(clone: Clone, tmp_path: Path, number: signal.Signals) -> None:
    (clone.root / ".tox/suite/toxw.stamp").unlink()
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    _stand_in_for_tox(clone, f'echo "it has begun" > "{pipe}"; exec cat "{pipe}"')
    words = [SHELL, str(clone.root / "toxw"), "-e", "echo"]
    with subprocess.Popen(words, env=clone.environ, stderr=subprocess.PIPE, encoding="utf-8") as running:
        assert pipe.read_text() == "it has begun\n"
        running.send_signal(number)
        _, said = running.communicate(timeout=120)  # only ends what hangs
    assert running.returncode == 2
    assert said.endswith("toxw: interrupted\n")
    with pytest.raises(OSError, match=os.strerror(errno.ENXIO)):  # nobody reads it any more
        os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)


def _stand_in_for_tox(clone: Clone, script: str) -> None:
    """Put `script` where the private venv's Python would be, as if that had been made already."""
    clone.in_python("tox_venv().joinpath('bin').mkdir(parents=True); tox_venv().joinpath('complete').touch()")
    (venv,) = (Path(clone.environ["HOME"]) / ".cache/keystone-conformance/toxw").iterdir()
    _script(venv / "bin" / "python", script)


def test_a_cache_that_cannot_be_made_is_6(clone: Clone) -> None:
    (clone.root / ".tox/suite/toxw.stamp").unlink()
    Path(clone.environ["HOME"], ".cache").touch()
    said = clone.toxw("-e", "echo")
    assert said.returncode == 6
    assert "cannot be made: Not a directory" in said.stderr


def test_without_any_python_the_one_requirement_is_named(bare: Clone, tmp_path: Path) -> None:
    said = bare.toxw("-e", "echo", PATH=str(_programs(tmp_path, "dirname")))
    assert said.returncode == 4
    assert said.stderr.endswith("apt-get install python3\n")


def test_a_newer_python_beside_an_old_one_is_taken(bare: Clone, tmp_path: Path) -> None:
    programs = _programs(tmp_path, "dirname")
    _script(programs / "python3", "exit 1")
    _script(programs / "python3.12", f'exec "{sys.executable}" "$@"')
    assert bare.toxw("-l", PATH=str(programs)).returncode == 0


def test_an_old_python_still_speaks(bare: Clone, tmp_path: Path) -> None:
    """A Python that says of itself that it is 3.8 runs the preflight, which tells what is missing."""
    programs = _programs(tmp_path, "dirname")
    pretend = "import runpy, sys; sys.version_info = (3, 8, 0); del sys.argv[0]; "
    pretend += "runpy.run_path(sys.argv[0], run_name='__main__')"
    _script(programs / "python3", f'[ "$1" = -c ] && exit 1; exec "{sys.executable}" -c "{pretend}" "$@"')
    said = bare.toxw("-e", "lint", PATH=str(programs))
    assert said.returncode == 4
    assert "python3 here is 3.8" in said.stderr


def _programs(tmp_path: Path, *names: str) -> Path:
    """Return a folder for PATH that has only these programs."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in names:
        program = shutil.which(name)
        assert program
        (folder / name).symlink_to(program)
    return folder


def _script(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
