"""What a Sonobuoy plugin leaves for its aggregator: an archive with JUnit files, and its path in `done`.

By sonobuoy's site/content/docs/main/plugins.md and pkg/worker/worker.go, of July 2026: a sidecar waits for
the file `done` in the results' folder, and sends the file that it names. An archive is unpacked, and the
JUnit files in it are read, as in_cluster/sonobuoy-plugin.yaml asks for.
"""

from __future__ import annotations

import tarfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

from conformance.exit_codes import ExitCode

RESULTS = Path("/tmp/sonobuoy/results")
"""Where it is in a plugin's container unless its configuration says otherwise (pkg/plugin/constants.go)."""
ARCHIVE = "keystone-conformance.tar.gz"
RUN_FILE = "run.xml"
"""The run as a whole, beside the run's own junit.xml, which has the promises only."""
DONE = "done"


def results_folder(environment: Mapping[str, str]) -> Path | None:
    """Return where Sonobuoy waits for the results; None where it did not start this container."""
    if named := environment.get("SONOBUOY_RESULTS_DIR"):
        return Path(named)
    return RESULTS if environment.get("SONOBUOY") == "true" else None


def hand_over(results: Path, run: Path | None, code: int) -> None:
    """Put a run's folder into an archive and say that it is done; `run` is None where none began.

    `done` comes last, and whole. Where no archive can be written it leads to the JUnit file of the run.
    """
    results.mkdir(parents=True, exist_ok=True)
    of_run = results / RUN_FILE
    _write_junit(of_run, "the run", "" if code == ExitCode.KEPT else _ended(code))
    try:
        handed = _archive(results / ARCHIVE, run, of_run)
    except OSError as error:
        why = f"its report cannot be archived ({error.strerror}); {_ended(code)}"
        handed = _write_junit(of_run, "the run", why)
    unfinished = results / f".{DONE}"
    unfinished.write_text(str(handed), encoding="utf-8")
    unfinished.rename(results / DONE)


def _archive(archive: Path, run: Path | None, of_run: Path) -> Path:
    with tarfile.open(archive, "w:gz") as packed:
        if run:
            packed.add(run, arcname=".")
        packed.add(of_run, arcname=of_run.name)
    return archive


def _ended(code: int) -> str:
    return f"exit code {code} ({ExitCode(code).name.lower().replace('_', ' ')}): the container's log says why"


def _write_junit(file: Path, name: str, error: str) -> Path:
    """Write a JUnit file of one case, which has an error unless `error` is empty, and return the file."""
    suite = ElementTree.Element("testsuite", name="keystone-conformance", tests="1", failures="0", time="0")
    suite.set("errors", str(int(bool(error))))
    case = ElementTree.SubElement(suite, "testcase", classname="keystone-conformance", name=name, time="0")
    if error:
        ElementTree.SubElement(case, "error", message=error, type="unknown")
    ElementTree.ElementTree(suite).write(file, encoding="utf-8", xml_declaration=True)
    return file
