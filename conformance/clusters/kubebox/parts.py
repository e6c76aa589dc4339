"""The running components of a box, as the process that holds it sees them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from signal import SIGKILL, SIGTERM

from conformance.clusters.kubebox import launch, readiness
from conformance.clusters.kubebox.components import Component
from conformance.clusters.kubebox.inputs import Inputs
from conformance.clusters.kubebox.layout import BoxFolder
from conformance.clusters.kubebox.processes import ProcessIdentity, children, identify, send
from conformance.clusters.kubebox.state import RunningComponent
from conformance.errors import InternalError, SetUpFailed

LAST_LINES = 15
KILL_S = 60.0
"""Only ends what hangs: see DEATH_S."""


class Parts:
    """Process 1 of a box and the components started in it."""

    def __init__(
        self,
        folder: BoxFolder,
        hostname: str,
        programs: Path,
        seen: Sequence[Path],
        log: str = "namespaces",
        boot: str = "",
    ) -> None:
        """Open the box's namespaces, in which the folders `seen` are there; `boot` is as for launch."""
        self._folder = folder
        self._variables = launch.environment(programs)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._keeper, self.init_pid = launch.open_namespaces(
            hostname, programs, [*seen, programs, folder.path], folder.log_of(log), boot
        )

    @property
    def is_open(self) -> bool:
        """Whether the namespaces are there: whoever ended process 1 has ended all of it."""
        return self._keeper.poll() is None

    @property
    def init(self) -> ProcessIdentity | None:
        """Process 1 of the box."""
        return identify(self.init_pid)

    def seen_from_outside(self, path: Path) -> Path:
        """Return where this process finds a file that is only in the box's own mounts."""
        return Path(f"/proc/{self.init_pid}/root{path}")

    def start(self, component: Component, inputs: Inputs) -> None:
        """Start a component; it is not waited for."""
        self._running[component.name] = launch.start(
            self.init_pid, component.command(inputs), self._variables, self._folder.log_of(component.name)
        )

    def run(self, command: Sequence[str], given: str = "") -> str:
        """Run a short command in the box and return what it printed; raises SetUpFailed where it fails."""
        return launch.run(self.init_pid, command, self._variables, given)

    def stop(self, component: Component) -> None:
        """Ask a component to end and wait for that."""
        keeper = self._running.pop(component.name)
        for process in children(keeper.pid):
            if identity := identify(process):
                send(identity, SIGTERM)
        keeper.wait(KILL_S)

    def restart(self, component: Component, inputs: Inputs) -> None:
        """Kill a component and start it again; its coming back is not waited for."""
        keeper = self._running.pop(component.name)
        for process in children(keeper.pid):
            if identity := identify(process):
                send(identity, SIGKILL)
        keeper.wait(KILL_S)
        self.start(component, inputs)
        self.await_processes()

    def await_processes(self) -> None:
        """Wait until each component that was started is a process, or has ended already."""

        def there() -> bool:
            keepers = self._running.values()
            return all(children(keeper.pid) or keeper.poll() is not None for keeper in keepers)

        readiness.until(there, KILL_S)

    def wait_for(self, component: Component, holds: Callable[[], bool], seconds: float) -> None:
        """Wait until `holds` does.

        Raises SetUpFailed with the component's last words after `seconds`, or at once where any has ended.
        """

        def holds_or_ended() -> bool:
            return bool(self.ended()) or holds()

        in_time = readiness.until(holds_or_ended, seconds)
        if ended := self.ended():
            name, code = ended[0]
            raise SetUpFailed(f"{name} ended with code {code}", detail=self.last_lines(name))
        if not in_time:
            raise SetUpFailed(
                f"{component.name} was not ready within {seconds:g} s", detail=self.last_lines(component.name)
            )

    def ended(self) -> list[tuple[str, int]]:
        """Return the components that have ended, with their exit codes."""
        return [(name, code) for name, keeper in self._running.items() if (code := keeper.poll()) is not None]

    def last_lines(self, name: str) -> str:
        """Return the end of a component's log."""
        text = self._folder.log_of(name).read_text(errors="replace")
        return "\n".join(text.splitlines()[-LAST_LINES:])

    def running(self) -> tuple[RunningComponent, ...]:
        """Return the components that run, each with its keeper."""
        return tuple(self._identified(name, keeper) for name, keeper in self._running.items())

    def kill(self) -> None:
        """End process 1, and so everything in the box; returns when all of it is gone."""
        for keeper in (self._keeper, *self._running.values()):
            keeper.kill()
        for keeper in (self._keeper, *self._running.values()):
            keeper.wait(KILL_S)

    @staticmethod
    def _identified(name: str, keeper: subprocess.Popen[bytes]) -> RunningComponent:
        inner = children(keeper.pid)
        process, outer = identify(inner[0]) if inner else None, identify(keeper.pid)
        if process is None or outer is None:
            raise InternalError(f"{name} is started but not to be found")
        return RunningComponent(name, process, outer)
