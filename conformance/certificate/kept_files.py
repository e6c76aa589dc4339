"""Whether the files of a run, and those it judged by, are still what the report says they were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from conformance.certificate.envelope import certificate_files
from conformance.certificate.finding import Finding, broken
from conformance.evidence import EVIDENCE, sha256_of
from conformance.record import RunRecord
from conformance.report.paths import LATEST


def changed_evidence(run: RunRecord, folder: Path) -> Iterator[Finding]:
    """Yield every file of evidence in a run's `folder` that is missing, edited, or was put there later."""
    listed = [*run.evidence, *(each for scenario in run.scenarios for each in scenario.evidence)]
    for each in listed:
        file = folder / each.path
        # a link would show what lies elsewhere now
        if not file.is_file() or file.resolve() != folder.resolve() / each.path:
            yield broken(f"{each.path} is missing")
        elif sha256_of(file) != each.sha256:
            yield broken(f"{each.path} was edited")
    known = {each.path for each in listed}
    there = (file.relative_to(folder).as_posix() for file in (folder / EVIDENCE).rglob("*") if file.is_file())
    for path in sorted(set(there) - known):
        yield broken(f"{path} was put there afterwards: the report does not name it")


def files_beside(folder: Path) -> dict[str, str]:
    """Return by its path below a run's `folder` the SHA-256 of every file but certificates and evidence.

    Those are held to words of their own; hidden files show nothing.
    """
    certificates = set(certificate_files(folder))
    found: dict[Path, str] = {}
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder)
        hidden = any(part.startswith(".") for part in path.parts)
        if file.is_file() and file not in certificates and path.parts[0] != EVIDENCE and not hidden:
            found[path] = sha256_of(file)
    return {path.as_posix(): sha256 for path, sha256 in _without_copies(found).items()}


def _without_copies(found: Mapping[Path, str]) -> dict[Path, str]:
    """Leave out the newest run of a fault where it lies there twice: its link was followed in copying."""
    runs = {path: (path.parts[:2], path.parts[3:], sha256) for path, sha256 in found.items()}
    newest = {path for path in runs if path.parts[2:3] == (LATEST,)}
    first = {run for path, run in runs.items() if path not in newest}
    return {path: found[path] for path, run in runs.items() if path not in newest or run not in first}


def changed_files(
    what: str, commit: str, said: Mapping[str, str], here: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield every file that differs from the one that the run had: `what` is `features` or `manifests`.

    Both map a path to its SHA-256, as the report says and as the files are now; `commit` is the run's.
    """
    these = f"the {what} are not those of the run, at commit {commit[:12]}"
    for path in sorted(said.keys() | here.keys()):
        if path not in here:
            yield broken(f"{these}: {path} is missing")
        elif path not in said:
            yield broken(f"{these}: {path} is new")
        elif said[path] != here[path]:
            yield broken(f"{these}: {path} was edited")
