"""A kubeconfig of the suite's service account on a box, as somebody gets one who has only that."""

from __future__ import annotations

from pathlib import Path

import yaml


def write_account_kubeconfig(file: Path, administrators: Path, token: str) -> None:
    """Write `administrators` kubeconfig with the bearer `token` in place of its certificate."""
    content = yaml.safe_load(administrators.read_text(encoding="utf-8"))
    content["users"][0]["user"] = {"token": token}
    file.touch(mode=0o600)
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
