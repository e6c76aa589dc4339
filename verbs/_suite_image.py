"""The image of the suite itself, as `./toxw -e images -- --suite` builds it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from conformance.clusters.kubebox.making import make
from conformance.clusters.kubebox.suite_image import ROOT, make_suite_image, suite_image_folder
from conformance.errors import BadInput
from conformance.places import cache_dir
from conformance.run_identity import BUILT_FROM, git_state

HOW = "sudo ./toxw -e images -- build --suite"


def built_suite(tell: Callable[[str], None]) -> Path:
    """Return the folder with the image of this clone's suite, built where it is not there yet.

    Raises BadInput unless this is root, SetUpFailed where it cannot be built.
    """
    found, state = _where()
    if found.is_dir():
        return found
    if os.geteuid() != 0:
        raise BadInput("images are built as root", HOW)
    return make_suite_image(ROOT, cache_dir(), (BUILT_FROM, state), make(cache_dir(), tell).programs, tell)


def found_suite() -> Path:
    """Return that folder; raises BadInput where the image is not built yet."""
    found, _ = _where()
    if not found.is_dir():
        raise BadInput("the image of the suite is not built yet", HOW)
    return found


def _where() -> tuple[Path, str]:
    state = json.dumps(asdict(git_state(ROOT)))
    return suite_image_folder(ROOT, cache_dir(), state), state
