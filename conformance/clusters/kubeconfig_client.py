"""A client made from a kubeconfig by the Kubernetes client's own rules, but for credential plugins."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kubernetes.client import Configuration
from kubernetes.config.config_exception import ConfigException
from kubernetes.config.dateutil import parse_rfc3339
from kubernetes.config.kube_config import FileOrData, KubeConfigLoader, KubeConfigMerger

from conformance.api_client import ClusterClient
from conformance.api_use import ApiUse
from conformance.clusters.credential_plugin import CredentialPlugin
from conformance.clusters.credentials import NAMES, hold_client
from conformance.clusters.renewed_credential import Credential, RenewedCredential
from conformance.redact import hold

CERTIFICATES = {"cert_file": "clientCertificateData", "key_file": "clientKeyData"}


class _Loader(KubeConfigLoader):
    """The client's own loader, which runs a plugin as we do."""

    plugin: CredentialPlugin | None = None
    first: Credential | None = None

    def _load_from_exec_plugin(self) -> bool:
        user: Any = self._user
        cluster: Any = self._cluster
        if "exec" not in user:
            return False
        folder: Any = self._get_base_path(cluster.path)  # type: ignore[no-untyped-call]  # untyped there
        self.plugin = _plugin(user["exec"].value, cluster.value, folder)
        status = self.plugin.run()
        if token := status.get("token"):
            self.first = Credential(token, _time(status))
            self.token = f"Bearer {token}"
            return True
        for attribute, key in CERTIFICATES.items():
            content: Any = FileOrData(status, None, data_key_name=key, base64_file_content=False)  # type: ignore[no-untyped-call]  # untyped there
            setattr(self, attribute, content.as_file())
        return True


def client_of(files: str, context: str, configuration: Configuration, use: ApiUse) -> ClusterClient:
    """Return a client of that context of the `files`, joined as in $KUBECONFIG; what it sends is held.

    Raises ConfigException, ValueError or TypeError where the kubeconfig cannot be used, and
    CredentialPluginFailed where its plugin gives no credential. Nothing is written back.
    """
    merged = KubeConfigMerger(files).config  # type: ignore[no-untyped-call]  # untyped there
    if merged is None:
        raise ConfigException("no configuration found")
    loader: Any = _Loader(config_dict=merged, active_context=context, config_base_path=None)  # type: ignore[no-untyped-call]  # untyped there
    loader.load_and_set(configuration)
    credential = _renewed(loader, use)
    if credential is not None:

        def show_current(current: Configuration) -> None:
            current.api_key["BearerToken"] = f"Bearer {credential.current()}"

        client: Any = configuration  # the client has no type for its hook
        client.refresh_api_key_hook = show_current
    hold_client(configuration)
    return ClusterClient(configuration, use, credential)


def _renewed(loader: _Loader, use: ApiUse) -> RenewedCredential | None:
    plugin, first = loader.plugin, loader.first
    if plugin is None or first is None:
        return None

    def fetch() -> Credential:
        status = plugin.run()
        token = str(status.get("token", ""))
        hold(token, NAMES["token"])
        return Credential(token, _time(status))

    return RenewedCredential(first, fetch, use)


def _plugin(described: dict[str, Any], cluster: dict[str, Any], folder: str) -> CredentialPlugin:
    for key in ("command", "apiVersion"):
        if not described.get(key):
            raise ConfigException(f"exec without {key}")
    return CredentialPlugin(
        api_version=described["apiVersion"],
        command=described["command"],
        arguments=tuple(described.get("args") or ()),
        variables={each["name"]: each["value"] for each in described.get("env") or ()},
        install_hint=described.get("installHint") or "",
        cluster=cluster if described.get("provideClusterInfo") else None,
        folder=folder or None,
    )


def _time(status: Any) -> datetime | None:
    said = status.get("expirationTimestamp")
    if said is None:
        return None
    read: datetime = parse_rfc3339(said)  # type: ignore[no-untyped-call]  # untyped there
    return read
