"""The plain values of a record with the bounds that a reader holds them to.

A report may come from anybody: what is outside these bounds is refused before anything is worked out from it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

LONGEST_S = 31 * 86_400.0
"""Seconds; no run and no wait lasts a month."""

RunId = Annotated[str, StringConstraints(pattern=r"^[0-9]{8}-[0-9]{6}-[0-9a-f]{6}$")]
"""As `new_run_id` makes it; it is a folder's name too."""
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z]+_[1-9][0-9]*$")]
"""A promise's stable name: area and number."""
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
RunPath = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.@+=-]*(/[A-Za-z0-9_][A-Za-z0-9_.@+=-]*)*$")
]
"""A file below the run's folder; it can lead nowhere else."""
Seconds = Annotated[float, Field(ge=0, le=LONGEST_S)]
Count = Annotated[int, Field(ge=0)]
Moment = Annotated[
    AwareDatetime, Field(ge=datetime(2015, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))
]
"""The blog is of 2015; a moment far off would only serve to overflow a reader."""
