"""What a daemon tells the command that started it, line by line over a pipe."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from conformance import errors
from conformance.errors import ConformanceError, EnvironmentFault, InternalError


@dataclass(frozen=True)
class Action:
    """An action of the boot began or ended."""

    name: str
    state: str
    seconds: float


@dataclass(frozen=True)
class Failure:
    """The boot failed; `kind` is the name of the error's class."""

    kind: str
    message: str
    remedy: str
    detail: str

    def as_error(self) -> ConformanceError:
        """Return the error as it was raised on the other side."""
        kind: type[ConformanceError] = getattr(errors, self.kind, InternalError)
        if issubclass(kind, EnvironmentFault):
            return kind(self.message, self.remedy, detail=self.detail)
        return kind(self.message, self.remedy)


@dataclass(frozen=True)
class Up:
    """The box is up."""


Message = Action | Failure | Up
KINDS: dict[str, type[Action] | type[Failure] | type[Up]] = {
    kind.__name__: kind for kind in (Action, Failure, Up)
}


def failure_of(error: BaseException) -> Failure:
    """Return what to say of an error; one that nobody foresaw is a defect of the suite."""
    if isinstance(error, ConformanceError):
        detail = getattr(error, "detail", "")
        return Failure(type(error).__name__, error.message, error.remedy, detail)
    return Failure(InternalError.__name__, f"the box's holder: {type(error).__name__}: {error}", "", "")


def teller(pipe: IO[str]) -> Callable[[Message], None]:
    """Return a function that sends messages; whoever listens may be gone, and that is no reason to end."""

    def tell(message: Message) -> None:
        try:
            pipe.write(json.dumps([type(message).__name__, vars(message)]) + "\n")
            pipe.flush()
        except BrokenPipeError:
            pass

    return tell


def listen(pipe: IO[str]) -> Iterator[Message]:
    """Return the messages of the other side until it closes the pipe."""
    for line in pipe:
        kind, fields = json.loads(line)
        yield KINDS[kind](**fields)
