"""TRC in the layout that Kinovea's importer reads, which is that of Sports2D and no other.

Its reader takes five rows of header and no empty one, the points of HALPE_26 by their place in the
row, a number in every cell, and a row for every frame of the film from the first. Lengths are
thousandths of a pixel, y upward: (x, -y) / 1000. It leaves out the last five rows of a file.
"""

from pathlib import Path
from typing import Final

import numpy as np

from formcheck.domain.skeleton import INDEX
from formcheck.errors import UsageError
from formcheck.exchange.motion import FloatArray, Motion, film_frames

_LEG: Final = {
    "Hip": "hip", "Knee": "knee", "Ankle": "ankle", "BigToe": "foot_index",
    "SmallToe": "foot_index", "Heel": "heel",
}  # fmt: skip
_ARM: Final = {"Shoulder": "shoulder", "Elbow": "elbow", "Wrist": "wrist"}


def _of_sides(names: dict[str, str], letter: str) -> dict[str, tuple[str, ...]]:
    side = "right" if letter == "R" else "left"
    return {f"{letter}{name}": (f"{side}_{part}",) for name, part in names.items()}


POINTS: Final[dict[str, tuple[str, ...]]] = {
    "Hip": ("left_hip", "right_hip"),
    **_of_sides(_LEG, "R"),
    **_of_sides(_LEG, "L"),
    "Neck": ("left_shoulder", "right_shoulder"),
    "Head": ("left_ear", "right_ear"),
    "Nose": ("nose",),
    **_of_sides(_ARM, "R"),
    **_of_sides(_ARM, "L"),
}
"""The points in the order of the file, each the mean of our landmarks. BlazePose has no small toe:
the tip of the foot stands for it, the ears for the head."""


KEYS: Final = (
    *("DataRate", "CameraRate", "NumFrames", "NumMarkers", "Units"),
    *("OrigDataRate", "OrigDataStartFrame", "OrigNumFrames"),
)


def write_kinovea(motion: Motion, path: Path) -> None:
    """Write every frame of the film; gaps are bridged in a straight line and ends held.

    Raises
    ------
    UsageError
        If one of the points was never seen.
    """
    lost = [n for names in POINTS.values() for n in names if n not in motion.seen]
    if lost:
        raise UsageError(
            f"Kinovea needs the whole body, and {', '.join(dict.fromkeys(lost))} was never seen.",
            "Export another format, or film the whole body.",
            code="nothing_to_export",
        )
    columns = [
        motion.track.xy_px[:, [INDEX[n] for n in names]].mean(axis=1) for names in POINTS.values()
    ]
    points = film_frames(motion, np.stack(columns, axis=1))
    filled = _filled(points.reshape(len(points), -1))
    rate_hz = motion.track.fps
    n, names = len(filled), list(POINTS)
    axes = "\t".join(f"X{i}\tY{i}\tZ{i}" for i in range(1, len(names) + 1))
    told = (f"{rate_hz:.6g}", f"{rate_hz:.6g}", n, len(names), "m", f"{rate_hz:.6g}", 0, n)
    lines = [
        f"PathFileType\t4\t(X/Y/Z)\t{motion.name}.trc",
        "\t".join(KEYS),
        "\t".join(map(str, told)),
        "Frame#\tTime\t" + "\t\t\t".join(names) + "\t\t",
        "\t\t" + axes,
    ]
    for i, row in enumerate(filled.reshape(n, -1, 2) * (0.001, -0.001)):
        cells = [f"{value:.6f}" for x, y in row for value in (x, y, 0.0)]
        lines.append("\t".join([str(i), f"{i / rate_hz:.6f}", *cells]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _filled(columns: FloatArray) -> FloatArray:
    at = np.arange(len(columns))
    filled = columns.copy()
    for column in filled.T:
        known = np.isfinite(column)
        column[:] = np.interp(at, at[known], column[known])
    return filled
