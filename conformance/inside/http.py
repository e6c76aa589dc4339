"""One HTTP request from inside a container, by what a shell can do alone."""

from __future__ import annotations

import http.client
import json
from email.message import Message
from io import BytesIO
from typing import TYPE_CHECKING, Any

from conformance.capability import Capability
from conformance.errors import MissingCapability
from conformance.inside.command import run_inside
from conformance.reach import REQUEST_ID, Answer, NoAnswer

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

# bash opens TCP connections by itself; `timeout` of coreutils ends one that nobody answers.
SCRIPT = """\
command -v timeout >/dev/null || { echo 'timeout is not in the image' >&2; exit 127; }
exec timeout "$4" bash -c '
  exec 3<>"/dev/tcp/$1/$2" || exit 1
  printf "GET %s HTTP/1.1\\r\\nHost: %s:%s\\r\\nConnection: close\\r\\n\\r\\n" "$3" "$1" "$2" >&3
  cat <&3
' bash "$1" "$2" "$3"
"""
NO_TOOL, TIMED_OUT = 127, 124
"""Exit codes: of a shell that lacks the program (as the script has it), and of `timeout`."""


def ask_from_inside(
    api: ApiClient,
    namespace: str,
    pod: str,
    container: str,
    host: str,
    port: int,
    path: str = "/",
    *,
    timeout: float,
    exec_timeout: float,
) -> Answer | NoAnswer:
    """Ask `http://host:port/path` from inside a container and return the answer, or why there was none.

    `host` is an IPv4 address; `timeout` is for the answer, `exec_timeout` for the way to the container and
    back, both in seconds. Raises MissingCapability where the image lacks bash or `timeout`; else as
    `run_inside` does.
    """
    url = f"http://{host}:{port}{path}"
    command = ["bash", "-c", SCRIPT, "ask", host, str(port), path, f"{timeout:g}"]
    output = run_inside(api, namespace, pod, container, command, timeout + exec_timeout)
    if output.exit_code == NO_TOOL:
        raise MissingCapability(Capability.EXEC_TOOLS, f"pod {pod}: {output.stderr.strip()}")
    if output.exit_code == TIMED_OUT:
        return NoAnswer(url, "timed out", output.seconds)
    if output.exit_code:
        words = output.stderr.strip().splitlines() or ["no words"]
        return NoAnswer(url, words[-1].rpartition(": ")[2], output.seconds)
    return parse_answer(url, output.stdout, output.seconds)


class _Socket:
    """Stands for the connection that the text came from."""

    def __init__(self, text: str) -> None:
        self._bytes = BytesIO(text.encode())

    def makefile(self, *_: object) -> BytesIO:
        return self._bytes


def parse_answer(url: str, text: str, seconds: float) -> Answer | NoAnswer:
    """Return the answer in the text of an HTTP response."""
    response = http.client.HTTPResponse(_Socket(text))  # type: ignore[arg-type]  # it only asks for makefile
    try:
        response.begin()
        body = response.read().decode("utf-8", "replace")
    except (http.client.HTTPException, OSError) as error:
        return NoAnswer(url, f"no HTTP answer ({type(error).__name__})", seconds)
    headers = {name.lower(): value for name, value in _headers(response.msg)}
    return Answer(url, response.status, headers, _parsed(headers, body), headers.get(REQUEST_ID, ""), seconds)


def _headers(message: Message) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in message.items()]


def _parsed(headers: dict[str, str], body: str) -> Any:
    if "json" not in headers.get("content-type", ""):
        return body
    try:
        return json.loads(body)
    except ValueError:
        return body
