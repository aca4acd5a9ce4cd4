"""Bounds that a process sets itself before it opens a stranger's file."""

import os
import signal
import subprocess
import sys
import threading
from asyncio.subprocess import Process


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
