"""The words of the two runs that an update is judged by; pure."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.errors import BadInput
from conformance.image_difference.pair import ImagePair, Updated
from conformance.options import Options
from conformance.versions_named import name_a_version

CHANGE, BY_ITSELF = "core,update", "core"
"""The profiles of the run of the older image and its change, and of that of the newer image by itself."""
ONLY_INSIDE = ("--only", "pods_1")
"""The least that a run judges before it looks at both images."""
IMAGE = {Updated.KEYSTONE: "--keystone-image", Updated.DATABASE: "--database-image"}
NEWER = {Updated.KEYSTONE: "--update-to", Updated.DATABASE: "--update-database-to"}
VERSIONS = "docs/image-versions.md has the names, e.g. bodepd/keystone:30"
OF_THE_VERB = frozenset(("--profile", "--only", "--update-to", "--update-database-to"))
"""Options of a run that this verb chooses."""
OF_ONE_RUN = frozenset(("--prove", "--plan", "--keep", "--deadline"))
"""Options that mean something of one run only."""


def words_of_change(pair: ImagePair, passed: Sequence[str], *, only_inside: bool = False) -> list[str]:
    """Return the words of the run that judges the older image and its change; `passed` are the caller's own.

    `only_inside`: the run judges nothing of the change. Raises BadInput for one of these that the verb gives,
    or that is of one run.
    """
    taken = {*OF_THE_VERB, IMAGE[pair.updated]}
    for word in passed:
        name = word.partition("=")[0]
        if name in taken:
            raise BadInput(f"{word} is given by this verb", "leave it out")
        if name in OF_ONE_RUN:
            raise BadInput(f"{name} is of one run, and an update is judged by two", "leave it out")
    older = (IMAGE[pair.updated], str(pair.before))
    if only_inside:
        return ["--profile", BY_ITSELF, *ONLY_INSIDE, *older, *passed]
    return ["--profile", CHANGE, *older, NEWER[pair.updated], str(pair.after), *passed]


def words_by_itself(pair: ImagePair, passed: Sequence[str]) -> list[str]:
    """Return the words of the run that judges the newer image alone."""
    return ["--profile", BY_ITSELF, IMAGE[pair.updated], str(pair.after), *passed]


def refuse_unfit(options: Options, pair: ImagePair) -> None:
    """Raise BadInput for a way to run in which two images cannot stand side by side."""
    # A run that judges no update is told of the older image only, and chooses its box's images by that.
    only_older = options.on_kubebox and not options.update.asked_for and not options.cluster_stays
    if only_older and name_a_version([str(pair.after)]) and not name_a_version([str(pair.before)]):
        raise BadInput(f"a box with {pair.after} is made where --from names a version too", VERSIONS)
    if options.namespace:
        raise BadInput("--namespace holds one stack at a time, and two are compared", "leave it out")
    if options.workers > 1:
        raise BadInput("-n: an update is judged one promise at a time", "leave it out")
