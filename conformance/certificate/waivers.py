"""waivers.toml: which promise that is not kept is let pass, why, on whose word, and until when.

[[waiver]]
identifier = "heal_3"
reason = "the image that mends it ships on the 10th"
who = "Ada Lovelace"
until = 2026-12-10
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from conformance.errors import BadInput
from conformance.first_invalid import first_invalid

Words = Annotated[str, Field(min_length=1)]


@dataclass(frozen=True)
class Waiver:
    """One promise that may be broken for a while."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    identifier: Words
    reason: Words
    who: Words
    until: date
    """The last day (UTC) on which it holds."""


@dataclass(frozen=True)
class _WaiversFile:
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    waiver: tuple[Waiver, ...]


_FORM = TypeAdapter(_WaiversFile)


def read_waivers(file: Path) -> tuple[Waiver, ...]:
    """Return the waivers in `file`.

    Raises BadInput naming what is wrong: no file, no TOML, a field that is missing, empty or unknown, a
    promise that is waived twice.
    """
    remedy = "each [[waiver]] has identifier, reason, who, and until, a date such as 2026-12-31"
    try:
        waivers = _FORM.validate_python(tomllib.loads(file.read_text(encoding="utf-8"))).waiver
    except OSError as error:
        raise BadInput(f"{file} cannot be read ({error.strerror})", "name a file of waivers") from error
    except ValidationError as error:
        why = first_invalid(error, "the whole file")
        raise BadInput(f"{file} is no file of waivers ({why})", remedy) from error
    except ValueError as error:
        raise BadInput(f"{file} is no TOML ({error})", remedy) from error
    names = [waiver.identifier for waiver in waivers]
    for name in names:
        if names.count(name) > 1:
            raise BadInput(f"{file} waives {name} twice", "keep one of them")
    return waivers


def faults_of(waivers: Iterable[Waiver], waivable: Collection[str], today: date) -> Iterator[str]:
    """Yield what is wrong with each waiver on the day `today`: it is out of date, or matches nothing.

    `waivable` are the identifiers of the promises that were judged and not kept.
    """
    for waiver in waivers:
        if waiver.until < today:
            yield f"the waiver of {waiver.identifier} is out of date: it held until {waiver.until}"
        elif waiver.identifier not in waivable:
            yield (
                f"the waiver of {waiver.identifier} matches nothing: "
                "no promise of that name was judged and not kept"
            )
