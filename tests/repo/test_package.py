"""What goes into the package, and what the papers beside it say of that."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
NOTICE = (ROOT / "NOTICE").read_text(encoding="utf-8")
EXTRAS = PROJECT["project"]["optional-dependencies"]


def bare(requirement):
    return re.match(r"[a-z0-9-]+", requirement)[0]


DEPENDENCIES = sorted(
    {bare(r) for r in PROJECT["project"]["dependencies"]}
    | {bare(r) for extra in EXTRAS.values() for r in extra}
)

# The name under which a package is imported, where it is not its own; pydantic brings its core.
IMPORTED = {"cv2": "opencv-python", "PIL": "pillow", "pydantic_core": "pydantic"}


def imported_by(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def test_what_is_imported_is_asked_for():
    modules = (ROOT / "src" / "formcheck").rglob("*.py")
    tops = {name.split(".")[0] for path in modules for name in imported_by(path)}
    others = tops - sys.stdlib_module_names - {"formcheck"}
    assert {IMPORTED.get(name, name) for name in others} <= set(DEPENDENCIES)


def test_what_is_put_into_the_wheel_exists():
    included = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert all((ROOT / source).exists() for source in included)
    models = {path.name for path in (ROOT / "models").glob("*.task")}
    assert models == {"pose_landmarker_full.task", "pose_landmarker_heavy.task"}


def test_both_opencv_packages_are_of_one_version():
    versions = {p["version"] for p in LOCK["package"] if p["name"].startswith("opencv-")}
    assert len(versions) == 1


def test_the_lock_names_the_public_index_only():
    sources = {p["source"].get("registry") for p in LOCK["package"]} - {None}
    assert sources == {"https://pypi.org/simple"}


@pytest.mark.parametrize("name", DEPENDENCIES)
def test_notice_names_the_licence_of_every_dependency(name):
    assert re.search(rf"^    {re.escape(name)} +\S", NOTICE, re.MULTILINE)


def test_notice_names_everything_that_is_shipped():
    data = ("peerj.3298", "10.1016/j.jbiomech.2006.02.003")
    for shipped in ("_models/", "_samples/", "Source Serif 4", "Source Sans 3", *data):
        assert shipped in NOTICE
    fonts = {path.stem for path in (ROOT / "src").rglob("*.woff2")}
    assert fonts == {"source-serif-4", "source-sans-3"}


def test_without_extras_the_command_line_still_answers():
    extras = sorted({bare(r) for extra in EXTRAS.values() for r in extra})
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({extras!r})); "
        "from formcheck.cli.app import main; sys.exit(main(['export', '--help']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "parquet" in done.stdout
