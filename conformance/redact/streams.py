"""Standard output and standard error of this process, without secrets, whoever writes to them.

What is printed, warned of, logged, or told by Python itself of an exception goes through these two.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any, TextIO, cast

from conformance.redact.redactor import Redactor


class CleanStream:
    """A text stream before another one; each text that is written is looked at by itself."""

    def __init__(self, stream: TextIO, say: Callable[[str], str]) -> None:
        """Write to `stream` what `say` makes of each text."""
        self._stream = stream
        self._say = say

    def write(self, text: str) -> int:
        """Write `text` without secrets."""
        self._stream.write(self._say(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write `lines` without secrets."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        """Be the other stream in all else."""
        return getattr(self._stream, name)


def clean_standard_streams() -> None:
    """Put a clean stream before standard output and standard error, for the rest of the process."""
    say = Redactor().sentence
    sys.stdout = cast(TextIO, CleanStream(sys.stdout, say))
    sys.stderr = cast(TextIO, CleanStream(sys.stderr, say))
