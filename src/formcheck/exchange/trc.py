"""TRC: points over time for OpenSim; X forward, Y up, Z to the runner's right (0)."""

from pathlib import Path

import numpy as np

from formcheck.exchange.motion import Motion, marker_name


def write_trc(motion: Motion, path: Path) -> None:
    """Write every landmark that was seen; a point that is missing in a frame is left empty."""
    names = [marker_name(name) for name in motion.seen]
    n = len(motion.time_s)
    # over the whole: single differences carry the rounding of a frame's time
    rate_hz = (n - 1) / (motion.time_s[-1] - motion.time_s[0])
    keys = (
        *("DataRate", "CameraRate", "NumFrames", "NumMarkers", "Units"),
        *("OrigDataRate", "OrigDataStartFrame", "OrigNumFrames"),
    )
    values = (f"{rate_hz:.6g}", f"{rate_hz:.6g}", n, len(names), motion.unit, f"{rate_hz:.6g}")
    axes = "\t".join(f"X{i}\tY{i}\tZ{i}" for i in range(1, len(names) + 1))
    lines = [
        f"PathFileType\t4\t(X/Y/Z)\t{motion.name}.trc",
        "\t".join(keys),
        "\t".join(str(value) for value in (*values, 1, n)),
        "Frame#\tTime\t" + "\t\t\t".join(names) + "\t\t",
        "\t\t" + axes,
        "",
    ]
    points = [motion.point(name) for name in motion.seen]
    for i, time_s in enumerate(motion.time_s):
        cells = [cell for xy in points for cell in _cells(xy[i])]
        lines.append("\t".join([str(i + 1), f"{time_s:.6f}", *cells]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _cells(xy: np.ndarray) -> tuple[str, str, str]:
    if not np.isfinite(xy).all():
        return "", "", ""
    return f"{xy[0]:.6f}", f"{xy[1]:.6f}", "0.000000"
