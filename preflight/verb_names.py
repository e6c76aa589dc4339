"""Which verbs there are: the modules of verbs/, described by tox.ini."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path
from typing import Dict, List

from preflight.outcome import BAD_INPUT, Stop


def verb_names(root: Path) -> List[str]:
    """Return the names of the verbs, sorted."""
    return sorted(path.stem for path in (root / "verbs").glob("*.py") if not path.stem.startswith("_"))


def verb_descriptions(root: Path) -> Dict[str, str]:
    """Return each verb with what tox.ini says it does."""
    tox_ini = ConfigParser(interpolation=None)
    tox_ini.read(root / "tox.ini", encoding="utf-8")
    return {name: tox_ini.get(f"testenv:{name}", "description", fallback="") for name in verb_names(root)}


def check_verb(root: Path, verb: str) -> None:
    """Raise Stop (4) with the nearest names where there is no such verb."""
    names = verb_names(root)
    if verb in names:
        return
    from difflib import get_close_matches  # only here: it is slow to import

    near = get_close_matches(verb, names, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    raise Stop(BAD_INPUT, f"toxw: there is no verb {verb!r}: {hint}there are {', '.join(names)}")
