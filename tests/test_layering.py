"""Who may import, wait and write: the rules of docs/decisions that no linter knows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("benchmarks", "conformance", "in_cluster", "preflight", "sabotage", "steps", "tests", "verbs")
LONGEST = 250
"""Lines of a file that can be read in one go."""
NAMELESS = frozenset({"utils", "util", "helpers", "helper", "common", "lib", "misc", "base"})

BELOW = {
    "benchmarks": {"benchmarks", "conformance"},
    "conformance": {"conformance"},
    "in_cluster": {"conformance", "in_cluster", "verbs"},
    "preflight": {"preflight"},
    "sabotage": {"conformance", "sabotage"},
    "steps": {"conformance", "steps"},
    "verbs": {"benchmarks", "conformance", "preflight", "sabotage", "steps", "verbs"},
}
"""What each part may import of the project; tests/ and conftest.py may import everything."""
GROUND = frozenset(
    {
        *("api_client", "api_patience", "api_requests", "api_use"),
        *("errors", "exit_codes", "places", "provenance", "redact"),
    }
)
"""The modules of conformance/ that clusters/ stands on; it knows nothing else above it."""
MAY_SLEEP = frozenset({"conformance/wait.py", "conformance/clusters/kubebox/readiness.py"})
IN_A_CONTAINER = "sabotage/wrappers/"
"""Programs that run in a container of a mutant, far from the suite."""
"""The wait for what a cluster does, and a box's wait for its own components."""
MAY_WRITE = (
    "conformance/deploy",
    "conformance/disrupt",
    "conformance/teardown",
    "conformance/lease",
    "conformance/given/emptying",
    # access reviews are asked by POST, and nothing is stored
    "conformance/rights/reviews",
    "conformance/clusters/existing",
    # a box puts its own objects (roles, storage class) into the cluster that it makes
    "conformance/clusters/kubebox",
)
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
KNOWS_PYTEST = ("steps/", "tests/", "features/", "conftest.py")


@cache
def sources() -> tuple[Path, ...]:
    inside = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return tuple(sorted([*ROOT.glob("*.py"), *inside]))


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def imports(path: Path) -> Iterator[str]:
    """Yield the full name of every module or object that is imported, wherever in the file."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # what is imported relatively is named without its package, and found nowhere below
            yield from (f"{'.' * node.level}{node.module}.{alias.name}" for alias in node.names)


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in nodes(path) if isinstance(node, ast.Call))


def test_imports_go_one_way() -> None:
    wrong = [
        f"{place(path)} imports {name}"
        for path in sources()
        for name in imports(path)
        if (part := place(path).split("/")[0]) in BELOW
        and name.split(".")[0] in {*PACKAGES, "conftest", ""} - BELOW[part]
    ]
    assert wrong == []


def test_a_cluster_knows_nothing_of_what_runs_on_it() -> None:
    wrong = [
        f"{place(path)} imports {name}"
        for path in sources()
        for name in imports(path)
        if place(path).startswith("conformance/clusters/")
        and name.startswith("conformance.")
        and name.split(".")[1] not in GROUND | {"clusters"}
    ]
    assert wrong == []


def test_only_what_speaks_gherkin_knows_pytest() -> None:
    wrong = [
        f"{place(path)} imports {name}"
        for path in sources()
        for name in imports(path)
        if name.split(".")[0] in {"pytest", "pytest_bdd", "_pytest"}
        and not place(path).startswith(KNOWS_PYTEST)
    ]
    assert wrong == []


def test_steps_import_no_kubernetes() -> None:
    wrong = [
        place(path)
        for path in sources()
        for name in imports(path)
        if place(path).startswith("steps/") and name.split(".")[0] == "kubernetes"
    ]
    assert wrong == []


def test_only_the_wait_sleeps() -> None:
    wrong = [
        f"{place(path)}:{call.lineno}"
        for path in sources()
        for call in calls(path)
        if ast.unparse(call.func) in ("time.sleep", "sleep", "asyncio.sleep")
        and place(path) not in MAY_SLEEP
        and not place(path).startswith(IN_A_CONTAINER)
    ]
    assert wrong == []


def test_only_a_few_write_to_the_cluster() -> None:
    wrong = [
        f"{place(path)}:{call.lineno}"
        for path in sources()
        for call in calls(path)
        if place(path).startswith(("conformance/", "sabotage/", "steps/", "verbs/"))
        # a mutant names requests that somebody else is to answer
        and not place(path).startswith((*MAY_WRITE, "sabotage/mutants/"))
        and any(isinstance(word, ast.Constant) and word.value in WRITING for word in call.args)
    ]
    assert wrong == []


def test_files_can_be_read_in_one_go() -> None:
    lengths = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_names_say_what_is_inside() -> None:
    named = {
        place(path): {part.removesuffix(".py").strip("_") for part in place(path).split("/")}
        for path in sources()
    }
    assert [name for name, parts in named.items() if parts & NAMELESS] == []


def test_the_rules_look_at_something() -> None:
    assert {place(path).split("/")[0] for path in sources()} >= {*PACKAGES, "conftest.py"}
