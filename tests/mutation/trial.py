"""One mutant before its tests: a forked process imports the faulty source, no file is changed.

The parent has imported numpy, pytest and the like, and nothing of formcheck: a child starts in a
moment and its faulty module goes with it.
"""

import contextlib
import gc
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import math
import os
import pickle
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

REPO = Path(__file__).resolve().parents[2]
TIMES_AS_LONG = 10.0
AT_LEAST_S = 20.0
QUIET = (
    *("-q", "--no-header", "-p", "no:cacheprovider", "-m", "not shared and not browser"),
    *("-p", "pytest_timeout", "-p", "_hypothesis_pytestplugin"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # hypothesis is there before pytest runs
)


def copy_of_tree(folder: Path) -> Path:
    """Copy source and tests beside no ``../shared``, so that work may go on meanwhile.

    The fixtures around every test stay behind: they import half the house for each mutant.
    """
    root = folder / "formcheck"
    skip = shutil.ignore_patterns("__pycache__", "_models", "_samples", "baseline", "results")
    for name in ("src", "tests"):
        shutil.copytree(REPO / name, root / name, ignore=skip)
    (root / "tests/conftest.py").unlink()
    for name in ("models", "sample_videos", "docs", "notebooks"):
        (root / name).symlink_to(REPO / name)
    for file in REPO.glob("*.*"):
        if file.is_file():
            shutil.copy(file, root / file.name)
    return root


def enter(root: Path) -> None:
    os.chdir(root)
    sys.path[:0] = [str(root / "src"), str(root / "tests"), str(root)]
    os.environ |= {
        "FORMCHECK_CACHE": str(root.parent / "cache"),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
    with contextlib.suppress(ImportError):
        from hypothesis import settings

        settings.register_profile("mutation", derandomize=True, database=None)
        settings.load_profile("mutation")


def in_child(work: Callable[[], Any], log: Path, limit_s: float = math.inf) -> Any:
    """Do ``work`` in a forked process; None where it died.

    ``TimeoutError`` after ``limit_s`` of its processor, which a busy machine does not shorten.
    """
    with tempfile.NamedTemporaryFile() as answer:
        child = os.fork()
        if child == 0:
            _work(work, Path(answer.name), log, limit_s)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
            raise TimeoutError
        said = Path(answer.name).read_bytes()
        return pickle.loads(said) if said else None  # noqa: S301


def _work(work: Callable[[], Any], answer: Path, log: Path, limit_s: float) -> None:
    """In the child: nothing of it may come back up the parent's stack."""
    try:
        if math.isfinite(limit_s):
            limit = math.ceil(time.process_time() + limit_s)
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
        with log.open("w") as out:
            os.dup2(out.fileno(), 1)
            os.dup2(out.fileno(), 2)
        answer.write_bytes(pickle.dumps(work()))
    except BaseException:  # noqa: BLE001 - a mutant may raise anything, at import too
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


class _Faulty(importlib.machinery.SourceFileLoader):
    text = ""

    def get_code(self, fullname):  # noqa: ARG002
        return compile(self.text, self.path, "exec", dont_inherit=True)


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, root: Path, path: str, text: str) -> None:
        self.file, self.text = root / path, text
        parts = Path(path).with_suffix("").parts[1:]
        self.name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def find_spec(self, fullname, path=None, target=None):  # noqa: ARG002
        if fullname != self.name:
            return None
        loader = _Faulty(fullname, str(self.file))
        loader.text = self.text
        return importlib.util.spec_from_file_location(fullname, self.file, loader=loader)


def warm(packages: list[str]) -> None:
    """Import what the tests will want, in the parent."""
    for name in packages:
        if name.split(".")[0] not in {"formcheck", "coverage", "tests"}:
            with contextlib.suppress(Exception):
                importlib.import_module(name)
    gc.freeze()


class _Chosen:
    """Of all that was collected these tests alone, in this order; a name means all its cases."""

    def __init__(self, tests: list[str]) -> None:
        self.place = {test: i for i, test in enumerate(tests)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        places = [self.place.get(i.nodeid, self.place.get(i.nodeid.split("[")[0])) for i in items]
        chosen = [(place, i) for i, place in enumerate(places) if place is not None]
        items[:] = [items[i] for _, i in sorted(chosen)]


def judged_by(root: Path, path: str, text: str, tests: list[str]) -> bool:
    """In a child: whether these tests still pass with ``text`` in place of the file."""
    enter(root)
    sys.meta_path.insert(0, _Finder(root, path, text))
    files = sorted({test.split("::")[0] for test in tests})
    return pytest.main([*QUIET, "-x", *files], plugins=[_Chosen(tests)]) == pytest.ExitCode.OK


def fate(root: Path, path: str, text: str, tests: list[str], usual_s: float) -> str:
    """Return ``killed``, ``time-out`` or ``survived`` for a mutant."""
    if not tests:
        return "survived"
    limit_s = max(AT_LEAST_S, TIMES_AS_LONG * usual_s)
    try:
        passed = in_child(
            lambda: judged_by(root, path, text, tests), root.parent / "last.log", limit_s
        )
    except TimeoutError:
        return "time-out"
    return "survived" if passed else "killed"
