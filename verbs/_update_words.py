"""The words of the two runs that an update is judged by; pure."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.errors import BadInput
from conformance.image_difference.pair import ImagePair, Updated
from conformance.options import Options

CHANGE, BY_ITSELF = "core,update", "core"
"""The profiles of the run of the older image and its change, and of that of the newer image by itself."""
ONLY_INSIDE = ("--only", "pods_1")
"""The least that a run judges before it looks at both images."""
IMAGE = {Updated.KEYSTONE: "--keystone-image", Updated.DATABASE: "--database-image"}
NEWER = {Updated.KEYSTONE: "--update-to", Updated.DATABASE: "--update-database-to"}
OF_THE_VERB = frozenset(
    (
        "--profile",
        "--only",
        "--prove",
        "--plan",
        "--keep",
        "--deadline",
        "--update-to",
        "--update-database-to",
    )
)
"""Options of a run that this verb chooses, or that fit no two runs."""


def words_of_change(pair: ImagePair, passed: Sequence[str], *, only_inside: bool = False) -> list[str]:
    """Return the words of the run that judges the older image and its change; `passed` are the caller's own.

    `only_inside`: the run judges nothing of the change. Raises BadInput for one of these that the verb gives.
    """
    taken = {*OF_THE_VERB, IMAGE[pair.updated]}
    if wrong := next((word for word in passed if word.partition("=")[0] in taken), ""):
        raise BadInput(f"{wrong} is given by this verb", "leave it out")
    older = (IMAGE[pair.updated], str(pair.before))
    if only_inside:
        return ["--profile", BY_ITSELF, *ONLY_INSIDE, *older, *passed]
    return ["--profile", CHANGE, *older, NEWER[pair.updated], str(pair.after), *passed]


def words_by_itself(pair: ImagePair, passed: Sequence[str]) -> list[str]:
    """Return the words of the run that judges the newer image alone."""
    return ["--profile", BY_ITSELF, IMAGE[pair.updated], str(pair.after), *passed]


def refuse_unfit(options: Options) -> None:
    """Raise BadInput for a way to run in which two images cannot stand side by side."""
    if options.namespace:
        raise BadInput("--namespace holds one stack at a time, and two are compared", "leave it out")
    if options.workers > 1:
        raise BadInput("-n: an update is judged one promise at a time", "leave it out")
