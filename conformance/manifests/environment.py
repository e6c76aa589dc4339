"""Where a container's variables have their values: written down, or in a Secret or ConfigMap of the set."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conformance.errors import BadInput
from conformance.manifests.manifest_set import Manifest
from conformance.manifests.objects import Content
from conformance.manifests.pod_templates import mapping, mappings

OF_ONE_KEY: Mapping[str, str] = {"secretKeyRef": "Secret", "configMapKeyRef": "ConfigMap"}
OF_ALL_KEYS: Mapping[str, str] = {"secretRef": "Secret", "configMapRef": "ConfigMap"}
ANOTHER = re.compile(r"\$(?:\$|\(([^)]*)\))")
"""Within a value: another variable of the container, or `$$` for a dollar."""


@dataclass(frozen=True)
class Place:
    """Where a variable has its value: in an `env` entry, or under a key of a Secret or ConfigMap."""

    value: str
    content: Content
    key: str

    def write(self, value: str) -> None:
        """Put another value there; whatever else reads that key has it too."""
        kind = self.content.get("kind")
        if kind == "Secret":
            mapping(self.content, "data").pop(self.key, None)
            self.content["stringData"] = {**mapping(self.content, "stringData"), self.key: value}
        elif kind == "ConfigMap":
            self.content["data"][self.key] = value
        else:
            self.content["value"] = value


@dataclass(frozen=True)
class Environment:
    """The variables of one container of `manifest`, as the kubelet will set them."""

    every: Sequence[Manifest]
    """The whole set: what the container refers to is looked for in it."""
    manifest: Manifest
    container: Content

    def place_of(self, variable: str, *, needed: bool = True) -> Place | None:
        """Return where the value of `variable` is; None where the container is given none.

        An `env` entry counts before `envFrom`, and the last of several. Raises BadInput where the value comes
        from something that the set does not have: nobody can tell what it will be. So may one that is
        `needed` where an `envFrom` does.
        """
        entries = mappings(self.container, "env")
        for number, entry in reversed(list(enumerate(entries))):
            if entry.get("name") == variable and (place := self._of_entry(entry, entries[:number])):
                return place
        for source in reversed(mappings(self.container, "envFrom")):
            prefix = str(source.get("prefix") or "")
            if not variable.startswith(prefix):
                continue
            if place := self._of_source(source, variable, variable.removeprefix(prefix), needed=needed):
                return place
        return None

    def _of_entry(self, entry: Content, before: list[Content]) -> Place | None:
        variable, origin = entry["name"], mapping(entry, "valueFrom")
        if not origin:
            # without a value it is empty, whatever an envFrom has
            text = "" if entry.get("value") is None else str(entry["value"])
            return Place(self._expanded(text, before), entry, "value")
        for reference, kind in OF_ONE_KEY.items():
            if wanted := mapping(origin, reference):
                key = str(wanted.get("key", ""))
                place = self._in_object(variable, kind, wanted, key)
                if place is None and not wanted.get("optional"):
                    raise self._unknown(f"{variable} comes from key {key} of {kind} {wanted.get('name')}")
                return place
        raise BadInput(
            f"{self.manifest}: {variable} comes from {', '.join(origin)}, which the suite cannot read",
            "write its value down, or take it from a Secret or ConfigMap of the set",
        )

    def _of_source(self, source: Content, variable: str, key: str, *, needed: bool) -> Place | None:
        for reference, kind in OF_ALL_KEYS.items():
            if wanted := mapping(source, reference):
                if needed and self._object(kind, wanted) is None and not wanted.get("optional"):
                    raise self._unknown(f"{variable} may come from {kind} {wanted.get('name')} (envFrom)")
                return self._in_object(variable, kind, wanted, key)
        return None

    def _in_object(self, variable: str, kind: str, wanted: Content, key: str) -> Place | None:
        found = self._object(kind, wanted) or {}
        if kind == "Secret" and key in mapping(found, "stringData"):
            return Place(str(found["stringData"][key]), found, key)
        if key not in mapping(found, "data"):
            return None
        value = str(found["data"][key])
        if kind == "ConfigMap":
            return Place(value, found, key)
        try:
            # over several lines too, as the API server takes it
            plain = base64.b64decode("".join(value.splitlines()), validate=True).decode()
        except ValueError:
            raise BadInput(
                f"{self.manifest}: {variable} comes from key {key} of Secret {wanted.get('name')}, "
                "which is no text in base64",
                "write it under `stringData:`, as it is",
            ) from None
        return Place(plain, found, key)

    def _object(self, kind: str, wanted: Content) -> Content | None:
        named = (each.content for each in self.every if (each.kind, each.name) == (kind, wanted.get("name")))
        return next(named, None)

    def _unknown(self, what: str) -> BadInput:
        return BadInput(
            f"{self.manifest}: {what}, which the set does not have",
            "put it into the folder of the set, or write the variable's value down",
        )

    def _expanded(self, text: str, before: list[Content]) -> str:
        """Return the text with the variables that stand before it in the place of each `$(NAME)`."""
        known = Environment(self.every, self.manifest, {**self.container, "env": before})

        def replaced(found: re.Match[str]) -> str:
            if found[1] is None:
                return "$"
            place = known.place_of(found[1])
            return place.value if place else found[0]

        return ANOTHER.sub(replaced, text)
