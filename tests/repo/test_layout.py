"""Every app has the same parts, and every layer keeps to its own."""

import ast
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.repo.sources import (
    APPS,
    PACKAGE,
    PROJECT,
    imported_names,
    modules,
    part_modules,
)
from tools import size

PARTS = {"choices", "rules", "ports", "models", "queries", "operations", "permissions", "admin"}
DJANGO_PARTS = {"__init__", "apps", "migrations"}
# A library's own hook, which it looks up by the path in settings.
FURTHER_PARTS = {"accounts": {"adapters"}}
# core has no noun of its own: it holds what every app leans on, under its own names.
APPS_WITH_PARTS = [app for app in APPS if app != "core"]

CLOCKS = {
    f"{owner}.{name}"
    for owner in ("datetime", "datetime.datetime", "date", "timezone", "time", "dt")
    for name in ("now", "utcnow", "today", "localdate", "localtime", "time", "monotonic")
}


def test_import_contracts_hold() -> None:
    code = lint_imports(config_filename=str(PROJECT / "pyproject.toml"), no_cache=True)
    assert code == 0


@pytest.mark.parametrize("app", APPS_WITH_PARTS)
def test_app_has_only_the_known_parts(app: str) -> None:
    parts = {path.stem for path in (PACKAGE / app).iterdir() if path.name != "__pycache__"}
    assert parts - PARTS - DJANGO_PARTS <= FURTHER_PARTS.get(app, set())


def test_no_file_is_called_utils() -> None:
    names = {"utils.py", "helpers.py", "misc.py", "common.py"}
    assert [path for path in (PROJECT / "src").rglob("*.py") if path.name in names] == []


def test_application_uses_no_django_signals() -> None:
    listening = [
        name
        for name, tree in modules(PACKAGE)
        if any(
            found.startswith("django.dispatch") or ".signals" in found
            for found in imported_names(tree)
        )
    ]
    assert listening == []


@pytest.mark.parametrize("part", ["rules", "operations"])
def test_part_reads_no_clock(part: str) -> None:
    reading = [
        f"{name}:{node.lineno}"
        for name, tree in part_modules(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in CLOCKS
    ]
    assert reading == []


@pytest.mark.parametrize("part", ["rules", "operations", "queries"])
def test_public_function_has_a_docstring(part: str) -> None:
    silent = [
        f"{name}:{node.name}"
        for name, tree in part_modules(part)
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        if not node.name.startswith("_") and ast.get_docstring(node) is None
    ]
    assert silent == []


def test_operation_takes_who_and_when_by_keyword() -> None:
    """Where operations are a package, those that it offers; its modules share smaller parts."""
    found = list(part_modules("operations"))
    offered = {
        name.removesuffix("__init__.py"): {
            alias.name
            for node in tree.body
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        for name, tree in found
        if name.endswith("__init__.py")
    }
    wrong = [
        f"{name}:{node.name}"
        for name, tree in found
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if node.name in offered.get(f"{name.rpartition('/')[0]}/", {node.name})
        if not {"by", "at"} <= {argument.arg for argument in node.args.kwonlyargs}
    ]
    assert wrong == []


def test_sizes_stay_within_the_limits() -> None:
    assert size.problems() == []


@pytest.fixture
def long_file(tmp_path: Path) -> Path:
    for folder in (*size.FOLDERS, "tools"):
        (tmp_path / folder).mkdir(exist_ok=True)
    (tmp_path / "city.py").write_text("")
    (tmp_path / "src" / "long.py").write_text("x = 1\n" * 301)
    return tmp_path


def test_size_gate_names_a_file_beyond_the_limit(long_file: Path) -> None:
    (long_file / "tools" / "size_baseline.txt").write_text("")
    assert size.problems(long_file) == ["src/long.py has 301 lines; the limit is 300: split it"]


def test_size_gate_refuses_a_stale_baseline(long_file: Path) -> None:
    (long_file / "tools" / "size_baseline.txt").write_text("src/long.py 400 # a reason")
    assert size.problems(long_file) == [
        "size_baseline.txt: src/long.py has shrunk: lower 400 to 301"
    ]
