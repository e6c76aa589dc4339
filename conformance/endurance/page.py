"""docs/endurance.md and .json: the ledger's figures for people, and for the test of patience."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import TypeAdapter

from conformance.endurance.figures import Figures, ScenarioFigures, Spread

FORM = TypeAdapter(Figures)


def as_json(figures: Figures) -> str:
    """Return the figures as JSON, for docs/endurance.json."""
    return FORM.dump_json(figures, indent=2).decode() + "\n"


def as_markdown(figures: Figures, command: str) -> str:
    """Return the page; `command` is what wrote it."""
    return "\n".join(_lines(figures, command)) + "\n"


def _lines(figures: Figures, command: str) -> Iterator[str]:
    yield "# Endurance\n"
    yield "Full runs of the healthy stack, one after the other, each on a box of its own: how often the suite"
    yield "cries wolf. A run fails where it ends with anything but exit code 0, also before any image ran.\n"
    yield f"Written by `{command}`; machine: {figures.cores} cores, {figures.memory_gib} GiB.\n"
    yield "| | |\n|---|---|"
    yield f"| runs | {figures.runs}, {figures.first:%Y-%m-%d %H:%M} to {figures.last:%Y-%m-%d %H:%M} UTC |"
    yield f"| failures | {figures.failures} |"
    yield f"| a healthy stack fails at most so often (95 %, one-sided) | {100 * figures.upper_bound:.1f} % |"
    yield f"| seconds a run | {_spread(figures.seconds, 0)} |"
    yield f"| Kubernetes | {figures.kubernetes} |"
    yield from (f"| image | `{image}` |" for image in figures.images)
    yield "\n## The longest wait for each event in a run, in seconds\n"
    yield "The names are those of `--patience`. A bound on kubebox is at most the larger of 10 s and five"
    yield "times the 95th percentile, unless it is the product's own: a test holds it.\n"
    yield "| Event | p50 | p95 | largest | runs |\n|---|---:|---:|---:|---:|"
    for event, took in figures.longest_wait_s.items():
        yield f"| `{event}` | {took.p50:.2f} | {took.p95:.2f} | {took.largest:.2f} | {took.number} |"
    yield "\n## How much of its patience each promise used\n"
    yield "| Promise | not kept | seconds p50 | p95 | largest | patience used p50 | p95 | largest |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    yield from map(_scenario, figures.scenarios)


def _scenario(scenario: ScenarioFigures) -> str:
    share = scenario.share
    shares = [f"{100 * part:.0f} %" for part in (share.p50, share.p95, share.largest)] if share else ["-"] * 3
    times = scenario.seconds
    seconds = [f"{part:.1f}" for part in (times.p50, times.p95, times.largest)]
    return f"| `{scenario.identifier}` | {scenario.not_kept} | {' | '.join([*seconds, *shares])} |"


def _spread(values: Spread, digits: int) -> str:
    return f"p50 {values.p50:.{digits}f}, p95 {values.p95:.{digits}f}, largest {values.largest:.{digits}f}"
