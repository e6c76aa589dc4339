"""Looks at a run's folder as an auditor would: everything that can be worked out anew is worked out anew."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from conformance.certificate.consistency import contradictions
from conformance.certificate.earlier_runs import EarlierRun, earlier_runs
from conformance.certificate.finding import Finding, broken
from conformance.certificate.images_that_ran import other_images
from conformance.certificate.kept_files import changed_evidence, changed_files, files_beside
from conformance.certificate.left_out import left_out
from conformance.certificate.written_files import other_words
from conformance.evidence import hashes_of
from conformance.promises import read_promises, select
from conformance.record import RunRecord
from conformance.report.run_file import read_run
from conformance.update.options import UpdateOptions
from conformance.update.wanted import without_other_updates

FEATURES = "features"


@dataclass(frozen=True)
class Examined:
    """A run's folder: its report, and what of it does not hold."""

    folder: Path
    run: RunRecord
    files: Mapping[str, str]
    """The report and what lies beside it, by name, with the SHA-256 of each."""
    demanded: Mapping[str, tuple[str, ...]]
    """For each profile the identifiers that the features demand of the run's set of manifests."""
    earlier: tuple[EarlierRun, ...]
    findings: tuple[Finding, ...]
    """What lies here and is not what was judged: whoever signed it would sign something else."""

    def required(self, profiles: Collection[str] = ()) -> tuple[str, ...]:
        """Return every identifier that `profiles` demand; those of the run where none is named."""
        names = profiles or self.run.profile_names
        return tuple(dict.fromkeys(each for name in names for each in self.demanded[name]))


def examine(folder: Path, suite: Path, profiles: Collection[str] = ()) -> Examined:
    """Return what is found in a run's `folder`, whose features and manifests lie below the folder `suite`.

    `profiles` are those to look up besides the run's own. Raises BadInput where there is no report of a run.
    """
    run = read_run(folder)
    features = list(changed_files("features", run.git_commit, run.features, _features(suite)))
    demanded = _demanded(run, suite, {*profiles, *run.profile_names}, as_reported=bool(features))
    findings = (
        *features,
        *_changed_manifests(run, suite),
        *changed_evidence(run, folder),
        *other_images(run, folder),
        *contradictions(run, demanded),
        *other_words(run, folder),
        *left_out(folder.parent, run),
    )
    return Examined(
        folder=folder,
        run=run,
        files=files_beside(folder),
        demanded=demanded,
        earlier=earlier_runs(folder.parent, run),
        findings=findings,
    )


def _features(suite: Path) -> dict[str, str]:
    return hashes_of((suite / FEATURES).rglob("*.feature"), suite.resolve())


def _changed_manifests(run: RunRecord, suite: Path) -> Iterator[Finding]:
    """Compare the manifests that the run deployed; one outside the suite stands there by its whole path."""
    if not run.manifests:
        yield broken("the report names no manifests")
    there = [file for path in run.manifests if (file := suite / path).is_file()]
    here = hashes_of(there, suite.resolve())
    yield from changed_files("manifests", run.git_commit, run.manifests, here)


def _demanded(
    run: RunRecord, suite: Path, profiles: Collection[str], *, as_reported: bool
) -> dict[str, tuple[str, ...]]:
    """Return what each profile demands; features that are not the run's cannot tell, so its report does."""
    if as_reported:
        told = {profile.name: profile.required for profile in run.profiles}
        return {name: told.get(name, ()) for name in profiles}
    selection = select(read_promises(suite / FEATURES), profiles, (), run.manifest_set)
    update = UpdateOptions.of_report(run.updated_to)
    if update.asked_for:
        selection = without_other_updates(selection, update)
    return {name: selection.required_by(name) for name in profiles}
