"""How a Keystone was configured: its keystone.conf, and in that the `[database] connection`."""

from __future__ import annotations

from configparser import Error, RawConfigParser
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from conformance.capability import Capability
from conformance.errors import MissingCapability, PromiseBroken
from conformance.inside.command import run_inside
from conformance.stack import EXPECTED

if TYPE_CHECKING:
    from kubernetes.client import ApiClient


@dataclass(frozen=True)
class DatabaseUrl:
    """A SQLAlchemy URL without its password."""

    driver: str
    """Dialect and driver, e.g. `mysql+pymysql`."""
    user: str
    host: str
    port: int | None
    database: str

    def __str__(self) -> str:
        """Return the URL as the blog shows it, with stars for the password."""
        port = f":{self.port}" if self.port else ""
        return f"{self.driver}://{self.user}:***@{self.host}{port}/{self.database}"


def database_connection(
    api: ApiClient,
    namespace: str,
    pod: str,
    container: str,
    path: str = EXPECTED.keystone_conf,
    *,
    timeout: float,
) -> DatabaseUrl:
    """Return where the Keystone in that container keeps its data; `timeout` is in seconds.

    Raises PromiseBroken where the file has no usable connection; else as `keystone_conf` does. The password
    is in no message.
    """
    text = keystone_conf(api, namespace, pod, container, path, timeout=timeout)
    return connection_in(text, f"{path} in pod {pod}")


def keystone_conf(
    api: ApiClient,
    namespace: str,
    pod: str,
    container: str,
    path: str = EXPECTED.keystone_conf,
    *,
    timeout: float,
) -> str:
    """Return the text of the configuration in that container, secrets and all; `timeout` is in seconds.

    Raises MissingCapability where the image keeps no such file; else as `run_inside` does.
    """
    output = run_inside(api, namespace, pod, container, ["cat", path], timeout)
    if output.exit_code:
        raise MissingCapability(
            Capability.KEYSTONE_CONF, f"{path} in container {container} of pod {pod}: {output.stderr.strip()}"
        )
    return output.stdout


def options_in(text: str) -> dict[str, str]:
    """Return every option of a keystone.conf by section and name, e.g. `token.provider`; secrets among them.

    Empty where the text is no configuration: who needs one of the options says so.
    """
    parser = RawConfigParser(strict=False, allow_no_value=True, default_section="")
    try:
        parser.read_string(text)
    except Error:
        return {}
    return {
        f"{section}.{name}": value or ""
        for section in parser.sections()
        for name, value in parser.items(section)
    }


def connection_in(text: str, where: str) -> DatabaseUrl:
    """Return the connection that a keystone.conf names; `where` is for messages.

    Of a doubled option the last counts, and `%` and `$` stay as they are. Raises PromiseBroken, whose
    message holds nothing of the file.
    """
    parser = RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(text)
    except Error as error:
        raise PromiseBroken(f"configuration: {where} cannot be read ({type(error).__name__})") from None
    connection = parser.get("database", "connection", fallback=None)
    if not connection:
        raise PromiseBroken(f"configuration: {where} has no connection in [database]")
    try:
        url = urlsplit(connection)
        port = url.port
    except ValueError:
        raise PromiseBroken(f"configuration: the connection in {where} is no URL") from None
    if not url.scheme or not url.hostname:
        raise PromiseBroken(f"configuration: the connection in {where} names no host")
    return DatabaseUrl(
        url.scheme, unquote(url.username or ""), url.hostname, port, unquote(url.path.lstrip("/"))
    )
