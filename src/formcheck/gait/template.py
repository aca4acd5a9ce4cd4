"""The runner's own mean stride of one leg, as a continuous curve.

Fourier series are fitted to the unfiltered frames of all strides at once. Ten to
eighteen strides fall on different phases of the frame grid, so even a 30 frames/s clip
gives a smooth curve, and no filter moves an event.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.skeleton import Side
from formcheck.gait.anchors import Anchors
from formcheck.geometry.sagittal import SagittalTrack
from formcheck.signal.filters import moving_mean
from formcheck.signal.fourier import HUBER_SDS, fit_series, series_design, series_slope_design

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

HARMONICS = 10
ROUNDS = 3
LONGEST_SHIFT_S = 0.05
FEWEST_FRAMES = 3
_AROUND_S = 1e-6
"""More than rounding can move a frame's time."""

POINTS = ("knee", "ankle", "heel", "foot_index", "hip")
SIGNALS = (*(f"{p}_{axis}" for p in POINTS for axis in "xy"), "hip_oscillation")
ALIGNED = SIGNALS[:8]
"""Signals that re-align a stride: knee to toe, relative to mid-hip."""
NEEDED = ("knee_x", "ankle_x", "hip_x")


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """Mean stride of one leg; lengths in leg lengths, relative to mid-hip.

    Attributes
    ----------
    side : {"left", "right"}
    anchors_s : ndarray, shape (S,)
        One instant a stride, aligned to the template; phase 0.
    stride_s : float
        Median stride time.
    coefficients : dict of str to ndarray, shape (2K + 1,)
        Fourier series of each signal over the phase.
    residual_sd : dict of str to float
        Robust spread of the frames about each series.
    time_s : ndarray, shape (T,)
    observed : dict of str to ndarray, shape (T,)
        The signals that were fitted, frame by frame.
    aligned : tuple of str
        Signals by which a stride is laid on the mean one.
    """

    side: Side
    anchors_s: FloatArray
    stride_s: float
    coefficients: dict[str, FloatArray]
    residual_sd: dict[str, float]
    time_s: FloatArray
    observed: dict[str, FloatArray]
    aligned: tuple[str, ...] = ALIGNED

    def phase(self, time_s: FloatArray) -> FloatArray:
        """Phase of instants in their strides; NaN farther than half a stride from any anchor."""
        return _phase(time_s, self.anchors_s, self.stride_s)

    def curve(self, signal: str, offset_s: FloatArray) -> FloatArray:
        """Value of a signal ``offset_s`` seconds after the anchor (periodic)."""
        return np.asarray(
            series_design(offset_s / self.stride_s, HARMONICS) @ self.coefficients[signal]
        )

    def slope(self, signal: str, offset_s: FloatArray) -> FloatArray:
        """Derivative of a signal with respect to time, leg lengths a second."""
        design = series_slope_design(offset_s / self.stride_s, HARMONICS)
        return np.asarray(design @ self.coefficients[signal] / self.stride_s)

    def point(self, part: str, offset_s: FloatArray) -> FloatArray:
        """A landmark relative to mid-hip, shape (N, 2)."""
        return np.stack([self.curve(f"{part}_{axis}", offset_s) for axis in "xy"], axis=-1)

    def turned(self, angle_deg: float) -> "Template":
        """The template of the same stride with the picture tilted backwards by an angle."""
        c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
        coefficients, observed = dict(self.coefficients), dict(self.observed)
        for values in (coefficients, observed):
            for part in POINTS:
                x, y = values.get(f"{part}_x"), values.get(f"{part}_y")
                if x is not None and y is not None:
                    values[f"{part}_x"], values[f"{part}_y"] = c * x - s * y, s * x + c * y
        return replace(self, coefficients=coefficients, observed=observed)

    def shift_of(self, anchor_s: float, start_s: float, stop_s: float) -> tuple[float, float]:
        """How much later than the template one stride's frames run, least squares.

        Parameters
        ----------
        anchor_s : float
        start_s, stop_s : float
            Window relative to the anchor whose frames are compared.

        Returns
        -------
        shift_s, precision : float
            Seconds (+ = later) and the inverse variance of the estimate (1/s^2);
            precision 0 where too few frames were seen.
        """
        shift_s, precision = 0.0, 0.0
        for _ in range(3):
            step_s, precision = self._shift_once(anchor_s + shift_s, start_s, stop_s)
            shift_s = float(np.clip(shift_s + step_s, -LONGEST_SHIFT_S, LONGEST_SHIFT_S))
        return shift_s, precision

    def _shift_once(self, anchor_s: float, start_s: float, stop_s: float) -> tuple[float, float]:
        # Only the frames around it, or a long clip would take time by the square of its length.
        around_s = (anchor_s + start_s - _AROUND_S, anchor_s + stop_s + _AROUND_S)
        around = slice(*np.searchsorted(self.time_s, around_s).tolist())
        offset_s = self.time_s[around] - anchor_s
        inside = (offset_s >= start_s) & (offset_s <= stop_s)
        if inside.sum() < FEWEST_FRAMES:
            return 0.0, 0.0
        phase = offset_s[inside] / self.stride_s
        signals = [s for s in self.aligned if s in self.coefficients]
        series = np.stack([self.coefficients[s] for s in signals], axis=1)
        sd = np.array([self.residual_sd[s] for s in signals])
        observed = np.stack([self.observed[s][around][inside] for s in signals], axis=1)
        seen = np.isfinite(observed)
        rest = np.where(seen, observed - series_design(phase, HARMONICS) @ series, np.nan)
        slope = series_slope_design(phase, HARMONICS) @ series / self.stride_s
        rest = np.where(seen, rest - _column_medians(rest, seen), 0.0)
        weight = seen / np.maximum(1.0, np.abs(rest) / (HUBER_SDS * sd)) / sd**2
        weight *= seen.sum(axis=0) >= FEWEST_FRAMES
        total = np.maximum(weight.sum(axis=0), 1e-12)
        slope = slope - (weight * slope).sum(axis=0) / total
        bottom = float((weight * slope * slope).sum())
        return (-float((weight * rest * slope).sum()) / bottom if bottom > 0 else 0.0), bottom


