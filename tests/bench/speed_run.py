"""One task in a process of its own: time on the clock, processor time, memory. Linux only."""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_EVERY_S = 0.3


@dataclass(frozen=True, slots=True)
class Cost:
    """What a task took.

    Attributes
    ----------
    wall_s, cpu_s : float
        On the clock; of all its processes, user and system.
    peak_mb : float
        Largest memory of all its processes together; shared pages count once (PSS).
    others : float
        Cores that other programs kept busy meanwhile; above 0.1 the clock is not to be trusted.
    """

    wall_s: float
    cpu_s: float
    peak_mb: float
    others: float


def run(command: list[str], *, environment: Mapping[str, str], cores: int | None = None) -> Cost:
    """Run a command to its end.

    Parameters
    ----------
    command : list of str
    environment : mapping
    cores : int, optional
        Let it use only so many processor cores.

    Raises
    ------
    SystemExit
        The command failed; its last words are shown.
    """
    allowed = sorted(os.sched_getaffinity(0))[:cores]
    with tempfile.TemporaryFile() as words:
        busy_s, started = _busy_s(), time.monotonic()
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=words, env=dict(environment)
        )
        os.sched_setaffinity(process.pid, allowed)
        watch = _Watch(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall_s = time.monotonic() - started
        busy_s = _busy_s() - busy_s
        peak_mb = watch.end()
        if process.returncode:
            words.seek(0)
            last = words.read().decode(errors="replace")[-2000:]
            raise SystemExit(f"{command} ended with {process.returncode}:\n{last}")
    cpu_s = used.ru_utime + used.ru_stime
    others = max(0.0, busy_s - cpu_s - watch.own_s) / wall_s
    return Cost(wall_s, cpu_s, peak_mb, others)


class _Watch:
    """Looks at a process and its descendants several times a second."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak_kb = 0
        self._stop = threading.Event()
        self.own_s = 0.0
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> float:
        """Stop and return the largest memory in MB."""
        self._stop.set()
        self._thread.join()
        return self._peak_kb / 1024

    def _look(self) -> None:
        wait_s = 0.02
        while not self._stop.wait(wait_s):
            wait_s = min(2 * wait_s, _EVERY_S)
            self._peak_kb = max(self._peak_kb, sum(map(memory_kb, family(self._pid))))
            self.own_s = time.thread_time()


def family(pid: int) -> list[int]:
    """Return a process and its descendants."""
    found = [pid]
    for one in found:
        try:
            tasks = list(Path(f"/proc/{one}/task").iterdir())
        except OSError:  # it has ended
            continue
        for task in tasks:
            try:
                found += [int(child) for child in (task / "children").read_text().split()]
            except OSError:
                continue
    return found


def memory_kb(pid: int) -> int:
    """Return a process's share of memory (PSS); 0 if it has ended."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return int(text.partition("\nPss:")[2].split()[0])


def _busy_s() -> float:
    """Processor time that all programs have taken since the machine started, stolen time too."""
    fields = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]
    user, nice, system, _, _, irq, soft, steal = map(int, fields)
    return (user + nice + system + irq + soft + steal) / os.sysconf("SC_CLK_TCK")
