"""Which verbs, with which arguments, need a cluster of the suite's own."""

from __future__ import annotations

from pathlib import Path
from typing import Sequence

HELP = frozenset({"-h", "--help"})
EXISTING_CLUSTER = frozenset({"--kubeconfig", "--context", "--in-cluster", "--provider"})
"""A cluster that is there, or that another program makes."""
FAST = "--fast"
"""The tests' own option: leaves out what boots a cluster."""

PLAN = "--plan"
"""The run's own option: says what it would need and touches nothing."""

LIST = "--list"
"""Sabotage's own option: says what there is and runs nothing."""


def needs_box(verb: str, arguments: Sequence[str]) -> bool:
    """Return whether `verb` with `arguments` builds or boots a cluster on this machine.

    What only asks, or judges on a cluster that exists, needs a Python and nothing else.
    """
    options = {word.split("=", 1)[0] for word in arguments}
    if options & HELP:
        return False
    if verb in ("conformance", "update"):
        named = options & EXISTING_CLUSTER or _environment_has_cluster(arguments)
        return PLAN not in options and not named
    if verb == "benchmark":
        return True
    if verb == "sabotage":
        return LIST not in options
    if verb == "tests":
        return FAST not in options
    if verb == "cluster":
        return _first_command(arguments) == "up"
    return verb == "images" and _first_command(arguments) != "list"


def _environment_has_cluster(arguments: Sequence[str]) -> bool:
    """Return whether the environment that was chosen names a cluster, or nobody can tell.

    What is wrong with its file the verb tells in one line: nothing has to be installed for that.
    """
    name = _value(arguments, "--environment")
    if not name or _value(arguments, "--box"):
        return False
    try:
        import tomllib  # not there before Python 3.11, which is told before this matters

        file = Path(_value(arguments, "--config") or "conformance.toml")
        table = tomllib.loads(file.read_text(encoding="utf-8"))["environments"][name]
        return any(key in table for key in ("context", "kubeconfig", "provider"))
    except (ImportError, OSError, ValueError, KeyError, TypeError):
        return True


def _value(arguments: Sequence[str], option: str) -> str:
    """Return what is given with `option`, the last where it is there twice; empty where it is not there."""
    value = ""
    for before, word in zip(("", *arguments), arguments):  # noqa: B905 — strict= is too new for an old Python
        if word.startswith(f"{option}="):
            value = word.partition("=")[2]
        elif before == option:
            value = word
    return value


def needs_browser(verb: str, arguments: Sequence[str]) -> bool:
    """Return whether `verb` with `arguments` opens pages in a browser: the tests, where they may install."""
    return verb == "tests" and needs_box(verb, arguments)


def instead_of_box(verb: str) -> str:
    """Return what to do where a cluster of its own cannot be had."""
    if verb == "tests":
        return f"leave out the tests that boot a cluster: ./toxw -- {FAST}"
    return "judge on an existing cluster: ./toxw -e conformance -- --kubeconfig FILE (or --context NAME)"


def _first_command(arguments: Sequence[str]) -> str:
    """Return the first word that is neither an option nor --name's value."""
    for before, word in zip(("", *arguments), arguments):  # noqa: B905 — strict= is too new for an old Python
        if not word.startswith("-") and before != "--name":
            return word
    return ""
