"""Runs the credential plugin of a kubeconfig: the ExecCredential protocol of client.authentication.k8s.io.

The Kubernetes client has a runner too. It logs a plugin that fails and goes on without a credential, and
hands its errors to the terminal, where nobody reads them.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from conformance.errors import CredentialPluginFailed

PLUGIN_S = 60.0
"""A plugin that has said nothing by then waits for somebody; those of the clouds ask one server."""
BY_HAND = "`kubectl auth whoami` runs it too, and shows all that it says"
INFO = "KUBERNETES_EXEC_INFO"
LONGEST_LINE = 300


@dataclass(frozen=True)
class CredentialPlugin:
    """One plugin, as the `exec` of a kubeconfig's user describes it."""

    api_version: str
    command: str
    arguments: Sequence[str] = ()
    variables: Mapping[str, str] | None = None
    install_hint: str = ""
    cluster: Mapping[str, Any] | None = None
    """What it is told of the cluster, where it asks for that (`provideClusterInfo`)."""
    folder: str | None = None
    """Where it is started; a relative `command` is found from there."""

    @property
    def name(self) -> str:
        """The program's own name."""
        return PurePath(self.command).name

    def run(self) -> Mapping[str, Any]:
        """Run it, and return the `status` of the ExecCredential that it prints.

        It is never let ask anything: it gets no terminal and no input. Raises CredentialPluginFailed.
        """
        try:
            ended = subprocess.run(
                [self.command, *self.arguments],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                env={**os.environ, **(self.variables or {}), INFO: json.dumps(self._told())},
                cwd=self.folder,
                timeout=PLUGIN_S,
                check=False,
            )
        except FileNotFoundError as missing:
            remedy = _first_line(self.install_hint) or "install it, and put it into $PATH"
            raise CredentialPluginFailed(
                f"the credential plugin {self.name} is not there", remedy
            ) from missing
        except OSError as error:
            raise self._failed(f"cannot be run ({error.strerror})") from error
        except subprocess.TimeoutExpired as late:
            raise self._failed(f"has not ended after {PLUGIN_S:g} s") from late
        if ended.returncode:
            said = _first_line(ended.stderr.decode(errors="replace")) or "it says nothing"
            raise self._failed(f"ended with exit code {ended.returncode} ({said})")
        return self._status(ended.stdout)

    def _told(self) -> dict[str, Any]:
        spec: dict[str, Any] = {"interactive": False}
        if self.cluster is not None:
            spec["cluster"] = _as_told(self.cluster)
        return {"apiVersion": self.api_version, "kind": "ExecCredential", "spec": spec}

    def _status(self, printed: bytes) -> Mapping[str, Any]:
        try:
            document = json.loads(printed)
            status: Mapping[str, Any] = document["status"]
            version = document["apiVersion"]
        except (ValueError, KeyError, TypeError) as error:
            raise self._failed("prints no ExecCredential") from error
        if version != self.api_version:
            raise self._failed(f"speaks {version}, and the kubeconfig asks for {self.api_version}")
        if not status.get("token") and not status.get("clientCertificateData"):
            raise self._failed("prints an ExecCredential without a token or certificate")
        return status

    def _failed(self, how: str) -> CredentialPluginFailed:
        return CredentialPluginFailed(f"the credential plugin {self.name} {how}", BY_HAND)


def _as_told(cluster: Mapping[str, Any]) -> dict[str, Any]:
    """Return a kubeconfig's cluster with the plugin's own extension as `config`, as client-go tells it."""
    told = dict(cluster)
    for extension in cluster.get("extensions") or ():
        if extension.get("name") == "client.authentication.k8s.io/exec":
            told["config"] = extension.get("extension")
    return told


def _first_line(text: str) -> str:
    return next((line.strip()[:LONGEST_LINE] for line in text.splitlines() if line.strip()), "")
