"""The folder in which formcheck keeps what it need not find out twice."""

import os
from pathlib import Path
from typing import Final

import platformdirs

FOLDER_VARIABLE: Final = "FORMCHECK_CACHE"


def folder() -> Path:
    """Return the folder of the cache; it need not exist yet."""
    named = os.environ.get(FOLDER_VARIABLE)
    return Path(named) if named else Path(platformdirs.user_cache_dir("formcheck", False)) / "pose"
