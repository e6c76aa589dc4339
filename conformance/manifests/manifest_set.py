"""A folder of manifests as one set: the four files, what lies beside them, the role of each object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from conformance.errors import BadInput
from conformance.manifests.objects import Content, KubernetesObject, read_objects
from conformance.manifests.roles import assign_roles, names_of
from conformance.manifests.stand_ins import in_the_controllers_place
from conformance.stack import FILES, Role, StackNames

ENDINGS = (".yaml", ".yml", ".json")
"""What `kubectl create -f DIR` reads."""


@dataclass(frozen=True)
class Manifest:
    """One object of a set, with its role."""

    role: Role
    origin: KubernetesObject
    content: Content

    @property
    def kind(self) -> str:
        """Its kind, e.g. `Pod`."""
        return self.origin.kind

    @property
    def name(self) -> str:
        """Its name."""
        return self.origin.name

    def __str__(self) -> str:
        """Kind, name and where it is written, for messages."""
        return str(self.origin)


@dataclass(frozen=True)
class ManifestSet:
    """The objects of a stack in the order in which they are created, and how they differ from their files."""

    folder: Path
    manifests: tuple[Manifest, ...]
    names: StackNames
    deviations: tuple[str, ...] = ()

    @property
    def files(self) -> frozenset[Path]:
        """The files that its objects come from."""
        return frozenset(self.folder / manifest.origin.file for manifest in self.manifests)

    def of(self, role: Role) -> Manifest:
        """Return the manifest of one of the four roles, the first where bare pods play the controller's."""
        return next(manifest for manifest in self.manifests if manifest.role is role)

    def only(self, roles: Collection[Role]) -> ManifestSet:
        """Return the part of the set that plays one of `roles`, in the set's order."""
        return replace(self, manifests=tuple(each for each in self.manifests if each.role in roles))


def read_manifests(folder: Path) -> ManifestSet:
    """Return the set in `folder`; supporting objects come first, then the four in the blog's order.

    That order puts the `db` service before the controller: a container's environment is made when it
    starts. Raises BadInput naming file, line and remedy: no folder, one of the four files missing, a file
    that does not parse or holds something else than the objects of a stack, an object that is there
    twice, a role that nothing plays. Where another kind or bare pods stand in the place of the
    ReplicationController, they play its role: they are deployed, and the promises judge that.
    """
    files = _files(folder)
    objects = [item for file in files for item in read_objects(file)]
    for (kind, name), count in Counter((item.kind, item.name) for item in objects).items():
        if count > 1:
            places = " and ".join(
                f"{item.file}, line {item.line}" for item in objects if (item.kind, item.name) == (kind, name)
            )
            raise BadInput(f"{kind} {name} is there {count} times ({places})", "keep one of them")
    stand_ins = in_the_controllers_place(objects)
    roles = assign_roles(objects, stand_ins)
    four = [
        Manifest(role, item, item.content)
        for role in FILES
        for item in (stand_ins if role is Role.CONTROLLER and stand_ins else [roles[role]])
    ]
    support = [
        Manifest(Role.SUPPORT, item, item.content)
        for item in objects
        if not any(item is taken.origin for taken in four)
    ]
    return ManifestSet(folder, (*support, *four), names_of(roles, stand_ins))


def _files(folder: Path) -> list[Path]:
    """Return the files of the folder, the four first; all of the four that are missing are named at once."""
    if not folder.is_dir():
        raise BadInput(f"--manifests {folder} is no folder", "give the folder that holds the four files")
    present = sorted(path for path in folder.iterdir() if path.suffix in ENDINGS and path.is_file())
    stems = {path.stem for path in present}
    missing = [f"{stem}.yaml" for stem in FILES.values() if stem not in stems]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise BadInput(
            f"{', '.join(missing)} {verb} missing in {folder}", "a set of manifests has the blog's four files"
        )
    order = list(FILES.values())
    return sorted(present, key=lambda path: order.index(path.stem) if path.stem in order else len(order))
