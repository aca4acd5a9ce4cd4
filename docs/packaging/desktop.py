"""What the desktop folder starts: the web page, or any command of formcheck."""

import json
import multiprocessing
import os
import runpy
import sys
import urllib.request
import webbrowser
from collections.abc import Callable, Sequence

AS_A_MODULE = ["-P", "-m"]
"""How formcheck starts a Python of its own for a clip; here that Python is this program."""


def main() -> int:
    """Run what the command line asks for; the page, where it asks for nothing."""
    multiprocessing.freeze_support()
    _give_others_their_own_libraries()
    words = sys.argv[1:]
    if words[:2] == AS_A_MODULE:
        module = words[2]
        sys.argv = [module, *words[3:]]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        return 0
    from formcheck.__main__ import main as formcheck

    return formcheck(words) if words else _page(formcheck)


def _page(formcheck: Callable[[Sequence[str]], int]) -> int:
    """Serve and open the page, or open the one that an earlier start still serves."""
    from formcheck.web.server import DEFAULT_PORT

    here = f"http://127.0.0.1:{DEFAULT_PORT}/"
    if _is_formcheck(here):
        webbrowser.open(here)
        return 0
    end = formcheck(["serve"])
    if end and sys.stdin is not None and sys.stdin.isatty():
        input("Press Enter to close this window. ")  # which would take the reason with it
    return end


def _is_formcheck(address: str) -> bool:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{address}api/openapi.json", timeout=2) as answer:
            return bool(json.load(answer)["info"]["title"] == "formcheck")
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _give_others_their_own_libraries() -> None:
    """Let the browser that is opened load the system's libraries, not those of this folder."""
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
        before = os.environ.pop(f"{name}_ORIG", None)
        os.environ.pop(name, None)
        if before is not None:
            os.environ[name] = before


if __name__ == "__main__":
    sys.exit(main())
