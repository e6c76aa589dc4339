"""The environment `suite`: made by a pinned tox from a private venv, once for each set of pins."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Dict, Iterator

from preflight.outcome import SET_UP_FAILED, Stop
from preflight.places import ROOT, SUITE, toxw_dir
from preflight.quiet_command import run_quietly

STAMP = SUITE / "toxw.stamp"
INPUTS = ("tox.ini", "pyproject.toml", "constraints.txt")
TOX_PINS = ROOT / "preflight" / "tox.txt"


def environment_is_ready() -> bool:
    """Return whether the environment was made from just these pins, for this Python, in this place."""
    try:
        return STAMP.read_text(encoding="utf-8") == inputs_hash()
    except FileNotFoundError:
        return False


def make_environment() -> None:
    """Make or renew the environment with tox; needs the network.

    Raises Stop (6) when that fails, with the log's last lines.
    """
    log = toxw_dir() / "environment.log"
    try:
        toxw_dir().mkdir(parents=True, exist_ok=True)
        SUITE.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise Stop(SET_UP_FAILED, f"toxw: {error.filename} cannot be made: {error.strerror}") from error
    with _only_one():
        if environment_is_ready():
            return
        print("toxw: preparing the Python environment, once (a minute or less) …", file=sys.stderr)
        log.unlink(missing_ok=True)
        STAMP.unlink(missing_ok=True)
        tox = _tox_python(log)
        command = ["-m", "tox", "run", "--root", str(ROOT), "-c", str(ROOT / "tox.ini")]
        command += ["--workdir", str(ROOT / ".tox"), "-e", "suite", "--notest"]
        run_quietly([str(tox), *command], log, "preparing the Python environment", _environ())
        _make_project_importable()
        STAMP.write_text(inputs_hash(), encoding="utf-8")


def tox_venv() -> Path:
    """Return the folder of the private venv for these pins of tox and this Python."""
    key = hashlib.sha256(TOX_PINS.read_bytes() + _python_identity().encode()).hexdigest()[:16]
    return toxw_dir() / key


def _tox_python(log: Path) -> Path:
    """Return the Python of the private venv that holds the pinned tox, made where it is missing."""
    venv = tox_venv()
    python = venv / "bin" / "python"
    complete = venv / "complete"
    if not complete.exists() or not python.exists():
        shutil.rmtree(venv, ignore_errors=True)
        what = "making toxw's private venv"
        run_quietly([_base_python(), "-m", "venv", str(venv)], log, what, _environ())
        pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-deps"]
        run_quietly([*pip, "-r", str(TOX_PINS)], log, "installing the pinned tox", _environ())
        complete.touch()
    return python


def _environ() -> Dict[str, str]:
    """Return the caller's environment without what would bend tox, and with caches in our own folder."""
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith(("TOX_", "VIRTUALENV_"))
    }
    for name in ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "PIP_USER", "PIP_TARGET", "PIP_PREFIX"):
        environ.pop(name, None)
    environ["VIRTUALENV_OVERRIDE_APP_DATA"] = str(toxw_dir() / "virtualenv")
    environ.setdefault("PIP_PROGRESS_BAR", "off")
    environ.setdefault("PIP_CACHE_DIR", str(toxw_dir() / "pip"))
    return environ


def _make_project_importable() -> None:
    """Let the environment import the project from its folder, from wherever a verb is called."""
    for packages in SUITE.glob("lib/python3*/site-packages"):
        (packages / "keystone-conformance.pth").write_text(f"{ROOT}\n", encoding="utf-8")


def inputs_hash() -> str:
    """Return what the environment rests on: pins, settings, Python and place, as one hash."""
    digest = hashlib.sha256()
    for name in INPUTS:
        digest.update((ROOT / name).read_bytes())
    digest.update(f"{ROOT}|{_python_identity()}".encode())
    return digest.hexdigest()


def _base_python() -> str:
    """Return the Python below any venv that runs this."""
    return getattr(sys, "_base_executable", None) or sys.executable


def _python_identity() -> str:
    return f"{sys.version}|{sys.base_prefix}"


@contextmanager
def _only_one() -> Iterator[None]:
    """Keep two runs, of any clone, from making the same thing at once."""
    import fcntl  # not there on every system that can print this program's messages

    with (toxw_dir() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
