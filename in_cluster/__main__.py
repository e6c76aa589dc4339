"""What the suite's image runs: judge the cluster that this pod is of, and tell the log what came of it.

All words go to `./toxw -e conformance`, whose exit code is the container's.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from conformance.exit_codes import ExitCode
from conformance.redact import clean_standard_streams
from conformance.report import ReportPaths
from conformance.signals_held import signals_held
from in_cluster.sonobuoy import hand_over, results_folder
from verbs import conformance

REPORTS = Path("/reports")
"""Where the manifests mount the volume of the reports."""
OPTION = "--reports"


def main(words: Sequence[str], environment: Mapping[str, str] = os.environ, reports: Path = REPORTS) -> int:
    """Judge as `words` say, and return the exit code.

    Reports go to `reports`; the newest one's summary is printed once more, for those who have the log only.
    Under Sonobuoy the results are handed over last of all, whatever came before.
    """
    paths = ReportPaths(reports / "latest")
    before = _newest(paths)
    code = int(ExitCode.INTERNAL_ERROR)
    try:
        code = conformance.main(["--in-cluster", OPTION, str(reports), *words])
        return code
    finally:
        with signals_held():
            newest = _newest(paths)
            folder = reports / newest if newest and newest != before else None
            if folder and (summary := ReportPaths(folder).summary).is_file():
                print(f"\n{summary.read_text(encoding='utf-8')}", flush=True)
            if results := results_folder(environment):
                hand_over(results, folder, code)


def _newest(paths: ReportPaths) -> str:
    """Return the name of the newest run's folder; empty where there is none."""
    return paths.latest.readlink().name if paths.latest.is_symlink() else ""


if __name__ == "__main__":
    clean_standard_streams()
    sys.exit(main(sys.argv[1:]))
