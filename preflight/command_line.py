"""What was typed after `./toxw`."""

from __future__ import annotations

from typing import List, NamedTuple, Sequence, Tuple

from preflight.outcome import BAD_INPUT, Stop

DEFAULT_VERB = "tests"
INSTALLING_VERBS = ("conformance", "images", "sabotage", "tests")
"""Their arguments may hold --yes too: none of them has a meaning of its own for it."""

USAGE = """\
usage: ./toxw [-e VERB] [--yes] [-- ARGUMENTS]

Prepares what VERB needs, then becomes its program. Without -e it runs the project's own tests.

  -e VERB       what to do: see ./toxw -l, and ./toxw -e VERB -- --help for its own arguments
  -l            list the verbs
  --yes, -y     install what is missing without asking (as with CI in the environment)
  --undo        take away everything that was installed and cached
  -h, --help    this text

exit codes: 0 kept, 1 broken, 2 interrupted, 3 internal error, 4 bad usage or input,
            5 nothing ran, 6 unknown (a failed set-up too), 7 something left behind, 8 partial"""


class Asked(NamedTuple):
    """What the caller asked for; `action` is run, list, help or undo."""

    action: str
    verb: str = DEFAULT_VERB
    arguments: Tuple[str, ...] = ()
    yes: bool = False


def read_command_line(arguments: Sequence[str]) -> Asked:
    """Return what `arguments` ask for.

    Raises Stop (4) for an option that toxw does not have; what belongs to the verb stands after `--`.
    """
    own, for_verb = _split(arguments)
    action, verb, yes = "run", DEFAULT_VERB, False
    rest = list(own)
    while rest:
        word = rest.pop(0)
        if word in ("-h", "--help"):
            action = "help"
        elif word in ("-l", "--list"):
            action = "list"
        elif word == "--undo":
            action = "undo"
        elif word in ("-y", "--yes"):
            yes = True
        elif word == "-e":
            if not rest:
                raise Stop(BAD_INPUT, "toxw: -e wants a verb after it: ./toxw -l lists them")
            verb = rest.pop(0)
        elif word.startswith("-e") and len(word) > 2:
            verb = word[2:].lstrip("=")
        else:
            raise Stop(BAD_INPUT, _not_mine(word, verb, [word, *rest]))
    if verb in INSTALLING_VERBS and "--yes" in for_verb:
        yes, for_verb = True, tuple(word for word in for_verb if word != "--yes")
    return Asked(action, verb, for_verb, yes)


def _split(arguments: Sequence[str]) -> Tuple[Tuple[str, ...], Tuple[str, ...]]:
    """Return what stands before the first `--`, and what stands after it."""
    words = tuple(arguments)
    if "--" not in words:
        return words, ()
    at = words.index("--")
    return words[:at], words[at + 1 :]


def _not_mine(word: str, verb: str, rest: List[str]) -> str:
    """Return the one line for a word that toxw does not know."""
    chosen = "" if verb == DEFAULT_VERB else f"-e {verb} "
    return (
        f"toxw: {word} is no option of toxw: what the verb is to read goes after --, "
        f"as in ./toxw {chosen}-- {' '.join(rest)}"
    )
