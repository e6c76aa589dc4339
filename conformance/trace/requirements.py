"""docs/requirements.toml: what the blog asks for, and which promises no sentence of it asks for."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from conformance.errors import BadInput
from conformance.options import SUITE_FOLDER
from conformance.record_types import Identifier
from conformance.report.phrases import one_line

FILE = SUITE_FOLDER / "docs" / "requirements.toml"


@dataclass(frozen=True)
class Sentence:
    """One sentence, or line of a listing, of the blog."""

    id: str
    section: str
    quote: str
    """A few of its own words."""
    asks: str = ""
    """What it asks for, in the project's words; empty where it asks for nothing."""
    promises: tuple[Identifier, ...] = ()
    remark: str = ""

    @property
    def is_orphan(self) -> bool:
        """Whether it asks for something that no promise covers."""
        return bool(self.asks) and not self.promises


@dataclass(frozen=True)
class Beyond:
    """Promises that no sentence asks for, and why they are judged all the same."""

    why: str
    promises: tuple[Identifier, ...]


@dataclass(frozen=True)
class Requirements:
    """The whole file."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    sentence: tuple[Sentence, ...]
    beyond: tuple[Beyond, ...]


_FORM = TypeAdapter(Requirements)


def read_requirements(file: Path = FILE) -> Requirements:
    """Return what `file` holds; raises BadInput, in one line, where it is not of that form."""
    remedy = "see the head of docs/requirements.toml for its form"
    try:
        return _FORM.validate_python(tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise BadInput(f"{file} cannot be read ({error.strerror})", remedy) from error
    except (ValidationError, ValueError) as error:
        raise BadInput(f"{file} is not what it has to be ({one_line(str(error), 200)})", remedy) from error


def out_of_date(requirements: Requirements, promised: Collection[str]) -> Iterator[str]:
    """Yield in words how the file disagrees with the promises that there are, by identifier."""
    of_sentences = {name for sentence in requirements.sentence for name in sentence.promises}
    of_none = Counter(name for each in requirements.beyond for name in each.promises)
    for name in sorted((of_sentences | of_none.keys()) - set(promised)):
        yield f"{name} is named, and no feature has it"
    for name in sorted(set(promised) - of_sentences - of_none.keys()):
        yield f"{name} is covered by no sentence, and stands under no `beyond`"
    for name in sorted(of_sentences & of_none.keys()):
        yield f"{name} is asked for by a sentence, and stands under `beyond`"
    for name, times in Counter(sentence.id for sentence in requirements.sentence).items():
        if times > 1:
            yield f"two sentences are called {name}"
    for sentence in requirements.sentence:
        if not sentence.promises and not sentence.remark:
            yield f"{sentence.id} has neither promises nor a remark"
        if sentence.promises and not sentence.asks:
            yield f"{sentence.id} has promises and asks for nothing"
