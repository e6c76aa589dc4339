"""How pip reaches its index on this machine, handed on to the pip inside a build."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

HANDED_ON = ("index-url", "extra-index-url", "trusted-host", "proxy", "timeout", "retries")
BUNDLE_VARIABLES = ("PIP_CERT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
INSIDE = "/run/host-ca.crt"


def build_options(folder: Path, environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return buildah's options that give a build this machine's index settings and CA bundle, read-only.

    `folder` takes the settings as a file. They are mounted, so that no image keeps them.
    """
    found = _settings()
    settings = folder / "pip.conf"
    settings.write_text(as_file(found))
    options = ["--volume", f"{settings}:/etc/pip.conf:ro"]
    if bundle := own_bundle(found, environment):
        options += ["--volume", f"{bundle}:{INSIDE}:ro", "--build-arg", f"PIP_CERT={INSIDE}"]
    return options


def as_file(settings: Mapping[str, str]) -> str:
    """Return those settings that mean the same inside a build, as a pip.conf."""
    lines = [f"{name} = {_in_lines(settings[name])}" for name in HANDED_ON if name in settings]
    return "\n".join(["[global]", *lines, ""])


def own_bundle(settings: Mapping[str, str], environment: Mapping[str, str]) -> Path | None:
    """Return the file of certificates that this machine wants trusted; None where it has no wish."""
    named = [environment.get(variable, "") for variable in BUNDLE_VARIABLES] + [settings.get("cert", "")]
    return next((Path(name).resolve() for name in named if name and Path(name).is_file()), None)


def parse(listing: str) -> dict[str, str]:
    """Return what `pip config list` printed, by option; the environment's own settings win, as in pip."""
    found: dict[str, str] = {}
    for line in sorted(listing.splitlines(), key=lambda line: line.startswith(":env:")):
        name, _, value = line.partition("=")
        found[name.rpartition(".")[2]] = value.strip().strip("'\"").replace("\\n", "\n")
    return found


def _settings() -> dict[str, str]:
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    return parse(listing.stdout) if listing.returncode == 0 else {}


def _in_lines(value: str) -> str:
    return "\n    ".join(value.split())
