"""The passwords that a set of manifests carries: read, and replaced by those of one run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from conformance.credentials import BLOG, Credentials
from conformance.manifests.environment import Environment, Place
from conformance.manifests.manifest_set import Manifest, ManifestSet
from conformance.manifests.objects import Content
from conformance.manifests.pod_templates import containers
from conformance.manifests.roles import database_container, keystone_container
from conformance.stack import Role

FIELDS: Mapping[str, str] = {
    "MYSQL_USER": "database_user",
    "MYSQL_DATABASE": "database_name",
    "MYSQL_PASSWORD": "database_password",
    "MYSQL_ROOT_PASSWORD": "database_root_password",
    "ADMIN_TOKEN": "admin_password",
}
"""The blog's variables, and what of the credentials each one carries."""
NEEDED: Mapping[Role, frozenset[str]] = {
    Role.DATABASE: frozenset(FIELDS) - {"ADMIN_TOKEN"},
    Role.CONTROLLER: frozenset(FIELDS) - {"MYSQL_ROOT_PASSWORD"},
}
"""Those without which the role's own container does not work; any container may have any of them."""
OWN_CONTAINER: Mapping[Role, Callable[[Content], Content]] = {
    Role.DATABASE: database_container,
    Role.CONTROLLER: keystone_container,
}


def credentials_of(manifests: ManifestSet) -> Credentials:
    """Return the credentials that the set itself deploys: the blog's, for the blog's manifests.

    The database's own come from its pod, Keystone's admin password from the controller; where a variable is
    not given at all, the blog's value stands in for it. Raises BadInput where it is given, and comes from
    something that the set does not have.
    """
    every = manifests.manifests
    found = _values(every, Role.CONTROLLER) | _values(every, Role.DATABASE)
    return replace(BLOG, **{FIELDS[variable]: value for variable, value in found.items()})


def refuse_unknown_passwords(manifests: ManifestSet) -> None:
    """Raise BadInput where a credential comes from something that the set does not have."""
    for role in NEEDED:
        _values(manifests.manifests, role)


def with_credentials(manifests: Iterable[Manifest], credentials: Credentials) -> list[str]:
    """Put `credentials` into the manifests' contents, and return what differs now, without the values.

    A variable of the controller that had another value than the database's keeps it: the two did not fit
    before, and mending that would hide it from the promises. Raises BadInput as `credentials_of` does.
    """
    every = tuple(manifests)
    before, controller = _values(every, Role.DATABASE), _values(every, Role.CONTROLLER)
    unlike = {name for name in controller if name in before and controller[name] != before[name]}
    new = {variable: str(getattr(credentials, field)) for variable, field in FIELDS.items()}
    said = []
    for manifest in every:
        kept = unlike if manifest.role is Role.CONTROLLER else set()
        for variable, place in _places(every, manifest):
            if variable in kept:
                said.append(f"{manifest.role}: {variable} kept, it differs from the database's")
            elif place.value != new[variable]:
                place.write(new[variable])
                said.append(f"{manifest.role}: {variable} of this run")
    return said


def _values(every: Sequence[Manifest], role: Role) -> dict[str, str]:
    return {
        variable: place.value
        for manifest in every
        if manifest.role is role
        for variable, place in _places(every, manifest)
    }


def _places(every: Sequence[Manifest], manifest: Manifest) -> Iterator[tuple[str, Place]]:
    """Yield each credential that the containers of the pod or the controller are given, and where."""
    if manifest.role not in NEEDED:
        return
    own = OWN_CONTAINER[manifest.role](manifest.content)
    for container in containers(manifest.content):
        environment = Environment(every, manifest, container)
        for variable in FIELDS:
            needed = container is own and variable in NEEDED[manifest.role]
            if place := environment.place_of(variable, needed=needed):
                yield variable, place
