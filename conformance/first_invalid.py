"""What pydantic found wrong first, as a person is told it."""

from __future__ import annotations

from pydantic import ValidationError


def first_invalid(error: ValidationError, whole: str) -> str:
    """Return place and words of the first finding; `whole` names the place where it is none below the top."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or whole
    return f"{where}: {first['msg']}"
