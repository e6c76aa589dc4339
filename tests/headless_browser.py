"""Headless Chromium, steered over two pipes by its own DevTools protocol: no port, no network, no driver."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROGRAMS = ("chromium-headless-shell", "chromium")
"""Debian's packages of these names bring them; either will do."""
PATIENCE_S = 120.0
"""Until the browser says something: it starts in a second, and in half a minute on a crowded machine."""
ON_ITS_OWN = (
    "--headless",
    "--remote-debugging-pipe",
    # the tests run as root, and what they open is their own
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--no-first-run",
    "--disable-background-networking",
    # no name is looked up, whatever a page asks for
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
PIPES = 'exec "$@" 3<&0 4>&1 </dev/null >&2'
"""What Chromium reads commands from and writes answers to, in the terms of a shell."""


def find_browser() -> str | None:
    """Return the program to start, `None` where this machine has none that can read a test's files."""
    found = filter(None, map(shutil.which, PROGRAMS))
    return next((program for program in found if not program.startswith("/snap/")), None)


class Tab:
    """One page in a browser, and everything that it complained of or asked the network for."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._rest = b""
        self._number = 0
        self._session: dict[str, str] = {}
        self.complaints: list[str] = []
        self.requests: list[str] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = {"sessionId": attached["sessionId"]}
        for domain in ("Page", "Runtime", "Log", "Network", "Accessibility"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Return the result of one command; what happens meanwhile is taken down."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters, **self._session}
        assert self._process.stdin
        self._process.stdin.write(json.dumps(message).encode() + b"\0")
        self._process.stdin.flush()
        while (answer := self._next()).get("id") != self._number:
            self._take_down(answer)
        assert "error" not in answer, f"{method}: {answer['error']}"
        result: dict[str, Any] = answer["result"]
        return result

    def _next(self) -> dict[str, Any]:
        assert self._process.stdout
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._process.stdout], [], [], PATIENCE_S)
            piece = os.read(self._process.stdout.fileno(), 1 << 16) if ready else b""
            assert piece, f"the browser {'ended' if ready else f'said nothing for {PATIENCE_S:.0f} s'}"
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        return message

    def _take_down(self, event: dict[str, Any]) -> None:
        told = event.get("params", {})
        match event.get("method"):
            case "Log.entryAdded":
                self.complaints.append(told["entry"]["text"])
            case "Runtime.consoleAPICalled" | "Runtime.exceptionThrown":
                self.complaints.append(json.dumps(told))
            case "Network.requestWillBeSent":
                self.requests.append(told["request"]["url"])

    def open(self, page: Path, width: int = 1280, height: int = 900, dark: bool = False) -> None:
        """Load a file as it is shown in a window of this size, to a reader who likes it `dark`."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        self.call("Page.navigate", url=page.as_uri())
        self.evaluate(
            "new Promise(done => document.readyState == 'complete' ? done() : addEventListener('load', done))"
        )

    def evaluate(self, expression: str) -> Any:
        """Return what JavaScript of ours, not the page's, makes of the page."""
        told = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def press(self, key: str, code: int) -> None:
        """Press a key that writes nothing, as `Tab` (9) or `Enter` (13)."""
        written = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, **written)

    def spoken(self) -> list[tuple[str, str]]:
        """Return role and name of everything that a screen reader meets, in its order."""
        nodes = self.call("Accessibility.getFullAXTree")["nodes"]
        return [
            (node["role"]["value"], node.get("name", {}).get("value", ""))
            for node in nodes
            if not node["ignored"]
        ]

    def picture(self) -> bytes:
        """Return what is on the screen as a PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])

    def printed(self) -> bytes:
        """Return the page as a PDF, on the paper that its own style sheet asks for."""
        told = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        return base64.b64decode(told["data"])


@contextmanager
def browser(program: str, profile: Path) -> Iterator[Tab]:
    """Start the browser with an empty `profile`, lend a tab of it, and end it with all its children."""
    words = [program, *ON_ITS_OWN, f"--user-data-dir={profile}", "about:blank"]
    process = subprocess.Popen(
        ["/bin/sh", "-c", PIPES, "sh", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    with process:
        try:
            yield Tab(process)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
