"""The console's own stream: past pytest's capture, and past a reader that went away."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import termios
from collections.abc import Iterator

import pytest
from rich.console import Console

from conformance.progress import Progress, original_console


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reader, writer = os.pipe()
    yield reader, writer
    os.close(reader)
    os.close(writer)


def close_copy(console: Console) -> None:
    """Close the copied descriptor, which otherwise lives as long as the process."""
    console.file.flush()
    os.close(console.file.fileno())


def test_what_is_written_reaches_the_original_descriptor(pipe: tuple[int, int]) -> None:
    reader, writer = pipe
    console = original_console(writer)
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123  # a descriptor is wanted, as a capture would take it
        os.dup2(nowhere.fileno(), writer)
    Progress(console, environment={}).note("still heard")
    close_copy(console)
    assert os.read(reader, 100) == b"still heard\n"


def test_a_reader_that_went_away_ends_nothing() -> None:
    reader, writer = os.pipe()
    console = original_console(writer)
    os.close(writer)
    os.close(reader)
    progress = Progress(console, environment={})
    progress.note("into the void")
    progress.note("and again")
    close_copy(console)


def test_the_width_is_that_of_the_terminal_behind_the_stream() -> None:
    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 33, 77, 0, 0))
    console = original_console(terminal)
    assert console.is_terminal
    assert (console.size.width, console.size.height) == (77, 33)
    close_copy(console)
    os.close(terminal)
    os.close(controller)


def test_a_width_that_is_set_is_kept_where_there_is_no_terminal(pipe: tuple[int, int]) -> None:
    console = original_console(pipe[1])
    console.size = (66, 20)
    assert console.size.width == 66
    close_copy(console)
