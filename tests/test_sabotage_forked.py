"""Children forked from a loaded server: what they are given, what they leave, and how they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from conformance.clusters.kubebox.ended_together import EndedError, EndedTogether
from conformance.clusters.kubebox.readiness import until
from sabotage.forked import Forked

PROGRAM = "tests.forked_child"
LONGEST_S = 300.0
"""Only ends what hangs: a loaded machine imports the suite within seconds."""


def test_a_child_has_what_it_was_given_and_its_exit_code_is_told(tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = Forked(PROGRAM, ["told", "--only", "heal_1"], tmp_path, log, {"NO_COLOR": "1"})
    assert (child.wait(), child.returncode) == (7, 7)
    first, second = sorted(log.read_text(encoding="utf-8").splitlines())
    assert first == f"['--only', 'heal_1'] {tmp_path} ['NO_COLOR'] True ''"
    assert second == "and on stderr"


def test_the_suite_is_loaded_before_a_child_begins(tmp_path: Path) -> None:
    child = Forked(PROGRAM, ["loaded"], tmp_path, tmp_path / "log", dict(os.environ))
    assert child.wait() == 0
    assert (tmp_path / "log").read_text(encoding="utf-8") == "[] True\n"


def test_a_child_ends_with_all_that_it_started(tmp_path: Path) -> None:
    together, numbers = EndedTogether(), tmp_path / "numbers"
    child = Forked(PROGRAM, ["endless", str(numbers)], tmp_path, tmp_path / "log", dict(os.environ))
    with suppress(EndedError), together.running(lambda: child):
        both = written(numbers)
        together.end_all()
    assert child.returncode == -signal.SIGKILL
    assert until(lambda: not any(alive(number) for number in both), LONGEST_S)


PARENT = """
import os, sys
from pathlib import Path
from conformance.clusters.kubebox.readiness import until
from sabotage.forked import Forked

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    numbers = folder / "numbers"
    child = Forked("tests.forked_child", ["endless", str(numbers)], folder, folder / "log", dict(os.environ))
    until(lambda: numbers.exists() and numbers.read_text() != "", 300.0)
    os.kill(os.getpid(), 9)
"""


def test_a_child_does_not_outlive_who_started_it(tmp_path: Path) -> None:
    (tmp_path / "parent.py").write_text(PARENT, encoding="utf-8")
    surroundings = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    ended = subprocess.run([sys.executable, tmp_path / "parent.py", tmp_path], env=surroundings, check=False)
    assert ended.returncode == -signal.SIGKILL
    both = written(tmp_path / "numbers")
    assert until(lambda: not any(alive(number) for number in both), LONGEST_S)


def written(file: Path) -> list[int]:
    """Return the numbers in a file, once they are there."""
    assert until(lambda: file.exists() and file.read_text(encoding="utf-8") != "", LONGEST_S)
    return [int(number) for number in file.read_text(encoding="utf-8").split()]


def alive(number: int) -> bool:
    """Return whether a process of that number runs; one that nobody has waited for is dead."""
    try:
        state = Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):  # the latter where it ends while it is read
        return False
    return state != "Z"
