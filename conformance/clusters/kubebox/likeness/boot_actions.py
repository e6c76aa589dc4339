"""What a boot does besides for a box with a likeness: nothing at all without one."""

from __future__ import annotations

from pathlib import Path
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any

import urllib3
import yaml

from conformance.clusters.kubebox.components import KUBE_APISERVER, NAMESPACE_POLICY, TOKEN_ISSUER
from conformance.clusters.kubebox.kubeconfigs import kubeconfig_with, write_admin_kubeconfig
from conformance.clusters.kubebox.likeness.programs import OBJECTS
from conformance.clusters.kubebox.likeness.sign_in import (
    authentication,
    authentication_file,
    issuer_configuration,
    issuer_file,
    issuer_url,
    plugin_configuration,
    plugin_file,
    plugin_program,
)
from conformance.clusters.kubebox.likeness.user import plugin_script, plugin_user
from conformance.clusters.kubebox.readiness import LOOK_S
from conformance.places import caller, give_to_caller
from conformance.redact import hold

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.clusters.kubebox.boot import Boot

    Action = tuple[str, Callable[[], None]]

PART_S = 60.0
"""As for any other part of a boot."""
LARGE = "32"
"""The cpus that `autopilot.yaml` has each node say it has."""


class LikenessActions:
    """The actions of one boot, which are told like its own."""

    def __init__(self, boot: Boot) -> None:
        """Take the boot; its actions before these have set what they need."""
        self._boot = boot

    @property
    def before_api_server(self) -> tuple[Action, ...]:
        """What the API server asks for when it starts; it would ask again only after ten seconds."""
        if self._boot.options.like is None:
            return ()
        return (("sign-in written", self.write_sign_in), ("token issuer serves", self.start_issuer))

    @property
    def after_roles(self) -> tuple[Action, ...]:
        """What is put into the cluster before anybody uses it."""
        if self._boot.options.like is None:
            return ()
        return (
            ("access, admission and throttling set", self.make_objects),
            ("admission policies hold, namespace policy started", self.start_policies),
        )

    def write_sign_in(self) -> None:
        """Write what issuer, API server, plugin and user need to know of each other."""
        boot, inputs = self._boot, self._boot.inputs
        likeness = inputs.options.like
        assert likeness is not None
        authority = (inputs.folder.certificates / "ca.crt").read_text()
        secret = token_urlsafe()
        hold(secret, "kubebox-user-secret")
        authentication_file(inputs).write_text(authentication(inputs, likeness, authority))
        _write_for(issuer_file(inputs), issuer_configuration(inputs, likeness, secret), 0o600)
        _write_for(plugin_file(boot.folder), plugin_configuration(inputs, secret, authority), 0o600)
        _write_for(plugin_program(boot.folder), plugin_script(boot.folder), 0o755)
        if caller().uid:
            give_to_caller(plugin_file(boot.folder))
        boot.folder.admin_kubeconfig.unlink()
        name = inputs.options.node
        user = plugin_user(boot.folder)
        text = kubeconfig_with(name, inputs.plan.server, authority.encode(), user)
        write_admin_kubeconfig(boot.folder.admin_kubeconfig, text)

    def start_issuer(self) -> None:
        """Start the issuer and wait until it answers."""
        boot = self._boot
        boot.parts.start(TOKEN_ISSUER, boot.inputs)
        url = f"{issuer_url(boot.inputs)}/.well-known/openid-configuration"
        authority = str(boot.folder.certificates / "ca.crt")
        with urllib3.PoolManager(ca_certs=authority, timeout=LOOK_S, retries=False) as looking:
            boot.parts.wait_for(TOKEN_ISSUER, lambda: _answers(looking, url), PART_S)

    def make_objects(self) -> None:
        """Make the user's rights, the throttling and the admission policies."""
        for name in ("access", "throttling", "autopilot"):
            for document in _objects(OBJECTS / f"{name}.yaml"):
                self._boot.api.create(document)

    def start_policies(self) -> None:
        """Start what gives namespaces their quotas, and wait until the mutating policies are in force."""
        boot = self._boot
        boot.parts.start(NAMESPACE_POLICY, boot.inputs)
        boot.parts.wait_for(KUBE_APISERVER, self._nodes_are_large, PART_S)

    def _nodes_are_large(self) -> bool:
        # The kubelet writes its status anew only where something differs: an empty patch lets the policy act.
        nodes = (self._boot.api.get("/api/v1/nodes") or {}).get("items", [])
        patched = [self._boot.api.patch_status(f"/api/v1/nodes/{each['metadata']['name']}") for each in nodes]
        return bool(patched) and all(each["status"]["allocatable"]["cpu"] == LARGE for each in patched)


def _answers(looking: urllib3.PoolManager, url: str) -> bool:
    try:
        return looking.request("GET", url).status == 200
    except (urllib3.exceptions.HTTPError, OSError):
        return False


def _objects(path: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(path.read_text()))


def _write_for(path: Path, text: str, mode: int) -> None:
    path.touch(mode=mode)
    path.write_text(text)
