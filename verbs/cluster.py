"""Hold a Kubernetes of the suite's own: real upstream programs, in namespaces of this machine.

It stays up until `down`. Needs root; the first time it compiles the programs and builds the images.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
from collections.abc import Sequence

from conformance.clusters.kubebox import intervention
from conformance.clusters.kubebox.inspection import description, held_box, held_boxes
from conformance.clusters.kubebox.machine import refuse_unless_root
from conformance.clusters.kubebox.options import DEFAULT_NAME
from conformance.clusters.kubebox.removal import end, end_all, remove_guards
from conformance.clusters.kubebox.stopped_nodes import start_node, stop_node
from conformance.errors import ConformanceError, InternalError
from conformance.exit_codes import ExitCode
from verbs._arguments import CommandParser, VerbParser, run_verb
from verbs._cluster_up import up

EPILOG = "`COMMAND --help` tells more; --name NAME before or after the command chooses among several boxes"


def main(arguments: Sequence[str]) -> ExitCode:
    """Do what `arguments` ask for; what was typed wrongly is told in one line on stderr."""
    asked = _parser().parse_args(arguments)
    try:
        refuse_unless_root(os.geteuid(), platform.system())
        return COMMANDS[asked.command](asked)
    except ConformanceError as error:
        print(f"cluster: {error}", file=sys.stderr)
        if detail := getattr(error, "detail", ""):
            print(detail, file=sys.stderr)
        return error.exit_code


def _parser() -> VerbParser:
    parser = VerbParser("cluster", __doc__)
    parser.epilog = EPILOG
    parser.add_argument("--name", default=DEFAULT_NAME, help="which box (default: %(default)s)")
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", parser_class=CommandParser
    )

    boot = _command(commands, "up", "boot a box that stays up, and say how to use it")
    boot.add_argument(
        "--subnet", metavar="CIDR", help="the /24 of 198.18.0.0/15 to use; default: the first free one"
    )
    boot.add_argument(
        "--versions", action="store_true", help="with the images to update between: docs/image-versions.md"
    )

    boot.add_argument(
        "--audit", action="store_true", help="have the API server write down who asked for what (audit.log)"
    )
    boot.add_argument(
        "--nodes", type=int, default=1, metavar="N", help="so many nodes, up to 9 (default: %(default)s)"
    )
    boot.add_argument("--like", metavar="CLOUD", help="behave as that managed Kubernetes does: gke")

    _command(commands, "status", "what is up on this machine")
    _command(commands, "kubeconfig", "print the path of the box's kubeconfig")

    kubectl = commands.add_parser(
        "kubectl", help="upstream's kubectl, talking to the box", prefix_chars="\0", add_help=False
    )
    kubectl.add_argument("words", nargs=argparse.REMAINDER)

    logs = _command(commands, "logs", "print a component's log; without COMPONENT the end of each")
    logs.add_argument("component", nargs="?", metavar="COMPONENT", help=", ".join(intervention.NAMES))
    logs.add_argument("--follow", action="store_true", help="go on printing what is added")

    for name, what in (
        ("pause", "stop a component where it stands"),
        ("resume", "let a paused component go on"),
    ):
        command = _command(commands, name, what)
        command.add_argument("component", metavar="COMPONENT", help=", ".join(intervention.NAMES))

    for name, what in (
        ("stop-node", "end everything on one of several nodes, as a machine that loses its power"),
        ("start-node", "bring such a node back, as a machine that is switched on"),
    ):
        command = _command(commands, name, what)
        command.add_argument("node", metavar="NODE", help="its name, as kubectl has it")

    down = _command(commands, "down", "end a box and remove every trace of it but its guard route")
    down.add_argument("--all", action="store_true", help="every kept box, and what dead ones left")
    down.add_argument("--guard", action="store_true", help="with --all: the guard routes too")
    return parser


def _command(commands: argparse._SubParsersAction[CommandParser], name: str, what: str) -> CommandParser:
    command = commands.add_parser(name, help=what, description=what, allow_abbrev=False)
    command.add_argument("--name", default=argparse.SUPPRESS, help="which box")
    return command


def _status(_: argparse.Namespace) -> ExitCode:
    boxes = held_boxes()
    for folder, state in boxes:
        print(*description(folder, state), sep="\n")
    if not boxes:
        print("No box is up: `./toxw -e cluster -- up` makes one.")
    return ExitCode.KEPT


def _kubeconfig(asked: argparse.Namespace) -> ExitCode:
    folder, _ = held_box(asked.name)
    print(folder.admin_kubeconfig)
    return ExitCode.KEPT


def _kubectl(asked: argparse.Namespace) -> ExitCode:
    folder, state = held_box(asked.name)
    program = f"{state.programs}/kubebox"
    os.execve(program, ["kubectl", *asked.words], {**os.environ, "KUBECONFIG": str(folder.admin_kubeconfig)})
    raise InternalError("exec returned")


def _logs(asked: argparse.Namespace) -> ExitCode:
    names = [intervention.known_component(asked.component)] if asked.component else list(intervention.NAMES)
    folder, _ = held_box(asked.name)
    files = [str(log) for name in names if (log := folder.log_of(name)).exists() or asked.component]
    lines = ["--lines=+1"] if asked.component else ["--lines=10"]
    follow = ["--follow"] if asked.follow else []
    sys.stdout.flush()
    os.execv(shutil.which("tail") or "/usr/bin/tail", ["tail", *lines, *follow, *files])
    raise InternalError("exec returned")


def _pause(asked: argparse.Namespace) -> ExitCode:
    intervention.known_component(asked.component)
    intervention.pause(held_box(asked.name)[1], asked.component)
    print(f"{asked.component} is paused.")
    return ExitCode.KEPT


def _resume(asked: argparse.Namespace) -> ExitCode:
    intervention.known_component(asked.component)
    intervention.resume(held_box(asked.name)[1], asked.component)
    print(f"{asked.component} goes on.")
    return ExitCode.KEPT


def _stop_node(asked: argparse.Namespace) -> ExitCode:
    _, state = held_box(asked.name)
    stop_node(state, asked.node)
    print(f"{asked.node} is stopped.")
    return ExitCode.KEPT


def _start_node(asked: argparse.Namespace) -> ExitCode:
    start_node(*held_box(asked.name), asked.node)
    print(f"{asked.node} starts; `kubectl get nodes` tells when it is Ready.")
    return ExitCode.KEPT


def _down(asked: argparse.Namespace) -> ExitCode:
    left = end_all(print) if asked.all else end(asked.name, print)
    if asked.guard:
        remove_guards(print)
    for each in left:
        print(f"left behind: {each}", file=sys.stderr)
    return ExitCode.LEFT_BEHIND if left else ExitCode.KEPT


COMMANDS = {
    "up": up,
    "status": _status,
    "kubeconfig": _kubeconfig,
    "kubectl": _kubectl,
    "logs": _logs,
    "pause": _pause,
    "resume": _resume,
    "stop-node": _stop_node,
    "start-node": _start_node,
    "down": _down,
}


if __name__ == "__main__":
    run_verb(main)
