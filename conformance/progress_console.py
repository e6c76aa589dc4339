"""A console on a stream of its own: pytest may capture the usual ones, and a reader may go away."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import BinaryIO

from rich.console import Console, ConsoleDimensions

from conformance.redact import Redactor
from conformance.redact.streams import let_go


class LastingStream(io.TextIOWrapper):
    """A text stream without secrets, whose reader may go away: what it cannot write any more is lost, and
    nothing is raised.

    A run that is piped into `head` has to end with its own exit code, not with that of a broken pipe.
    """

    def __init__(self, buffer: BinaryIO, say: Callable[[str], str]) -> None:
        """Write to `buffer` what `say` makes of each text."""
        super().__init__(buffer, encoding="utf-8", errors="replace")
        self._say = say

    def write(self, text: str, /) -> int:
        """Write `text` where somebody still reads."""
        try:
            super().write(self._say(text))
        except OSError:
            let_go(self)
        return len(text)

    def flush(self) -> None:
        """Flush where somebody still reads."""
        try:
            super().flush()
        except OSError:
            let_go(self)


class OwnConsole(Console):
    """A console that asks its own stream for the width; rich asks descriptors that may be captured."""

    @property
    def size(self) -> ConsoleDimensions:
        """Return columns and lines of the stream's terminal, rich's own answer where there is none."""
        try:
            columns, lines = os.get_terminal_size(self.file.fileno())
        except (OSError, ValueError):
            return super().size
        return ConsoleDimensions(columns, lines) if columns and lines else super().size

    @size.setter
    def size(self, new_size: tuple[int, int]) -> None:
        """Fix the size, as rich has it."""
        Console.size.fset(self, new_size)  # type: ignore[attr-defined]  # mypy sees the value, not the property


def original_console(descriptor: int = 1, say: Callable[[str], str] | None = None) -> Console:
    """Return a console on a copy of a file descriptor; to be called before pytest captures that.

    What is shown is what `say` makes of it; without, secrets are taken out by a redactor of its own.

    The copy lives as long as the process.
    """
    raw = io.FileIO(os.dup(descriptor), "wb", closefd=False)
    stream = LastingStream(io.BufferedWriter(raw), say or Redactor().sentence)
    return OwnConsole(file=stream, highlight=False)
