"""End runs at random moments, by SIGKILL and by SIGTERM, and see that nothing of them remains; resumable."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from conformance.clusters.kubebox.boot import boot
from conformance.clusters.kubebox.making import make
from conformance.clusters.kubebox.options import BoxOptions
from conformance.clusters.own import refuse_unfit
from conformance.errors import ConformanceError
from conformance.exit_codes import ExitCode
from conformance.options import SUITE_FOLDER
from conformance.places import cache_dir
from conformance.run_identity import new_run_id
from sabotage.endings.draws import Draw, draws, missing
from sabotage.endings.ledger import Place, Row, Stop, append, read_ledger
from sabotage.endings.on_kept_box import Round
from sabotage.endings.on_own_box import ended_on_its_own_box
from sabotage.endings.page import Endings, as_json, put_into
from verbs._arguments import VerbParser, run_verb

REPORTS = SUITE_FOLDER / "reports" / "endings"
PAGE = SUITE_FOLDER / "docs" / "endings.md"
AT_ONCE = 4
"""Runs of each kind in a round: what they cost most, the wait for a killed run's Leases, they share."""


def main(arguments: Sequence[str]) -> ExitCode:
    """End runs until the ledger holds as many as asked for; BROKEN where something of one remained."""
    asked = _parser().parse_args(arguments)
    try:
        rows = _rows(asked)
    except ConformanceError as error:
        print(f"endings: {error}", file=sys.stderr)
        return error.exit_code
    if asked.write:
        _write(asked, rows)
    short = [row for row in rows if row.shortcomings]
    for row in short:
        print(f"{row.seed}: {'; '.join(row.shortcomings)}")
    print(f"endings: {sum(row.counts for row in rows)} runs ended, {len(short)} fell short")
    return ExitCode.BROKEN if short else ExitCode.KEPT


def _parser() -> VerbParser:
    parser = VerbParser("endings", __doc__)
    parser.add_argument(
        "--kills", type=int, default=40, metavar="N", help="by SIGKILL on a box that stays: 40"
    )
    parser.add_argument("--terms", type=int, default=40, metavar="N", help="by SIGTERM, there too: 40")
    parser.add_argument("--own", type=int, default=5, metavar="N", help="of each on a box of its own: 5")
    parser.add_argument("--rounds", type=int, metavar="N", help="stop after so many; the next call goes on")
    parser.add_argument(
        "--at-once", type=int, default=AT_ONCE, metavar="N", help=f"runs of each kind in a round: {AT_ONCE}"
    )
    parser.add_argument("--longest", type=float, default=75.0, metavar="SECONDS", help="latest moment: 75")
    parser.add_argument("--seed", default="endings", metavar="S", help="of which all moments are drawn")
    parser.add_argument("--ledger", type=Path, default=REPORTS / "ledger.jsonl", metavar="FILE")
    parser.add_argument(
        "--write", action="store_true", help="write docs/endings.json and into docs/endings.md"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask before preparing this machine")
    return parser


def _rows(asked: argparse.Namespace) -> list[Row]:
    """Return the ledger's rows; what is missing is run, as many rounds as are asked for."""
    begun = 0
    while asked.rounds is None or begun < asked.rounds:
        rows = read_ledger(asked.ledger)
        on_kept, on_own = _next(asked, rows, Place.KEPT_BOX), _next(asked, rows, Place.OWN_BOX)
        if not on_kept and not on_own:
            break
        begun += 1
        _one_round(asked.ledger, on_kept, on_own)
    return read_ledger(asked.ledger)


def _next(asked: argparse.Namespace, rows: Sequence[Row], place: Place) -> list[Draw]:
    wanted = {Stop.KILL: asked.kills, Stop.TERM: asked.terms}
    found: list[Draw] = []
    for stop in Stop:
        number = missing(wanted[stop] if place is Place.KEPT_BOX else asked.own, stop, place, rows)
        every = draws(asked.seed, stop, place, rows, asked.longest)
        found += islice(every, min(asked.at_once if place is Place.KEPT_BOX else 1, number))
    return found


def _one_round(ledger: Path, on_kept: Sequence[Draw], on_own: Sequence[Draw]) -> None:
    refuse_unfit(None)
    folder = ledger.parent / new_run_id()
    made = make(cache_dir(), print)
    for draw in on_own:
        append([ended_on_its_own_box(draw, folder, _say)], ledger)
    if on_kept:
        with boot(
            BoxOptions(name=f"endings-{os.getpid()}"), made.programs, made.images, lambda *_: None
        ) as box:
            append(Round(box, folder, _say).run(on_kept), ledger)


def _say(line: str) -> None:
    print(line, flush=True)


def _write(asked: argparse.Namespace, rows: Sequence[Row]) -> None:
    command = f"./toxw -e endings -- --kills {asked.kills} --terms {asked.terms} --own {asked.own} --write"
    asked_for = {Stop.KILL: asked.kills, Stop.TERM: asked.terms}
    endings = Endings(command, tuple(rows), asked_for, asked.own)
    PAGE.with_suffix(".json").write_text(as_json(endings), encoding="utf-8")
    PAGE.write_text(put_into(PAGE.read_text(encoding="utf-8"), endings), encoding="utf-8")


if __name__ == "__main__":
    run_verb(main)
