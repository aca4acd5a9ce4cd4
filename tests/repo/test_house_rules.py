"""Rules of the house that no tool checks: short files, short functions, no drawer for anything."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path
    for folder in ("src", "tests", "sample_videos", "docs")
    for path in (ROOT / folder).rglob("*.py")
)
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
FORBIDDEN_NAMES = {"utils.py", "util.py", "helpers.py", "helper.py", "misc.py", "common.py"}


def relative(path):
    return path.relative_to(ROOT).as_posix()


def body_lines(function):
    """Lines of a function from its first statement on, without its docstring."""
    body = function.body
    if ast.get_docstring(function) is not None:
        body = body[1:]
    return function.end_lineno - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_file_is_short(path):
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= MAX_FILE_LINES


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_functions_are_short(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    long = {f.name: body_lines(f) for f in functions if body_lines(f) > MAX_FUNCTION_LINES}
    assert not long


def test_no_drawer_for_anything():
    assert not [relative(path) for path in SOURCES if path.name in FORBIDDEN_NAMES]


def test_a_class_name_means_one_thing():
    homes = {}
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name, []).append(relative(path))
    assert not {name: paths for name, paths in homes.items() if len(paths) > 1}


def test_nothing_is_left_for_later():
    marks = ("TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error", "pragma: no " + "cover")
    left = [
        f"{relative(path)}: {mark}"
        for path in SOURCES
        for mark in marks
        if mark in path.read_text(encoding="utf-8")
    ]
    assert not left


def test_only_the_console_prints():
    printing = [
        relative(path)
        for path in (ROOT / "src").rglob("*.py")
        if path.name not in {"console.py", "app.py"}
        and any(
            word in path.read_text(encoding="utf-8")
            for word in ("sys.stdout", "sys.stderr.write", " print(")
        )
    ]
    assert not printing
