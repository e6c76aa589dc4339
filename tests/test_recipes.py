"""The CI recipes: what their systems take, and only what the verbs take; that any CI ran them is untried."""

from __future__ import annotations

import importlib
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.command_line import read_options
from preflight.verb_names import verb_names

ROOT = Path(__file__).resolve().parent.parent
RECIPES = ROOT / "recipes"
GITHUB, CLOUD_BUILD, GITLAB = "github-actions.yml", "cloudbuild.yaml", "gitlab-ci.yml"
SCHEMAS = {
    GITHUB: ("vendor.github-workflows",),
    CLOUD_BUILD: ("vendor.cloudbuild",),
    # resolves its own `!reference` tags
    GITLAB: ("vendor.gitlab-ci", "--data-transform", "gitlab-ci"),
}
NEEDED = {"sweep", "conformance", "report", "alert", "runs"}


def read(name: str) -> dict[Any, Any]:
    document = yaml.safe_load((RECIPES / name).read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    return document


def scripts(name: str) -> list[str]:
    """Every shell script of the recipe, whole."""
    recipe = read(name)
    if name == GITHUB:
        return [step["run"] for job in recipe["jobs"].values() for step in job["steps"] if "run" in step]
    if name == CLOUD_BUILD:
        return [step["script"] for step in recipe["steps"]]
    parts = [job[part] for job in recipe.values() for part in ("script", "after_script") if part in job]
    return ["\n".join(_flat(part)) for part in parts]


def _flat(lines: list[Any]) -> Iterator[str]:
    for line in lines:
        yield from _flat(line) if isinstance(line, list) else [line]


def commands(script: str) -> Iterator[tuple[str, list[str]]]:
    """Yield verb and arguments of each `./toxw -e VERB -- …`, what the shell puts in written as `1`."""
    # ${NAME:+words} stands for its words
    text = re.sub(r"\$\{\w+:\+(.*?)\}", r"\1", script.replace("\\\n", " "))
    for line in text.splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        words = ["1" if "$" in word else word for word in lexer]
        while "./toxw" in words:
            words = words[words.index("./toxw") + 1 :]
            end = next((at for at, word in enumerate(words) if not set(word) - set("();<>|&")), len(words))
            option, verb, dashes, *arguments = words[:end]
            assert (option, dashes) == ("-e", "--")
            yield verb, arguments


@pytest.mark.parametrize("name", SCHEMAS)
def test_its_system_takes_it(name: str) -> None:
    schema, *more = SCHEMAS[name]
    checker = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *more]
    said = subprocess.run([*checker, str(RECIPES / name)], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr


def test_the_check_of_a_schema_can_fail(tmp_path: Path) -> None:
    wrong = tmp_path / "workflow.yml"
    wrong.write_text((RECIPES / GITHUB).read_text(encoding="utf-8").replace("runs-on:", "run-on:"))
    checker = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", SCHEMAS[GITHUB][0]]
    assert subprocess.run([*checker, str(wrong)], capture_output=True, check=False).returncode == 1


@pytest.mark.parametrize("name", SCHEMAS)
def test_its_commands_are_verbs_with_options_that_they_take(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "suite").mkdir()
    (tmp_path / "conformance.toml").write_bytes((RECIPES / "conformance.toml").read_bytes())
    monkeypatch.chdir(tmp_path / "suite")
    found = [each for script in scripts(name) for each in commands(script)]
    assert {verb for verb, _ in found} == NEEDED
    assert set(verb_names(ROOT)) >= NEEDED
    for verb, arguments in found:
        if verb == "conformance":
            options = read_options(arguments)
            assert options.existing_cluster
            assert options.prove
            # Its own deadline comes before the recipe's limit, which ends what hangs.
            assert options.deadline is not None
            assert options.deadline < 90 * 60
        else:
            importlib.import_module(f"verbs.{verb}")._parser().parse_args(arguments)


@pytest.mark.parametrize("name", SCHEMAS)
def test_its_scripts_are_shell(name: str) -> None:
    for script in scripts(name):
        said = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
        assert said.returncode == 0, said.stderr + script


def test_nothing_foreign_becomes_a_part_of_a_script() -> None:
    """Expressions are put into a script before a shell reads it: whoever names a branch would write code."""
    assert [script for script in scripts(GITHUB) if "${{" in script] == []


def test_github_sweeps_alerts_and_keeps_whatever_came_of_the_night() -> None:
    recipe = read(GITHUB)
    steps = recipe["jobs"]["night"]["steps"]
    judged = next(at for at, step in enumerate(steps) if step.get("id") == "judge")
    after = {step["name"]: step for step in steps[judged + 1 :]}
    for name, word in (("Sweep", "-e sweep"), ("Alert", "-e alert"), ("Keep the runs", "cache/save")):
        assert after[name]["if"] == "always()"
        assert word in after[name].get("run", "") + after[name].get("uses", "")
    for name, word in (
        ("Summary", "GITHUB_STEP_SUMMARY"),
        ("JUnit", "junit.xml"),
        ("Keep the report", "latest/"),
    ):
        assert after[name]["if"].startswith("always()")
        assert word in str(after[name])
    # YAML 1.1 reads the key `on` as true.
    crons = {each["cron"] for each in recipe[True]["schedule"]}
    assert crons == {"17 2 * * *", recipe["jobs"]["watch"]["if"].split("'")[1]}
    assert steps[judged]["timeout-minutes"] < recipe["jobs"]["night"]["timeout-minutes"]
    assert recipe["permissions"]["id-token"] == "write"


def test_gitlab_sweeps_and_alerts_whatever_came_of_the_night() -> None:
    night = read(GITLAB)["night"]
    after = "\n".join(_flat(night["after_script"]))
    assert [verb for verb, _ in commands(after)] == ["sweep", "alert", "runs"]
    assert night["artifacts"]["when"] == "always"
    assert night["artifacts"]["reports"]["junit"] == "report/junit.xml"


def test_gitlab_alerts_also_where_the_sweep_leaves_something(tmp_path: Path) -> None:
    said, suite = tmp_path / "said", tmp_path / "suite"
    suite.mkdir()
    toxw = suite / "toxw"
    toxw.write_text(f'#!/bin/sh\necho "$2" >> {said}\n[ "$2" = sweep ] && exit 7\nexit 0\n')
    toxw.chmod(0o755)
    after = "\n".join(_flat(read(GITLAB)["night"]["after_script"]))
    surroundings = {**os.environ, "KUBECONFIG": "none", "CI_PROJECT_DIR": str(tmp_path)}
    subprocess.run(["bash", "-eo", "pipefail", "-c", after], cwd=tmp_path, env=surroundings, check=False)
    assert said.read_text().split() == ["sweep", "alert", "runs"]


def judged_by(tmp_path: Path, exit_codes: dict[str, int], **more: str) -> tuple[int, list[str]]:
    """Play the Cloud Build recipe with commands that only note that they were called."""
    programs, said, workspace = tmp_path / "bin", tmp_path / "said", tmp_path / "workspace"
    (workspace / "suite").mkdir(parents=True)
    programs.mkdir()
    for name in ("gcloud", "git", "curl"):
        (programs / name).write_text(f'#!/bin/sh\necho "{name} $1 $2" >> {said}\n')
    toxw = f'#!/bin/sh\necho "toxw $2 $4" >> {said}\n'
    toxw += "".join(f'[ "$2" = {verb} ] && exit {code}\n' for verb, code in exit_codes.items())
    toxw += '[ "$2" = alert ] && printf "service\\nheal_1 broken\\n"; exit 0\n'
    (workspace / "suite" / "toxw").write_text(toxw)
    for file in (*programs.iterdir(), workspace / "suite" / "toxw"):
        file.chmod(0o755)
    (script,) = scripts(CLOUD_BUILD)
    places = script.replace("/tmp/", f"{tmp_path}/").replace("/workspace", str(workspace))
    names = dict.fromkeys(
        ("_SUITE_REPOSITORY", "_RUNS_BUCKET", "_GKE_CLUSTER", "_GKE_LOCATION", "_GKE_PROJECT",
         "_WATCH", "SIGNING_KEY", "SERVICE_WEBHOOK", "SUITE_WEBHOOK"), "x",
    )  # fmt: skip
    ran = subprocess.run(
        ["bash", "-c", places],
        env={"PATH": f"{programs}:/usr/bin:/bin", **names, **more},
        capture_output=True,
        check=False,
    )
    return ran.returncode, said.read_text().splitlines()


@pytest.mark.parametrize("code", [0, 1, 4, 6])
def test_cloud_build_sweeps_alerts_and_keeps_whatever_came_of_the_night(tmp_path: Path, code: int) -> None:
    ended, said = judged_by(tmp_path, {"conformance": code})
    assert ended == code
    signed = ["toxw report sign"] if code == 0 else []
    assert said == [
        "git clone --quiet", "gcloud storage rsync", "gcloud container clusters",
        "toxw sweep --kubeconfig", "toxw conformance --config", "toxw sweep --kubeconfig", *signed,
        "toxw alert reports", "curl --fail --silent", "toxw runs prune", "gcloud storage rsync",
    ]  # fmt: skip


def test_the_watch_of_cloud_build_only_asks_whether_there_are_reports(tmp_path: Path) -> None:
    ended, said = judged_by(tmp_path, {}, _WATCH="1")
    assert ended == 0
    assert [line for line in said if line.startswith("toxw")] == ["toxw alert reports", "toxw runs prune"]


def test_a_green_night_that_left_something_behind_is_not_green(tmp_path: Path) -> None:
    assert judged_by(tmp_path, {"sweep": 7})[0] == 7
