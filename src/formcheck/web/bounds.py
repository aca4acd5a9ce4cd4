"""Processes within bounds: what one sets itself before it opens a stranger's file, and its end."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import Any

from formcheck.languages import VARIABLE

_LONGEST_ANSWER = 10_000_000


def limit_this_process(memory_bytes: int, processor_s: float) -> None:
    """Set limits on memory, processor time and core files, where the system has them.

    Windows has no such limits for a process; there the time limit of the server holds.
    """
    if sys.platform == "win32":
        return
    import resource

    for kind, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, int(processor_s)),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            _, hard = resource.getrlimit(kind)
            allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (allowed, hard))
        except (ValueError, OSError):  # macOS knows RLIMIT_AS but does not let it be set
            continue


def end_with_the_server() -> None:
    """End this process, and what it started, when the server at standard input is gone."""
    threading.Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    # os.read holds no lock of Python's that would be missed when the process ends normally.
    while os.read(0, 1):
        pass
    if sys.platform != "win32":
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def kill(process: Process) -> None:
    """End a process with everything it has started."""
    if process.returncode is not None:
        return
    if sys.platform == "win32":
        subprocess.run(  # noqa: S603 - a number of our own
            ["taskkill", "/F", "/T", "/PID", str(process.pid)],  # noqa: S607
            capture_output=True,
            check=False,
        )
    else:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def plain_environment() -> dict[str, str]:
    """Return the environment of processes whose work is kept: it is told to each visitor anew."""
    return {name: value for name, value in os.environ.items() if name != VARIABLE}


async def ask(*words: str | Path, longest_s: float) -> dict[str, Any] | None:
    """Run a Python module in another process; return the JSON object that it prints.

    Parameters
    ----------
    words : str or Path
        The module and what it is given.
    longest_s : float
        After so long it is ended.

    Returns
    -------
    dict or None
        None where it printed no JSON object, or not in time.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", *words),
        stdin=PIPE,  # at its end the process knows that the server is gone
        stdout=PIPE,
        stderr=DEVNULL,
        start_new_session=True,
        env=plain_environment(),
    )
    try:
        async with asyncio.timeout(longest_s):
            assert process.stdout is not None  # noqa: S101 - a pipe was asked for
            text = b""
            while len(text) < _LONGEST_ANSWER and (piece := await process.stdout.read(1 << 16)):
                text += piece
        found = json.loads(text)
    except (TimeoutError, ValueError):
        return None
    finally:
        kill(process)
        await process.wait()
    return found if isinstance(found, dict) else None
