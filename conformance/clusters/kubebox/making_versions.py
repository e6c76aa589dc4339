"""Makes the other versions of the images, where a box shall have them and they are not there yet."""

from __future__ import annotations

from pathlib import Path

from conformance.clusters.kubebox import images, programs
from conformance.clusters.kubebox.ended_together import EndedTogether
from conformance.clusters.kubebox.making import Made, Report, alone, make
from conformance.clusters.kubebox.old_sets import note_use, remove_old_sets
from conformance.clusters.kubebox.version_images import build_versions
from conformance.clusters.kubebox.version_recipes import versions_hash
from conformance.places import made_for_caller


def versions_folder(source: Path, cache: Path, program_sources: Path) -> Path:
    """Return where in the suite's cache folder the set of versions is, or would be."""
    return cache / "image-versions" / versions_hash(source, program_sources)


def make_versions(cache: Path, report: Report) -> Made:
    """Return the programs of this clone and the images with all versions, made where that is not done yet.

    As `making.make`, which it calls first: the set of versions holds a box's own images too, the same
    digests. Raises SetUpFailed; then nothing half-done is left.
    """
    own = make(cache, report)
    finished = versions_folder(images.SOURCE, cache, programs.SOURCE)
    if not finished.is_dir():
        with alone(made_for_caller(finished.parent), report):
            if not finished.is_dir():
                together = EndedTogether()
                try:
                    build_versions(images.SOURCE, own, finished, cache, report, together)
                finally:
                    together.end_all()
                remove_old_sets(finished)
    note_use(finished)
    return Made(own.programs, finished)
