"""conformance.toml: the environments that a site judges in, a table each, chosen by `--environment`.

[environments.gke-nightly]
context = "gke_project_europe-west1_nightly"
profile = ["core", "load_balancer"]
patience = { service-address = 900 }

[environments.gke-nightly.objects]
labels = { team = "identity" }

[environments.gke-nightly.objects.annotations.Service]
"networking.gke.io/load-balancer-type" = "Internal"
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, ConfigDict, TypeAdapter, ValidationError

from conformance.errors import BadInput
from conformance.first_invalid import first_invalid
from conformance.patience import BOUNDS
from conformance.provenance import EnvironmentUsed
from conformance.site.nearest_key import OF_A_KEY, did_you_mean, unknown_key
from conformance.site.overlay import NOTHING, SiteOverlay

FILE = Path("conformance.toml")
"""Of the folder where the command is typed."""


def _words(value: object) -> object:
    """Take `"a,b"` as the command line does."""
    return tuple(part for part in value.split(",") if part) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_words)]


@dataclass(frozen=True)
class Settings:
    """Options of the command line that an environment may have, under the same names; None: not said."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid", alias_generator=lambda name: name.replace("_", "-")
    )

    kubeconfig: Path | None = None
    context: str | None = None
    provider: str | None = None
    namespace: str | None = None
    nodes: int | None = None
    keystone_image: str | None = None
    database_image: str | None = None
    memcached_image: str | None = None
    require_digest: bool | None = None
    keep_tags: bool | None = None
    image_pull_secret: Words | None = None
    set: str | None = None
    manifests: Path | None = None
    blog_credentials: bool | None = None
    load_balancer_source_ranges: Words | None = None
    profile: Words | None = None
    accept_missing: Words | None = None
    patience: Mapping[str, float] = field(default_factory=dict)
    deadline: str | None = None
    reports: Path | None = None
    baseline: str | None = None
    objects: SiteOverlay = NOTHING


@dataclass(frozen=True)
class _File:
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    environments: Mapping[str, Settings]


_FORM = TypeAdapter(_File)
SCHEMA = _FORM.json_schema()
"""What the file may hold, as a JSON schema."""


@dataclass(frozen=True)
class Environment:
    """One table of the file, and what a report says of it."""

    used: EnvironmentUsed
    settings: Settings


def read_environment(file: Path, name: str) -> Environment:
    """Return the environment `name` of `file`; the whole file is held to its form.

    Raises BadInput in one line: no such file, no TOML, a key that there is not with the nearest one, a value
    of another form, an environment that is not there.
    """
    content, found = _read(file)
    if name not in found.environments:
        raise BadInput(f"{file} has no environment {name!r}", did_you_mean(name, found.environments))
    for environment, settings in found.environments.items():
        for event in settings.patience.keys() - BOUNDS.keys():
            what = f"{file}: environments.{environment}.patience has no event {event!r}"
            raise BadInput(what, did_you_mean(event, BOUNDS))
    used = EnvironmentUsed(name, file.name, hashlib.sha256(content).hexdigest())
    return Environment(used, found.environments[name])


def read_baselines(file: Path) -> dict[str, str]:
    """Return by the name of each environment of `file` the `baseline` that it names. Raises BadInput."""
    _, found = _read(file)
    environments = found.environments.items()
    return {name: settings.baseline for name, settings in environments if settings.baseline}


def _read(file: Path) -> tuple[bytes, _File]:
    try:
        content = file.read_bytes()
        return content, _FORM.validate_python(tomllib.loads(content.decode()))
    except OSError as error:
        remedy = "write one, or name another with --config (docs/environments.md)"
        raise BadInput(f"{file} cannot be read ({error.strerror})", remedy) from error
    except ValidationError as error:
        raise _refused(file, error) from error
    except ValueError as error:
        raise BadInput(f"{file} is no TOML ({error})", "docs/environments.md shows one") from error


def _refused(file: Path, error: ValidationError) -> BadInput:
    if unknown := unknown_key(error, SCHEMA):
        what, remedy = unknown
        return BadInput(f"{file}: {what}", remedy)
    why = first_invalid(error, "the whole file").replace(f".{OF_A_KEY}: ", ": ").replace("Value error, ", "")
    return BadInput(f"{file}: {' '.join(why.split())}", "docs/environments.md has every key")
