"""Standard output and standard error of this process, without secrets, whoever writes to them.

What is printed, warned of, logged, or told by Python itself of an exception goes through these two.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from typing import IO, Any, TextIO, cast

from conformance.redact.redactor import Redactor


class CleanStream:
    """A text stream before another one; each text that is written is looked at by itself.

    Its reader may go away, as `head` does: what is written then is lost, and the exit code stays its own.
    """

    def __init__(self, stream: TextIO, say: Callable[[str], str]) -> None:
        """Write to `stream` what `say` makes of each text."""
        self._stream = stream
        self._say = say

    def write(self, text: str) -> int:
        """Write `text` without secrets."""
        try:
            self._stream.write(self._say(text))
        except BrokenPipeError:
            let_go(self._stream)
        return len(text)

    def flush(self) -> None:
        """Flush where somebody still reads."""
        try:
            self._stream.flush()
        except BrokenPipeError:
            let_go(self._stream)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write `lines` without secrets."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        """Be the other stream in all else."""
        return getattr(self._stream, name)


def let_go(stream: IO[str]) -> None:
    """Let what is in the buffers of `stream`, and what is yet to be written to it, be lost."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def clean_standard_streams() -> None:
    """Put a clean stream before standard output and standard error, for the rest of the process."""
    say = Redactor().sentence
    sys.stdout = cast(TextIO, CleanStream(sys.stdout, say))
    sys.stderr = cast(TextIO, CleanStream(sys.stderr, say))
