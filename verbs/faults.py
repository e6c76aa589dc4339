"""Bring faults about, see what the suite says of each and when, and write the table of them."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from conformance.clusters.kubebox.boot import boot
from conformance.clusters.kubebox.box import Box
from conformance.clusters.kubebox.making import make
from conformance.clusters.kubebox.options import BoxOptions
from conformance.clusters.own import refuse_unfit
from conformance.errors import BadInput, ConformanceError
from conformance.exit_codes import ExitCode
from conformance.options import SUITE_FOLDER
from conformance.places import cache_dir
from sabotage.faults import FAULTS
from sabotage.faults.fault import Fault
from sabotage.faults.page import Table, as_json, as_markdown
from sabotage.faults.rows import Row, append, newest
from sabotage.faults.running import run_into
from sabotage.faults.scene import Scene
from verbs._arguments import VerbParser, run_verb

PAGE = SUITE_FOLDER / "docs" / "faults.md"
LEDGER = SUITE_FOLDER / "reports" / "faults" / "ledger.jsonl"
AT_ONCE = 3
"""Runs of faults that nobody else feels, on one box of two processors."""


def main(arguments: Sequence[str]) -> ExitCode:
    """Try the faults that were asked for; BROKEN where one is not told as it should be, or too late."""
    asked = _parser().parse_args(arguments)
    if asked.list:
        print(*(f"{fault.name:<32} {fault.what}" for fault in FAULTS), sep="\n")
        return ExitCode.KEPT
    try:
        if not asked.only_write:
            _try_all(_chosen(asked.only), asked.ledger, asked.at_once)
        rows = newest(asked.ledger, [fault.name for fault in FAULTS])
    except ConformanceError as error:
        print(f"faults: {error}", file=sys.stderr)
        if detail := getattr(error, "detail", ""):
            print(detail, file=sys.stderr)
        return error.exit_code
    if asked.write or asked.only_write:
        _write(rows)
    return _told(rows, asked.only)


def _parser() -> VerbParser:
    parser = VerbParser("faults", __doc__)
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="only this one; repeatable"
    )
    parser.add_argument("--list", action="store_true", help="say which there are and run nothing")
    parser.add_argument(
        "--ledger", type=Path, default=LEDGER, metavar="FILE", help="of each the newest row counts"
    )
    parser.add_argument(
        "--at-once",
        type=int,
        default=AT_ONCE,
        metavar="N",
        help=f"runs whose faults nobody else feels: {AT_ONCE}",
    )
    parser.add_argument("--write", action="store_true", help="write docs/faults.md and .json")
    parser.add_argument("--only-write", action="store_true", help="the same, of what the ledger has")
    parser.add_argument("--yes", action="store_true", help="do not ask before preparing this machine")
    return parser


def _chosen(names: Sequence[str]) -> list[Fault]:
    known = {fault.name: fault for fault in FAULTS}
    for name in names:
        if name not in known:
            raise BadInput(f"there is no fault {name!r}", "--list names them")
    return [known[name] for name in names] or list(FAULTS)


def _try_all(faults: Sequence[Fault], ledger: Path, at_once: int) -> None:
    with tempfile.TemporaryDirectory(prefix="keystone-conformance-faults-") as scratch:
        for fault in faults:
            if not fault.needs_box:
                _try(Path(scratch), None, ledger, fault)
        some = [fault for fault in faults if fault.needs_box]
        if not some:
            return
        with _box() as box:
            beside = partial(_try, Path(scratch), box, ledger)
            with ThreadPoolExecutor(at_once) as threads:
                list(threads.map(beside, [fault for fault in some if not fault.alone]))
            for fault in some:
                if fault.alone:
                    beside(fault)


@contextmanager
def _box() -> Iterator[Box]:
    refuse_unfit(None)
    made = make(cache_dir(), print)
    name = f"faults-{os.getpid()}"
    with boot(BoxOptions(name=name), made.programs, made.images, lambda *_: None) as box:
        yield box


def _try(scratch: Path, box: Box | None, ledger: Path, fault: Fault) -> None:
    folder = scratch / fault.name
    folder.mkdir()
    row = run_into(fault, Scene(folder, box))
    append(row, ledger)
    short = f"  FALLS SHORT: {'; '.join(row.shortcomings)}" if row.shortcomings else ""
    print(
        f"{row.name:<32} {row.exit_code} {row.seconds:5.1f} s (+{row.over_s:.1f}) {row.said}{short}",
        flush=True,
    )


def _write(rows: Sequence[Row]) -> None:
    tried = {row.name for row in rows}
    untried = tuple(fault.name for fault in FAULTS if fault.name not in tried)
    table = Table("./toxw -e faults -- --write", os.cpu_count() or 1, tuple(rows), untried)
    PAGE.with_suffix(".json").write_text(as_json(table), encoding="utf-8")
    PAGE.write_text(as_markdown(table), encoding="utf-8")


def _told(rows: Sequence[Row], only: Sequence[str]) -> ExitCode:
    counted = [row for row in rows if not only or row.name in only]
    short = [row for row in counted if row.shortcomings]
    missing = [fault.name for fault in FAULTS if fault.name not in {row.name for row in rows}]
    print(
        f"faults: {len(counted)} told, {len(short)} of them not as they should be; not tried: {len(missing)}"
    )
    return ExitCode.BROKEN if short or (missing and not only) else ExitCode.KEPT


if __name__ == "__main__":
    run_verb(main)
