"""Where the points of a leg are at an instant between frames.

The mean stride gives the shape of the movement through the instant, the frames around it
give this stride's departure from the mean. Interpolating frames alone would cut the
corner of a fast foot at 30 frames/s.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.gait.template import Template

FloatArray = NDArray[np.float64]

KERNEL_SD_S = 0.022
REACH_SDS = 2.5
OUTLIER_SDS = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class LegSampler:
    """Samples one leg's points relative to mid-hip, in leg lengths.

    Attributes
    ----------
    template : Template
    frame_s : float
        Median time between frames.
    """

    template: Template
    frame_s: float

    def point(self, part: str, time_s: FloatArray) -> FloatArray:
        """Position of ``part`` (knee, ankle, heel, foot_index, hip), shape (N, 2).

        NaN at instants farther than about a frame from any seen frame.
        """
        return np.stack(
            [self._signal(f"{part}_{axis}", np.atleast_1d(time_s)) for axis in "xy"], axis=-1
        )

    def _signal(self, signal: str, at_s: FloatArray) -> FloatArray:
        template = self.template
        if signal not in template.coefficients:
            return np.full(len(at_s), np.nan)
        sd_s = max(KERNEL_SD_S, 0.7 * self.frame_s)
        values = np.full(len(at_s), np.nan)
        for i, t in enumerate(at_s):
            anchor_s = template.anchors_s[np.abs(template.anchors_s - t).argmin()]
            if not -0.75 < (t - anchor_s) / template.stride_s < 0.9:
                continue
            near = np.abs(template.time_s - t) <= REACH_SDS * sd_s
            frames_s, seen = template.time_s[near], template.observed[signal][near]
            good = np.isfinite(seen)
            if not good.any():
                continue
            mean = template.curve(signal, np.append(frames_s[good], t) - anchor_s)
            rest = seen[good] - mean[:-1]
            weight = np.exp(-0.5 * ((frames_s[good] - t) / sd_s) ** 2)
            limit = OUTLIER_SDS * template.residual_sd[signal]
            weight = weight / np.maximum(1.0, np.abs(rest) / limit)
            values[i] = mean[-1] + float((weight * rest).sum() / weight.sum())
        return values
