"""Which rights the suite uses, measured from a box's audit log, beside the roles that it ships in rbac/.

`measure` judges as the shipped service account, on a box that was booted with `--audit`.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from conformance.clusters.kubebox.audit import audit_log
from conformance.clusters.kubebox.inspection import held_box
from conformance.clusters.kubebox.machine import refuse_unless_root
from conformance.errors import BadInput
from conformance.exit_codes import ExitCode
from conformance.options import SUITE_FOLDER
from conformance.rights.account_kubeconfig import write_account_kubeconfig
from conformance.rights.audit_log import used_by
from conformance.rights.measured import read_measured, table, unused, with_run, write_measured
from conformance.rights.roles import ACCOUNT, GIVEN_NAMESPACE, RBAC
from verbs._arguments import CommandParser, VerbParser, run_verb, told_in_one_line
from verbs._generated import print_or_write
from verbs._rbac_runs import HARDENED, RUNS, MeasuredRun, run_as

PAGE = SUITE_FOLDER / "docs" / "rights-measured.md"
GIVEN = GIVEN_NAMESPACE
"""The namespace of a box that is given to the runs which are measured in one."""


def main(arguments: Sequence[str]) -> ExitCode:
    """Do what `arguments` ask for; what was typed wrongly is told in one line on stderr."""
    asked = _parser().parse_args(arguments)
    return told_in_one_line("rbac", lambda: COMMANDS[asked.command](asked), cannot_be="written")


def _parser() -> VerbParser:
    parser = VerbParser("rbac", __doc__)
    parser.add_argument("--yes", action="store_true", help="do not ask before preparing this machine")
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", parser_class=CommandParser
    )
    measure = commands.add_parser(
        "measure", help="do runs of each kind on a box, and count what they used", allow_abbrev=False
    )
    measure.add_argument("--box", required=True, metavar="NAME", help="a box that was booted with --audit")
    measure.add_argument("--runs", metavar="NAME[,NAME]", help=f"of {', '.join(each.name for each in RUNS)}")
    measure.add_argument("--hardened", action="store_true", help="the hardened set, and its own role")
    measure.add_argument("--given", action="store_true", help="within one namespace, by the role for that")
    shown = commands.add_parser(
        "table", help="print docs/rights-measured.md, or write it", allow_abbrev=False
    )
    shown.add_argument("--write", action="store_true")
    return parser


def _measure(asked: argparse.Namespace) -> ExitCode:
    refuse_unless_root(os.geteuid(), platform.system())
    folder, _ = held_box(asked.box)
    log = Path(audit_log(folder))
    if not log.is_file():
        raise BadInput(f"the box {asked.box!r} has no audit log", "boot one: ./toxw -e cluster -- up --audit")
    base = "namespace" if asked.given else "cluster"
    roles = [base, f"{base}-hardened"] if asked.hardened else [base]
    account = GIVEN if asked.given else ACCOUNT
    where = ["--namespace", GIVEN] if asked.given else []
    with tempfile.TemporaryDirectory(prefix="keystone-conformance-rbac-") as scratch:
        kubeconfig = Path(scratch) / "kubeconfig"
        token = _granted(asked.box, roles, account)
        write_account_kubeconfig(kubeconfig, folder.admin_kubeconfig, token)
        for run in _chosen(asked):
            before = log.stat().st_size
            run_as(kubeconfig, run, where, Path(scratch) / "reports")
            lines = log.read_bytes()[before:].decode().splitlines()
            used = used_by(lines, f"system:serviceaccount:{account}:{ACCOUNT}")
            for role in roles:
                write_measured(with_run(read_measured(), role, run.name, used))
            print(f"{run.name}: {len(used.allowed)} rights, {used.allowed.total()} requests", flush=True)
            for right, times in sorted(used.forbidden.items()):
                print(f"{run.name}: forbidden {times} times: {right}", flush=True)
    for role in roles:
        print(
            f"rbac/{role}: used by no run so far: {', '.join(map(str, unused(read_measured(), role))) or '-'}"
        )
    return ExitCode.KEPT


def _chosen(asked: argparse.Namespace) -> list[MeasuredRun]:
    if asked.hardened:
        return [HARDENED]
    names = asked.runs.split(",") if asked.runs else [run.name for run in RUNS]
    for name in names:
        if name not in {run.name for run in RUNS}:
            known = ", ".join(run.name for run in RUNS)
            raise BadInput(f"--runs: there is no run {name!r}", f"runs are {known}")
    return [run for run in RUNS if run.name in names]


def _granted(box: str, roles: Sequence[str], account: str) -> str:
    """Apply the shipped files as their administrator would, and return a token of the service account."""
    if account != ACCOUNT:
        namespace = _kubectl(box, "create", "namespace", account, "--dry-run=client", "--output=yaml")
        _kubectl(box, "apply", "--filename=-", given=namespace)
    for role in roles:
        _kubectl(box, "apply", "--filename", str(RBAC / role))
    return _kubectl(box, "create", "token", ACCOUNT, "--namespace", account, "--duration=2h").strip()


def _kubectl(box: str, *words: str, given: str = "") -> str:
    command = [sys.executable, "-P", "-m", "verbs.cluster", "--name", box, "kubectl", *words]
    ended = subprocess.run(
        command, cwd=SUITE_FOLDER, input=given, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise BadInput(f"kubectl {' '.join(words)} failed", ended.stderr.strip())
    return ended.stdout


def _table(asked: argparse.Namespace) -> ExitCode:
    print_or_write(table(read_measured()), PAGE, write=asked.write)
    return ExitCode.KEPT


COMMANDS = {"measure": _measure, "table": _table}


if __name__ == "__main__":
    run_verb(main)
