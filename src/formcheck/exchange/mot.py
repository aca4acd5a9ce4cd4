"""MOT: joint angles over time, as OpenSim stores motions."""

from pathlib import Path

import numpy as np

from formcheck.exchange.motion import Motion, joint_angles_deg


def write_mot(motion: Motion, path: Path) -> None:
    """Write the angles in degrees and the way of the mid-hips in the motion's unit.

    OpenSim takes no gaps: they are bridged by straight lines.
    """
    hips = (motion.point("left_hip") + motion.point("right_hip")) / 2
    columns = {
        "time": motion.time_s,
        "pelvis_tx": hips[:, 0],
        "pelvis_ty": hips[:, 1],
        **joint_angles_deg(motion),
    }
    table = np.column_stack([_bridged(motion.time_s, values) for values in columns.values()])
    lines = [
        motion.name,
        "version=1",
        f"nRows={len(table)}",
        f"nColumns={len(columns)}",
        "inDegrees=yes",
        f"Angles in degrees, pelvis_tx and pelvis_ty in {motion.unit}; measured by formcheck.",
        "endheader",
        "\t".join(columns),
        *("\t".join(f"{value:.6f}" for value in row) for row in table),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _bridged(time_s: np.ndarray, values: np.ndarray) -> np.ndarray:
    good = np.isfinite(values)
    return np.asarray(np.interp(time_s, time_s[good], values[good]))
