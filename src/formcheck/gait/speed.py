"""Running speed from the planted foot."""

import numpy as np

from formcheck.domain.gait import Step
from formcheck.geometry.sagittal import SagittalTrack

PLANTED = (0.25, 0.60)
"""Share of stance in which the forefoot does not move on the ground."""


def planted_foot_speed_px_s(
    track: SagittalTrack, steps: tuple[Step, ...], *, against_hips: bool
) -> float | None:
    """How fast the planted forefoot goes backwards, pixels a second, median over stances.

    Parameters
    ----------
    track : SagittalTrack
    steps : tuple of Step
    against_hips : bool
        True: relative to mid-hip, which holds for any camera. False: relative to a still
        camera beside a treadmill, which is steadier.
    """
    middle = track.midpoint("hip")[:, 0] if against_hips else np.zeros(len(track))
    speeds = []
    for step in steps:
        if step.to_s is None:
            continue
        stance_s = step.to_s - step.ic_s
        start_s, stop_s = (step.ic_s + share * stance_s for share in PLANTED)
        margin_s = 0.5 / track.fps
        inside = track.within(start_s - margin_s, stop_s + margin_s)
        x = track.point(f"{step.side}_foot_index")[:, 0] - middle
        inside &= np.isfinite(x)
        if inside.sum() >= 3:
            speeds.append(-float(np.polyfit(track.time_s[inside], x[inside], 1)[0]))
    if len(speeds) < 4:
        return None
    return float(np.median(speeds))
