"""Where the points of a leg are at an instant between frames.

The mean stride gives the shape of the movement through the instant, the frames around it
give this stride's departure from the mean. Interpolating frames alone would cut the
corner of a fast foot at 30 frames/s.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from formcheck.gait.template import Template

FloatArray = NDArray[np.float64]

KERNEL_SD_S = 0.022
REACH_SDS = 2.5
OUTLIER_SDS = 4.0


STRIDE_BEFORE_ANCHOR = 0.3
"""Of a stride: where one anchor's stride gives way to the next, in mid-swing."""


@dataclass(frozen=True, eq=False)
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
        return np.stack([self._signal(f"{part}_{axis}", time_s) for axis in "xy"], axis=-1)

    def mean_point(self, part: str, time_s: FloatArray) -> FloatArray:
        """Position of ``part`` in the mean stride, shape (N, 2); NaN where it has none."""
        if not {f"{part}_x", f"{part}_y"} <= self.template.coefficients.keys():
            return np.full((len(time_s), 2), np.nan)
        return self.template.point(part, self._offset_s(time_s))

    def _signal(self, signal: str, at_s: FloatArray) -> FloatArray:
        if signal not in self.template.coefficients:
            return np.full(len(at_s), np.nan)
        rest, trust = self._rest(signal)
        around, weight = self._around(at_s)
        weight = weight * trust[around]
        total = weight.sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            departure = (weight * rest[around]).sum(axis=1) / total
        mean = self.template.curve(signal, self._offset_s(at_s))
        return np.where(total > 0, mean + departure, np.nan)

    def _around(self, at_s: FloatArray) -> tuple[NDArray[np.int64], FloatArray]:
        """Frames near each instant and their weights, both of shape (N, W)."""
        sd_s = max(KERNEL_SD_S, 0.7 * self.frame_s)
        time_s, reach_s = self.template.time_s, REACH_SDS * sd_s
        first = np.searchsorted(time_s, at_s - reach_s)
        last = np.searchsorted(time_s, at_s + reach_s, side="right")
        width = max(1, int((last - first).max(initial=1)))
        frames = first[:, None] + np.arange(width)
        inside = frames < last[:, None]
        frames = np.minimum(frames, len(time_s) - 1)
        apart = (time_s[frames] - at_s[:, None]) / sd_s
        return frames, np.exp(-0.5 * apart**2) * inside

    def _rest(self, signal: str) -> tuple[FloatArray, FloatArray]:
        """Each frame's departure from the mean stride, and how far it is trusted."""
        if signal not in self._rests:
            template = self.template
            rest = template.observed[signal] - template.curve(signal, self._frame_offsets_s)
            seen = np.isfinite(rest)
            rest = np.where(seen, rest, 0.0)
            limit = OUTLIER_SDS * template.residual_sd[signal]
            self._rests[signal] = rest, seen / np.maximum(1.0, np.abs(rest) / limit)
        return self._rests[signal]

    @cached_property
    def _rests(self) -> dict[str, tuple[FloatArray, FloatArray]]:
        return {}

    @cached_property
    def _frame_offsets_s(self) -> FloatArray:
        return self._offset_s(self.template.time_s)

    def _offset_s(self, time_s: FloatArray) -> FloatArray:
        """Time since the anchor of the stride that each instant belongs to."""
        anchors_s = self.template.anchors_s
        begins_s = anchors_s - STRIDE_BEFORE_ANCHOR * self.template.stride_s
        index = np.searchsorted(begins_s, time_s, side="right") - 1
        return time_s - anchors_s[np.clip(index, 0, len(anchors_s) - 1)]
