"""How formcheck was installed, and the command that adds something to it in the same way."""

import json
import re
import sys
import urllib.parse
import urllib.request
from importlib import metadata
from pathlib import Path
from typing import Final, Literal

from formcheck.version import installed

Way = Literal["clone", "uv tool", "uvx", "pipx", "desktop", "pip"]
_PACKAGE: Final = Path(__file__).resolve().parent


def way() -> Way:
    """Tell by the marks that each installer leaves in its environment."""
    prefix = Path(sys.prefix)
    if getattr(sys, "frozen", False):
        return "desktop"
    if (prefix / "uv-receipt.toml").is_file():
        return "uv tool"
    if (prefix / "pipx_metadata.json").is_file():
        return "pipx"
    if (_PACKAGE.parents[1] / "uv.lock").is_file():
        return "clone"
    if any(part.startswith(("archive-v", "environments-v")) for part in prefix.parts):
        return "uvx"
    return "pip"


def with_extra(extra: str) -> str:
    """Return what to do where an extra is missing, in words and with the command.

    Parameters
    ----------
    extra : str
        ``"web"``, ``"lab"``, ``"fit"`` ...
    """
    wish = f'"{_source()}[{",".join(sorted({*_extras_here(), extra}))}]"'
    commands: dict[Way, str] = {
        "clone": f"uv sync --extra {extra}",
        "uv tool": f"uv tool install --force {wish}",
        "uvx": f"uvx --from {wish} formcheck",
        "pipx": f"pipx install --force {wish}",
        "pip": f"pip install {wish}",
    }
    found = way()
    if found == "desktop":
        return f"This folder has no extra '{extra}': install formcheck as a Python package."
    return f"Install the extra '{extra}': {commands[found]}"


def with_package(*requirements: str) -> str:
    """Return the command that installs these packages beside formcheck.

    Parameters
    ----------
    *requirements : str
        Such as ``"mediapipe==1.2.3"``.
    """
    source = f'"{_source()}"'
    listed = " ".join(f'"{requirement}"' for requirement in requirements)
    commands: dict[Way, str] = {
        "clone": "uv sync --locked --reinstall",
        "uv tool": f"uv tool install --force {source} --with {listed.replace(' ', ' --with ')}",
        "uvx": f"uvx --refresh --from {source} --with {listed.replace(' ', ' --with ')} formcheck",
        "pipx": f"pipx inject --force formcheck {listed}",
        "pip": f"pip install --force-reinstall {listed}",
        "desktop": "download the folder again",
    }
    return commands[way()]


def required(package: str) -> str | None:
    """Return what formcheck asks for of a package, such as ``"opencv-python==5.0.0.93"``."""
    asked = (line.split(";")[0].strip() for line in metadata.requires("formcheck") or [])
    return next((line for line in asked if re.split(r"[^\w.-]", line)[0] == package), None)


def _source() -> str:
    """Return the wheel or folder that formcheck was installed from, or its name on an index."""
    try:
        told = metadata.distribution("formcheck").read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        told = None
    url = urllib.parse.urlsplit(json.loads(told)["url"] if told else "")
    return urllib.request.url2pathname(url.path) if url.scheme == "file" else "formcheck"


def _extras_here() -> set[str]:
    """Return the extras of which every package is installed, since a new wish replaces the old."""
    needs: dict[str, list[str]] = {}
    for line in metadata.requires("formcheck") or []:
        extra = re.search(r"extra == ['\"](\w+)['\"]", line)
        if extra:
            needs.setdefault(extra[1], []).append(re.split(r"[^\w.-]", line)[0])
    return {extra for extra, names in needs.items() if all(installed(name) for name in names)}
