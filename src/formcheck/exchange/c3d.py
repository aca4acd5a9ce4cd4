"""C3D: points and events for a laboratory's programs; X forward, Y to the left (0), Z up."""

import errno
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.exchange.motion import Motion, marker_name
from formcheck.tables.c3d import ezc3d_package

FloatArray = NDArray[np.float64]

EVENT_NAMES = {"IC": "Foot Strike", "TO": "Foot Off"}
BLOCK_BYTES, DATA_START, FLOAT_BYTES = 512, 16, 4
"""Of the format: where its header names the first block of the data."""
MM = {"m": (1000.0, "mm"), "px": (1.0, "px")}


def write_c3d(motion: Motion, path: Path) -> None:
    """Write points at an even rate, as the format demands, and contacts and toe-offs as events.

    Raises
    ------
    InstallationError
        If ezc3d is not installed.
    """
    content = ezc3d_package().c3d()
    factor, unit = MM[motion.unit]
    time_s = _even(motion.time_s)
    points = np.zeros((4, len(motion.seen), len(time_s)))
    points[3] = 1.0
    for i, name in enumerate(motion.seen):
        forward, up = (_resampled(motion, axis, name, time_s) for axis in (0, 1))
        points[0, i], points[2, i] = factor * forward, factor * up
        points[1, i, ~np.isfinite(forward)] = np.nan
    parameters = content["parameters"]
    parameters["POINT"]["RATE"]["value"] = [1.0 / (time_s[1] - time_s[0])]
    parameters["POINT"]["LABELS"]["value"] = [marker_name(name) for name in motion.seen]
    parameters["POINT"]["UNITS"]["value"] = [unit]
    content["data"]["points"] = points
    for name, value in _events(motion).items():
        content.add_parameter("EVENT", name, value)
    content.write(str(path))
    _whole(path, points)


def _whole(path: Path, points: FloatArray) -> None:
    """ezc3d does not notice a full disk; what is shorter than its own header says was cut off."""
    head = path.read_bytes()[:BLOCK_BYTES]
    first_block = int.from_bytes(head[DATA_START : DATA_START + 2], "little")
    whole_bytes = (first_block - 1) * BLOCK_BYTES + points.size * FLOAT_BYTES
    if len(head) < BLOCK_BYTES or path.stat().st_size < whole_bytes:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def _even(time_s: FloatArray) -> FloatArray:
    """Return as many instants at an even rate, first and last the same."""
    return np.linspace(time_s[0], time_s[-1], len(time_s))


def _resampled(motion: Motion, axis: int, name: str, time_s: FloatArray) -> FloatArray:
    values = motion.point(name)[:, axis]
    good = np.isfinite(values)
    moved = np.interp(time_s, motion.time_s[good], values[good])
    moved[np.interp(time_s, motion.time_s, good) < 0.5] = np.nan
    return moved


def _events(motion: Motion) -> dict[str, object]:
    """Parameters of the group EVENT; time counts from the first point."""
    events = sorted(motion.events, key=lambda event: event.time_s)
    seconds = [event.time_s - float(motion.time_s[0]) for event in events]
    return {
        "USED": [len(events)],
        "CONTEXTS": [event.side.capitalize() for event in events],
        "LABELS": [EVENT_NAMES[event.event] for event in events],
        # the format counts minutes and seconds apart
        "TIMES": np.array([[s // 60 for s in seconds], [s % 60 for s in seconds]], dtype=float),
    }
