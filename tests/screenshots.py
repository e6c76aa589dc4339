"""Pictures of a run's page for the docs: `python -m tests.screenshots RUN FOLDER`.

RUN is a folder with a report.json.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from conformance.report.page import render_page
from conformance.report.run_file import read_run
from tests.headless_browser import Tab, browser, find_browser


def take(tab: Tab, page: Path, folder: Path) -> None:
    """Write the first screen, light, and the pictures of the run, dark, into `folder`."""
    tab.open(page)
    (folder / "report-first-screen.png").write_bytes(tab.picture())
    tab.open(page, dark=True)
    tab.evaluate("document.querySelector('.disturbed').scrollIntoView({behavior: 'instant'})")
    (folder / "report-pictures.png").write_bytes(tab.picture())


def main(run: str, folder: str) -> None:
    """Render the page of `run` and take its pictures."""
    program = find_browser()
    if program is None:
        sys.exit("no Chromium on this machine: apt-get install chromium-headless-shell")
    with tempfile.TemporaryDirectory() as scratch, browser(program, Path(scratch, "profile")) as tab:
        page = Path(scratch, "report.html")
        page.write_text(render_page(read_run(Path(run))), encoding="utf-8", errors="replace")
        take(tab, page, Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
