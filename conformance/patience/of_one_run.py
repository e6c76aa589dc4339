"""The bounds that hold for one run: the table's, with what `--patience` puts over them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

from conformance.errors import BadInput
from conformance.patience.bounds import BOUNDS
from conformance.record_types import LONGEST_S

LATE_S = 3.0
"""Seconds: most of what is asked for comes sooner; to the rest a second more makes no difference."""


@dataclass(frozen=True)
class Patience:
    """The bounds of one run, in seconds, by event."""

    seconds: Mapping[str, float]

    @classmethod
    def for_cluster(cls, *, kubebox: bool) -> Patience:
        """Return the bounds for the suite's own box, or for any other cluster."""
        column = {event: bound.kubebox if kubebox else bound.elsewhere for event, bound in BOUNDS.items()}
        return cls(MappingProxyType(column))

    def __getitem__(self, event: str) -> float:
        """Return the bound of `event` in seconds; KeyError where no such event is in the table."""
        return self.seconds[event]

    def between_probes(self, waited: float) -> float:
        """Return the pause before the next probe where nothing came yet; `waited` and that are in seconds."""
        pause = self["probe-interval"]
        return pause if waited < LATE_S else max(pause, self["probe-interval-late"])

    @property
    def names(self) -> tuple[str, ...]:
        """The events, as `--patience` takes them."""
        return tuple(self.seconds)

    def with_overrides(self, texts: Iterable[str]) -> Patience:
        """Return these bounds with each `EVENT=SECONDS` of `texts` put over them.

        Raises BadInput that names what was typed and the nearest event there is.
        """
        seconds = dict(self.seconds)
        for text in texts:
            event, equals, number = text.partition("=")
            if not equals:
                raise BadInput(
                    f"--patience {text}: no seconds given", "write EVENT=SECONDS, e.g. service-address=900"
                )
            if event not in seconds:
                raise BadInput(f"--patience {text}: no event is called {event!r}", _nearest(event, seconds))
            seconds[event] = _seconds(text, number)
        return Patience(MappingProxyType(seconds))


def _nearest(event: str, known: Iterable[str]) -> str:
    names = sorted(known)
    close = get_close_matches(event, names, n=1, cutoff=0.5)
    return f"did you mean {close[0]}?" if close else f"known are {', '.join(names)}"


def _seconds(text: str, number: str) -> float:
    try:
        seconds = float(number)
    except ValueError:
        raise BadInput(f"--patience {text}: {number!r} is no number", "give seconds, e.g. 90") from None
    if not math.isfinite(seconds) or not 0 < seconds <= LONGEST_S:
        raise BadInput(
            f"--patience {text}: {number} is no length of time that a run can wait",
            "give seconds above zero and within a month, e.g. 90",
        )
    return seconds
