"""`./toxw -e benchmark`: how long it takes from nothing running to Keystone's first answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks.first_answer import Clocks, measure
from conformance.clusters.kubebox.making import make
from conformance.errors import ConformanceError
from conformance.exit_codes import ExitCode
from conformance.places import cache_dir
from conformance.progress import Progress
from verbs._arguments import VerbParser, run_verb


def main(arguments: Sequence[str]) -> ExitCode:
    """Measure as often as asked and print every run's clocks with their medians."""
    parser = VerbParser("benchmark", __doc__)
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="how often (default: 5)")
    parser.add_argument("--yes", action="store_true", help="do not ask before preparing this machine")
    asked = parser.parse_args(arguments)
    try:
        with Progress() as progress:
            made = make(cache_dir(), progress.note)
            clocks = [measure(made, lambda _name, _state, _seconds: None) for _ in range(asked.runs)]
    except ConformanceError as error:
        Console(stderr=True).print(f"benchmark: {error}", markup=False)
        return error.exit_code
    Console().print(_table(clocks))
    return ExitCode.KEPT


def _table(clocks: Sequence[Clocks]) -> Table:
    table = Table("seconds from the beginning of the boot", "median", "every run")
    for name in asdict(clocks[0]):
        values = [float(getattr(each, name)) for each in clocks]
        table.add_row(name.replace("_", " "), f"{median(values):.2f}", "  ".join(f"{v:.2f}" for v in values))
    return table


if __name__ == "__main__":
    run_verb(main)