def _column_medians(values: FloatArray, seen: BoolArray) -> FloatArray:
    """Median of each column, 0 where nothing was seen."""
    if seen.all():
        return np.asarray(np.median(values, axis=0))
    return np.array(
        [
            np.median(column[good]) if good.any() else 0.0
            for column, good in zip(values.T, seen.T, strict=True)
        ]
    )


def fit_template(track: SagittalTrack, side: Side, anchors: Anchors) -> Template | None:
    """Fit the mean stride of one leg and align each stride to it.

    Parameters
    ----------
    track : SagittalTrack
    side : {"left", "right"}
    anchors : Anchors
        Starting points, shape (S,), S >= 2.

    Returns
    -------
    Template or None
        None where fewer than two strides have frames enough for a curve.
    """
    observed = _signals(track, side, anchors.stride_s)
    return fit_stride(track.time_s, side, anchors, observed, needed=NEEDED)


def fit_stride(
    time_s: FloatArray,
    side: Side,
    anchors: Anchors,
    observed: dict[str, FloatArray],
    *,
    needed: tuple[str, ...],
    aligned: tuple[str, ...] = ALIGNED,
) -> Template | None:
    """Fit the mean stride of signals that repeat, and align each stride to it.

    Parameters
    ----------
    time_s : ndarray, shape (T,)
    side : {"left", "right"}
    anchors : Anchors
        Starting points, shape (S,), S >= 2.
    observed : dict of str to ndarray, shape (T,)
    needed : tuple of str
        Signals without which there is no stride.
    aligned : tuple of str
        Signals by which a stride is laid on the mean one.
    """
    anchors_s, stride_s = anchors.times_s, anchors.stride_s
    template: Template | None = None
    for _ in range(ROUNDS + 1):
        if template is not None:
            shifts = [template.shift_of(a, -stride_s / 4, stride_s / 4)[0] for a in anchors_s]
            anchors_s = anchors_s + np.array(shifts)
        phase = _phase(time_s, anchors_s, stride_s)
        used = np.isfinite(phase)
        if used.sum() < 2 * (2 * HARMONICS + 1):
            return None
        design = series_design(phase[used], HARMONICS)
        coefficients, spread = {}, {}
        for signal, values in observed.items():
            fit = fit_series(design, values[used])
            if fit is None:
                continue
            coefficients[signal], spread[signal] = fit
        if any(signal not in coefficients for signal in needed):
            return None
        stride_s = _median_stride_s(anchors_s, anchors.stride_s)
        template = Template(
            *(side, anchors_s, stride_s, coefficients, spread, time_s, observed), aligned=aligned
        )
    return template


def _signals(track: SagittalTrack, side: Side, stride_s: float) -> dict[str, FloatArray]:
    middle = track.midpoint("hip")
    leg = track.leg_length_px
    observed: dict[str, FloatArray] = {}
    for part in POINTS:
        relative = (track.point(f"{side}_{part}") - middle) / leg
        observed[f"{part}_x"], observed[f"{part}_y"] = relative[:, 0], relative[:, 1]
    height = middle[:, 1] / leg
    observed["hip_oscillation"] = height - moving_mean(track.time_s, height, stride_s)
    return observed


def _median_stride_s(anchors_s: FloatArray, near_s: float) -> float:
    strides = np.diff(anchors_s)
    whole = strides[np.abs(strides / near_s - 1) < 0.25]
    return float(np.median(whole)) if len(whole) else near_s


def _phase(time_s: FloatArray, anchors_s: FloatArray, stride_s: float) -> FloatArray:
    """Phase of each frame in its stride; NaN farther than half a stride from any anchor."""
    phase = np.full(len(time_s), np.nan)
    in_order = np.sort(anchors_s)
    after = np.searchsorted(in_order, time_s)
    since = time_s - in_order[np.maximum(after - 1, 0)]
    until = time_s - in_order[np.minimum(after, len(in_order) - 1)]
    offset = np.where(np.abs(since) <= np.abs(until), since, until)
    close = np.abs(offset) <= 0.5 * stride_s * 1.25
    phase[close] = offset[close] / stride_s
    for a, b in pairwise(anchors_s):
        if abs((b - a) / stride_s - 1) < 0.25:
            inside = (time_s >= a) & (time_s < b)
            phase[inside] = (time_s[inside] - a) / (b - a)
    return phase
