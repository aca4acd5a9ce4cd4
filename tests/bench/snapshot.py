"""A copy of the source for one run of the bench, so that work on it may go on meanwhile."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
POSES = Path(__file__).parent / "results" / "poses"


def import_from_copy() -> None:
    """Let this process and its children import ``formcheck`` from a copy made now."""
    copy = Path(tempfile.mkdtemp(prefix="formcheck-bench-"))
    owner = os.getpid()
    atexit.register(lambda: os.getpid() == owner and shutil.rmtree(copy, ignore_errors=True))
    shutil.copytree(
        REPO / "src" / "formcheck",
        copy / "formcheck",
        ignore=shutil.ignore_patterns("__pycache__", "_models", "_samples"),
    )
    sys.path.insert(0, str(copy))
    os.environ.setdefault("FORMCHECK_MODELS", str(REPO / "models"))
    # Landmarks of its own: delete the folder to run the pose stage again.
    os.environ.setdefault("FORMCHECK_CACHE", str(POSES))
