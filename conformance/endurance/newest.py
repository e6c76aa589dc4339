"""Which of the ledger's runs were of the same versions as the newest: none that failed drops out; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from conformance.endurance.ledger import Row, Versions


def newest_versions(rows: Sequence[Row]) -> Versions:
    """Return the versions of the last of `rows`, at least one.

    A run that failed may have seen a part of them, or none: the runs before it tell the rest.
    """
    known = rows[-1].versions
    for row in reversed(rows):
        if not _agrees(row, known):
            continue
        if not row.failed:
            return row.versions
        images = tuple(sorted({*known.images, *row.versions.images}))
        known = replace(known, kubernetes=known.kubernetes or row.versions.kubernetes, images=images)
    return known


def of_newest_versions(rows: Iterable[Row]) -> list[Row]:
    """Return the rows that were of the same versions as the last one; none where there are none.

    One that failed before it had seen all images is of the versions of the run before or after it: it counts
    where what it saw agrees, and one of these two counts.
    """
    every = list(rows)
    if not every:
        return []
    newest = newest_versions(every)
    before = _carried(every, newest, at_the_edge=False)
    # The last run is of the newest versions, however little it saw.
    after = reversed(list(_carried(reversed(every), newest, at_the_edge=True)))
    return [
        row for row, *beside in zip(every, before, after, strict=True) if _agrees(row, newest) and any(beside)
    ]


def _carried(rows: Iterable[Row], newest: Versions, *, at_the_edge: bool) -> Iterator[bool]:
    """Yield for each row whether it counts by itself, or the last one did that tells."""
    counts = at_the_edge
    for row in rows:
        agrees = _agrees(row, newest)
        if not agrees or set(newest.images) <= set(row.versions.images):
            counts = agrees
        yield counts


def _agrees(row: Row, known: Versions) -> bool:
    """Return whether nothing that a run saw is of another version; one that was kept has seen everything."""
    said = row.versions
    if (said.promised, said.manifest_set) != (known.promised, known.manifest_set):
        return False
    if said.kubernetes and known.kubernetes and said.kubernetes != known.kubernetes:
        return False
    ran, wanted = _by_container(said), _by_container(known)
    common = ran.keys() & wanted.keys()
    return (row.failed or wanted.keys() <= ran.keys()) and all(ran[name] == wanted[name] for name in common)


def _by_container(versions: Versions) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for image in versions.images:
        container, _, digest = image.partition("@")
        found[container].add(digest)
    return found
