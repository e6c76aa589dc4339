"""Which contexts there are, by the rules of kubectl."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from conformance.clusters.credentials import hold_users
from conformance.errors import BadInput
from conformance.places import caller

PARTS = ("clusters", "contexts", "users")


@dataclass(frozen=True)
class Contexts:
    """The contexts of one or more kubeconfigs that are read as one."""

    files: tuple[Path, ...]
    names: tuple[str, ...]
    current: str
    """Empty where no file says it."""

    @property
    def joined(self) -> str:
        """The files as $KUBECONFIG joins them."""
        return os.pathsep.join(str(path) for path in self.files)

    def choose(self, asked_for: str | None) -> str:
        """Return the context asked for, else the current one; raises BadInput naming those that exist."""
        there = f"there are {', '.join(sorted(self.names)) or 'none'}"
        name = self.current if asked_for is None else asked_for
        if not name:
            raise BadInput(f"{self.joined} has no current context", f"choose one with --context: {there}")
        if name not in self.names:
            raise BadInput(f"{self.joined} has no context {name!r}", there)
        return name


def read_contexts(kubeconfig: Path | None, environment: Mapping[str, str]) -> Contexts:
    """Return the contexts of the file that was named, else of $KUBECONFIG, else of ~/.kube/config.

    Of several files in $KUBECONFIG those that are missing do not count, and the first that has a current
    context says it. Raises BadInput where there is no file, or one is no kubeconfig.
    """
    listed = [kubeconfig] if kubeconfig else _listed(environment)
    files = [path for path in listed if path.exists() or kubeconfig]
    if not files:
        names = " or ".join(map(str, listed))
        raise BadInput(f"there is no kubeconfig {names}", "name one with --kubeconfig")
    documents = [_read(path) for path in files]
    contexts = [str(each["name"]) for document in documents for each in document.get("contexts") or []]
    current = next((str(each["current-context"]) for each in documents if each.get("current-context")), "")
    return Contexts(tuple(files), tuple(dict.fromkeys(contexts)), current)


def _listed(environment: Mapping[str, str]) -> list[Path]:
    named = [Path(part) for part in environment.get("KUBECONFIG", "").split(os.pathsep) if part]
    return named or [caller(environment).home / ".kube/config"]


def _read(path: Path) -> dict[str, Any]:
    remedy = "name another with --kubeconfig"
    try:
        document: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"the kubeconfig {path} cannot be read ({error.strerror})", remedy) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark else ""
        raise BadInput(f"the kubeconfig {path} is no YAML{where}", remedy) from error
    if not isinstance(document, dict) or not all(_is_named_list(document.get(part)) for part in PARTS):
        raise BadInput(f"{path} is no kubeconfig", f"it needs lists of {', '.join(PARTS)}")
    hold_users(document)
    return document


def _is_named_list(part: Any) -> bool:
    if part is None:
        return True
    return isinstance(part, list) and all(isinstance(each, dict) and "name" in each for each in part)
