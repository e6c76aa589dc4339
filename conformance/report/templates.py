"""The templates of the pages: foreign text is escaped, and a name that is not there is an error."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from conformance.report import phrases


def templates_in(folder: Path, **filters: Callable[..., Any]) -> Environment:
    """Return the templates in `folder`, with the filters that every page has and those of this one."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        seconds=phrases.seconds,
        utc=phrases.utc,
        clean=phrases.clean,
        one_line=phrases.one_line,
        count=phrases.count,
        href=_href,
        **filters,
    )
    return environment


def _href(path: str) -> str:
    """Return a path below the page's folder as a link; `./` keeps a colon from being read as a scheme."""
    return f"./{quote(path.lstrip('/'))}"
