"""The same question put to every replica."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from typing import TypeVar

from conformance.answering import answer_of
from conformance.reach import Answer
from conformance.table_record import TableCell, TableRecord

T = TypeVar("T")
R = TypeVar("R")


def ask_each(urls: Mapping[str, str], path: str, *, timeout: float) -> dict[str, Answer]:
    """Return by replica what it answers at `path`; PromiseBroken where one does not in `timeout` seconds."""
    return at_each(urls, lambda url: answer_of(f"{url}{path}", timeout=timeout))


def at_each(urls: Mapping[str, str], ask: Callable[[str], T]) -> dict[str, T]:
    """Return by replica what `ask` finds at its URL; all replicas are asked `side_by_side`."""
    return side_by_side(urls, ask)


def side_by_side(questions: Mapping[str, T], ask: Callable[[T], R]) -> dict[str, R]:
    """Return what `ask` finds for each of `questions`, under the same name.

    Raises what the first of them ended in, in their order, once all have ended.
    """
    threads = ThreadPoolExecutor(max(1, len(questions)))
    try:
        asked = {name: threads.submit(ask, question) for name, question in questions.items()}
        # A signal that comes just before a wait without an end wakes nobody.
        while wait(asked.values(), timeout=0.25).not_done:
            pass
    finally:
        # Ctrl-C does not wait here for the requests under way: the end of the stacks hangs up on them.
        threads.shutdown(wait=False, cancel_futures=True)
    return {name: each.result() for name, each in asked.items()}


def every_pair(
    made: Mapping[str, T], urls: Mapping[str, str], read: Callable[[T, str], R]
) -> dict[str, dict[str, R]]:
    """Return a table: what `read` finds at each replica (inner name) of what was made by each (outer)."""
    return {maker: at_each(urls, partial(read, thing)) for maker, thing in made.items()}


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
