"""A set of manifests as plain objects by role, changed in place and written out as real files."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import yaml

from conformance.manifests import read_manifests
from conformance.manifests.objects import Content
from conformance.manifests.roles import database_container, keystone_container, memcached_container
from conformance.stack import Role


class ManifestObjects:
    """Copies of a set's objects; whatever is changed in them is what `write` writes."""

    def __init__(self, folder: Path) -> None:
        """Read the set in `folder`; BadInput where it is none."""
        found = read_manifests(folder)
        self._files: dict[str, list[Content]] = {}
        self._texts: dict[str, str] = {}
        self._by_role: dict[Role, Content] = {}
        for manifest in found.manifests:
            content = copy.deepcopy(manifest.content)
            self._files.setdefault(manifest.origin.file, []).append(content)
            if manifest.role is not Role.SUPPORT:
                self._by_role[manifest.role] = content

    @property
    def database(self) -> Content:
        """The database pod."""
        return self._by_role[Role.DATABASE]

    @property
    def db_service(self) -> Content:
        """The service `db`."""
        return self._by_role[Role.DATABASE_SERVICE]

    @property
    def controller(self) -> Content:
        """The ReplicationController."""
        return self._by_role[Role.CONTROLLER]

    @property
    def template(self) -> Content:
        """The controller's pod template."""
        template: Content = self.controller["spec"]["template"]
        return template

    @property
    def public_service(self) -> Content:
        """The service of type LoadBalancer."""
        return self._by_role[Role.PUBLIC_SERVICE]

    @property
    def mariadb(self) -> Content:
        """The database pod's container."""
        return database_container(self.database)

    @property
    def keystone(self) -> Content:
        """Keystone's container in the controller's template."""
        return keystone_container(self.controller)

    @property
    def memcached(self) -> Content:
        """Memcached's container in the controller's template."""
        return memcached_container(self.controller)

    @property
    def supporting(self) -> list[Content]:
        """Everything that plays none of the four roles."""
        four = list(self._by_role.values())
        return [
            item for items in self._files.values() for item in items if not any(item is one for one in four)
        ]

    def add(self, file: str, *contents: Content) -> None:
        """Add objects to `file`, e.g. `wrapper.yaml`; one of that name gets more documents."""
        self._files.setdefault(file, []).extend(contents)

    def remove(self, content: Content) -> None:
        """Take one object out of the file that holds it."""
        for items in self._files.values():
            items[:] = [item for item in items if item is not content]

    def rename(self, old: str, new: str) -> None:
        """Give a file another name; one that ends in `.json` is written as JSON."""
        self._files[new] = self._files.pop(old)

    def text(self, file: str, text: str) -> None:
        """Write `text` as it stands in place of the objects of `file`: for what no object can carry."""
        self._texts[file] = text

    def file_of(self, role: Role) -> str:
        """Return the name of the file that holds the object of a role."""
        wanted = self._by_role[role]
        return next(name for name, items in self._files.items() if any(item is wanted for item in items))

    def written(self) -> dict[str, str]:
        """Return the text of every file that holds something, by name."""
        objects = {name: _text(name, items) for name, items in self._files.items() if items}
        return {**objects, **self._texts}

    def write(self, folder: Path) -> Path:
        """Write every file into a new `folder`, and return that."""
        folder.mkdir(parents=True)
        for name, text in self.written().items():
            (folder / name).write_text(text, encoding="utf-8")
        return folder


def _text(name: str, items: list[Content]) -> str:
    if name.endswith(".json"):
        whole: Any = items[0] if len(items) == 1 else {"apiVersion": "v1", "kind": "List", "items": items}
        return json.dumps(whole, indent=2) + "\n"
    # An object that stands in two places of a document becomes an anchor and its alias.
    return yaml.safe_dump_all(items, sort_keys=False)
