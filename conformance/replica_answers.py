"""The same question put to every replica."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from conformance.answering import answer_of
from conformance.reach import Answer
from conformance.table_record import TableCell, TableRecord

T = TypeVar("T")
R = TypeVar("R")


def ask_each(urls: Mapping[str, str], path: str, *, timeout: float) -> dict[str, Answer]:
    """Return by replica what it answers at `path`; PromiseBroken where one does not in `timeout` seconds."""
    return {pod: answer_of(f"{url}{path}", timeout=timeout) for pod, url in urls.items()}


def at_each(urls: Mapping[str, str], ask: Callable[[str], T]) -> dict[str, T]:
    """Return by replica what `ask` finds at its URL."""
    return {pod: ask(url) for pod, url in urls.items()}


def every_pair(
    made: Mapping[str, T], urls: Mapping[str, str], read: Callable[[T, str], R]
) -> dict[str, dict[str, R]]:
    """Return a table: what `read` finds at each replica (inner name) of what was made by each (outer)."""
    return {
        maker: {reader: read(thing, url) for reader, url in urls.items()} for maker, thing in made.items()
    }


def statuses(table: Mapping[str, Mapping[str, Answer]]) -> dict[str, dict[str, int]]:
    """Return the table of the answers' statuses."""
    return {maker: {reader: answer.status for reader, answer in row.items()} for maker, row in table.items()}


def table_of(
    what: str,
    rows: str,
    columns: str,
    answers: Mapping[str, Mapping[str, Answer]],
    kept: Callable[[str, Answer], bool],
) -> TableRecord:
    """Return the table for the record; `kept` says of a row and an answer in it whether it is as promised."""
    cells = [
        TableCell(maker, reader, str(answer.status), kept(maker, answer), answer.request_id)
        for maker, row in answers.items()
        for reader, answer in row.items()
    ]
    return TableRecord(what, rows, columns, tuple(cells))
