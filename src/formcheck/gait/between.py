"""Landmarks of the frames that the pose model did not see.

A foot turns within a thirtieth of a second, so that a curve through the seen frames alone would
cut its corners. The runner's own mean stride gives the shape of each leg's way; the departure
from it, and all that swings slowly, runs through the seen frames as a cubic.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.message import Message
from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import INDEX, SIDES, Side
from formcheck.gait.detect import LegGait
from formcheck.gait.sampling import LegSampler
from formcheck.geometry.sagittal import SagittalTrack, to_picture

FloatArray = NDArray[np.float64]

LONGEST_GAP_S: Final = 0.1
"""Between seen frames that lie farther apart, nothing is said."""
_FEWEST: Final = 4
_MODELLED: Final = ("knee", "ankle", "heel", "foot_index")


class FilmFrames(NamedTuple):
    """Every frame of a part of a film: numbers in the file and capture times, shape (F,)."""

    frame: NDArray[np.int64]
    time_s: FloatArray


def whole_film(
    track: PoseTrack,
    film: FilmFrames,
    sagittal: SagittalTrack | None = None,
    legs: Mapping[Side, LegGait] | None = None,
) -> PoseTrack:
    """Return landmarks of every frame, those in between from the stride and a cubic.

    Parameters
    ----------
    track : PoseTrack
        The frames that were seen; kept as they are.
    film : FilmFrames
        All frames of that part, those of the track among them.
    sagittal : SagittalTrack, optional
        The same in the runner's frame.
    legs : mapping of side to LegGait, optional
        Mean strides; without them the legs, too, run as a cubic.

    Returns
    -------
    PoseTrack
        ``seen`` tells which frames the model saw.
    """
    first, last = (int(track.frame[i]) for i in (0, -1))
    inside = (film.frame >= first) & (film.frame <= last)
    frame, time_s = film.frame[inside], film.time_s[inside].copy()
    seen = np.isin(frame, track.frame)
    if seen.sum() != len(track):
        return track
    time_s[seen] = track.time_s
    mean_px = _mean_strides_px(track, sagittal, legs or {}, time_s)
    xy = np.full((len(frame), *track.xy_px.shape[1:]), np.nan)
    visibility = np.empty((len(frame), xy.shape[1]))
    for i in range(xy.shape[1]):
        mean = mean_px.get(i, 0.0)
        known = np.zeros((len(frame), 2)) + mean
        xy[:, i] = known + _through(time_s, seen, track.xy_px[:, i] - known[seen])
        visibility[:, i] = np.interp(time_s, track.time_s, track.visibility[:, i])
    xy[seen] = track.xy_px
    visibility[seen] = track.visibility
    return PoseTrack(
        time_s=time_s,
        frame=frame,
        xy_px=xy,
        visibility=visibility,
        width=track.width,
        height=track.height,
        history=(*track.history, Message("frames_filled", {"frames": int((~seen).sum())})),
        seen=seen,
        source=track.source,
    )


def _mean_strides_px(
    track: PoseTrack,
    sagittal: SagittalTrack | None,
    legs: Mapping[Side, LegGait],
    time_s: FloatArray,
) -> dict[int, FloatArray]:
    """Way of each leg's points by the mean stride, in pixels of the picture, up to a shift."""
    if sagittal is None:
        return {}
    paths: dict[int, FloatArray] = {}
    for side in SIDES:
        if side not in legs:
            continue
        sampler = LegSampler(legs[side].template, float(np.median(np.diff(track.time_s))))
        for part in _MODELLED:
            path = sampler.mean_point(part, time_s) * sagittal.leg_length_px
            if np.isfinite(path).all():
                paths[INDEX[f"{side}_{part}"]] = to_picture(path, sagittal)
    return paths


def _through(time_s: FloatArray, seen: NDArray[np.bool_], values: FloatArray) -> FloatArray:
    """Cubic through the values of the seen frames; NaN across gaps."""
    from scipy.interpolate import CubicSpline

    good = np.isfinite(values).all(axis=1)
    knots_s = time_s[seen][good]
    if len(knots_s) < _FEWEST:
        return np.full((len(time_s), 2), np.nan)
    curve = np.asarray(CubicSpline(knots_s, values[good])(time_s))
    after = np.clip(np.searchsorted(knots_s, time_s), 1, len(knots_s) - 1)
    gap_s = knots_s[after] - knots_s[after - 1]
    outside = (time_s < knots_s[0]) | (time_s > knots_s[-1]) | (gap_s > LONGEST_GAP_S)
    curve[outside] = np.nan
    return curve
