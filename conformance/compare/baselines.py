"""The runs that a site's environments are held against every night: none of them may go."""

from __future__ import annotations

from pathlib import Path

from conformance.compare.side import named_by
from conformance.report.run_file import RUN_FILE
from conformance.site.conformance_toml import FILE, read_baselines


def baselines_in(reports: Path, config: Path | None) -> dict[str, str]:
    """Return by the name of its folder in `reports` each run that is a `baseline`, and whose.

    `config` is the file of the environments; without one it is conformance.toml of the current folder, where
    there is one. Raises BadInput where the file is none.
    """
    if config is None and not FILE.exists():
        return {}
    file = config or FILE
    found: dict[str, str] = {}
    for environment, words in read_baselines(file).items():
        for named in named_by(words, reports):
            folder = (named.parent if named.name == RUN_FILE else named).resolve()
            if folder.parent == reports.resolve():
                found.setdefault(folder.name, f"the baseline of {environment} in {file.name}")
    return found
