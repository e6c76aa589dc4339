"""Which promises of an update a run can judge, by what it was told to update to; pure."""

from __future__ import annotations

from conformance.errors import BadInput
from conformance.promises import Promise, Selection
from conformance.update.options import UpdateOptions

PROFILE = "update"
OF_THE_DATABASE = "the database pod is replaced by one of the new image"
OF_KEYSTONE = (
    "by those of the new image",
    "as the first goes down",
    "all keystone pods are replaced at once",
)
"""Parts of the sentences that a new image is needed for."""
EXAMPLE = "--keystone-image bodepd/keystone:29 --update-to bodepd/keystone:30"


def of_this_update(selection: Selection, only: tuple[str, ...], update: UpdateOptions) -> Selection:
    """Return `selection` without the promises about an image that is not updated in this run.

    Raises BadInput where one of those was asked for by name, where promises of an update are asked for and
    nothing is updated, and where something is to be updated and no promise is about it.
    """
    lacking = {each.identifier: option for each in selection.chosen if (option := _lacks(each, update))}
    if named := next((each for each in only if each in lacking), ""):
        raise BadInput(
            f"{named} is about an update, and {lacking[named]} names none", _remedy(lacking[named])
        )
    of_this = without_other_updates(selection, update)
    judged = any(PROFILE in each.profiles for each in of_this.chosen)
    if lacking and not update.asked_for:
        raise BadInput("the profile update needs an image to update to", f"e.g. {EXAMPLE}")
    if update.asked_for and not judged:
        raise BadInput(
            "an image to update to is named, and no promise of an update is judged", "add --profile update"
        )
    return of_this


def without_other_updates(selection: Selection, update: UpdateOptions) -> Selection:
    """Return `selection` without the promises about an image that `update` does not name."""
    return Selection(
        tuple(each for each in selection.chosen if not _lacks(each, update)),
        tuple(each for each in selection.left_out if not _lacks(each, update)),
    )


def _lacks(promise: Promise, update: UpdateOptions) -> str:
    """Return the option that a promise cannot be judged without, where it was not given."""
    if PROFILE not in promise.profiles:
        return ""
    if _says(promise, OF_THE_DATABASE):
        return "" if update.database_to else "--update-database-to"
    if any(_says(promise, part) for part in OF_KEYSTONE):
        return "" if update.to else "--update-to"
    return ""


def _says(promise: Promise, part: str) -> bool:
    return any(part in step for step in promise.steps)


def _remedy(option: str) -> str:
    return f"add {option} IMAGE"
