"""What the pictures say beside the runner: copies, cuts, light, and how the camera moves."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.pose import CameraMotion

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

COPY_SHARE = 0.15
"""A copied picture changes by less than this share of what its neighbours change by."""
COPY_CHANGE = 1.5
"""... and by less than this many grey levels: a recorded player draws over its copies."""
NEIGHBOURS = 6
LEAST_CHANGE = 0.25
"""Grey levels. Where pictures change by less, nothing moves and copies do not matter."""
LEAST_COPIES = 0.03
CUT_CHANGE, CUT_TIMES = 12.0, 6.0
"""A cut changes the mean picture by this many grey levels, and so much more than usual."""
MOVED_HEIGHTS = 0.3
"""A camera that goes farther than this, in heights of the runner, is not standing."""
SURE_RESPONSE, KNOWN_SHARE = 0.6, 0.9
EVEN_FRAMES = 1.0
"""New pictures that lie within a frame of an even beat were taken at an even beat."""


@dataclass(frozen=True, slots=True, eq=False)
class Pictures:
    """Numbers of every picture of a clip, as gathered while it was decoded.

    Attributes
    ----------
    time_s : ndarray, shape (T,)
        Playback time.
    change_mean : ndarray, shape (T,)
        Mean grey difference to the picture before, 0-255; NaN for the first.
    shift_px : ndarray, shape (T, 2)
        How far the background moved since the picture before; NaN = not known.
    shift_response : ndarray, shape (T,)
        How sure that is, 0-1.
    luma, sharpness : ndarray, shape (T,)
        Brightness 0-255 and variance of the Laplacian.
    """

    time_s: FloatArray
    change_mean: FloatArray
    shift_px: FloatArray
    shift_response: FloatArray
    luma: FloatArray
    sharpness: FloatArray

    def span(self, frames: slice) -> "Pictures":
        """Return the numbers of some of the pictures."""
        return Pictures(*(getattr(self, field.name)[frames] for field in fields(self)))


def copies(pictures: Pictures) -> BoolArray:
    """Pictures that repeat the one before while the film goes on, shape (T,).

    All False where hardly any are found: a still moment is no copy.
    """
    change = np.nan_to_num(pictures.change_mean, nan=np.inf)
    usual = _usual_change(pictures.change_mean)
    copied = (change < np.minimum(COPY_SHARE * usual, COPY_CHANGE)) & (usual > LEAST_CHANGE)
    if len(copied) == 0 or copied.mean() < LEAST_COPIES:
        return np.zeros(len(copied), dtype=bool)
    return np.asarray(copied)


def _usual_change(change_mean: FloatArray) -> FloatArray:
    """How much the pictures around each one change: 85th percentile of its neighbours."""
    padded = np.pad(change_mean, NEIGHBOURS, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * NEIGHBOURS + 1)
    filled = np.where(np.isfinite(windows), windows, 0.0)
    return np.asarray(np.percentile(filled, 85, axis=1))


def retimed(time_s: FloatArray, new: BoolArray) -> FloatArray:
    """Instants of the new pictures; evenly spread where the copies only fill up a beat.

    A film of 24 pictures a second in a file of 30 shows every fourth picture twice. Its
    pictures were taken evenly though they are not shown so.

    Parameters
    ----------
    time_s : ndarray, shape (T,)
    new : ndarray of bool, shape (T,)

    Returns
    -------
    ndarray, shape (new.sum(),)
    """
    kept_s = time_s[new]
    if new.all() or len(kept_s) < 10:
        return kept_s
    count = np.arange(len(kept_s))
    beat_s, first_s = np.polyfit(count, kept_s, 1)
    even_s = first_s + beat_s * count
    even_s += max(0.0, kept_s[0] - even_s[0])
    frame_s = float(np.median(np.diff(time_s)))
    return even_s if np.abs(even_s - kept_s).max() <= EVEN_FRAMES * frame_s else kept_s


def rate_hz(time_s: FloatArray) -> float:
    """Pictures a second: mean over the usual intervals, so that single gaps do not count."""
    steps = np.diff(time_s)
    if len(steps) == 0:
        return float("nan")
    usual = float(np.median(steps))
    return float(1.0 / steps[np.abs(steps / usual - 1) < 0.3].mean())


def cuts(change_mean: FloatArray) -> list[int]:
    """Pictures with which another scene begins, by how much each differs from the one before."""
    change = np.nan_to_num(change_mean)
    usual = _usual_change(change_mean)
    return [int(i) for i in np.flatnonzero((change > CUT_CHANGE) & (change > CUT_TIMES * usual))]


def camera_motion(pictures: Pictures, height_px: float) -> CameraMotion:
    """How the camera moved over a part without cuts.

    Parameters
    ----------
    pictures : Pictures
    height_px : float
        Height of the runner, against which movement is judged.
    """
    shift = pictures.shift_px
    known: BoolArray = np.asarray(np.isfinite(shift).all(axis=1))
    path_px = np.cumsum(np.where(known[:, None], shift, 0.0), axis=0)
    moves = bool(np.ptp(path_px, axis=0).max() > MOVED_HEIGHTS * height_px)
    response = pictures.shift_response[known]
    sure = False
    if len(response) > 1:
        sure = bool(known[1:].mean() > KNOWN_SHARE and np.median(response) > SURE_RESPONSE)
    return CameraMotion(path_px, moves=moves, known=sure)
