"""Segments whose tracker started on something that is not the body, and what to do about them.

A fresh start rests on one look at one picture. Of a small or half-hidden body it may take the
legs for the whole, and the tracker then stays on them for many frames. The tracker of the segment
before has seen the same frames, so at each boundary the two can be compared.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.skeleton import INDEX, SIDES

FloatArray = NDArray[np.float64]

APART_TRUNKS: Final = 0.35
"""Farther apart than this, in trunk lengths, two trackers are not both on the body."""
USUAL: Final = (0.75, 1.33)
"""Length of the trunk, over its usual one, of a body that was followed rightly."""
_AROUND_FRAMES: Final = 120
_PAIRS: Final = tuple(
    tuple(INDEX[f"{side}_{part}"] for side in SIDES)
    for part in ("shoulder", "hip", "knee", "ankle")
)


def false_starts(xy: FloatArray, warm_ups: Mapping[int, FloatArray]) -> list[int]:
    """Find the rows at which a segment begins with a false start.

    Parameters
    ----------
    xy : ndarray, shape (T, 33, 2)
        Landmarks of all frames in any unit of length, NaN where nobody was found.
    warm_ups : mapping of int to ndarray of shape (33, 2)
        Row in ``xy``, and what the tracker of the next segment found in the same frame; NaN
        where it found nobody.

    Returns
    -------
    list of int
        Where the segment before had the body and the next one has not.
    """
    trunk = trunk_lengths(xy)
    found = []
    for row, other in warm_ups.items():
        if row + 1 in warm_ups:
            continue
        usual = _usual(trunk, row)
        if _is_odd(trunk[row], usual):
            continue
        apart = np.linalg.norm(_middles(other) - _middles(xy[row]), axis=1).max()
        if not apart <= APART_TRUNKS * usual:
            found.append(row + 1)
    return found


def is_better(again: FloatArray, before: FloatArray, usual: float) -> bool:
    """Whether fewer frames of another run have a trunk of odd length.

    Parameters
    ----------
    again, before : ndarray, shape (T, 33, 2)
        The same frames, tracked without and with a fresh start.
    usual : float
        What `usual_trunk` says of the frames around.
    """
    odd = [np.count_nonzero(_is_odd(trunk_lengths(xy), usual)) for xy in (again, before)]
    return bool(odd[0] < odd[1])


def trunk_lengths(xy: FloatArray) -> FloatArray:
    """Length from the middle of the shoulders to that of the hips, shape (T,)."""
    middles = _middles(xy)
    return np.asarray(np.linalg.norm(middles[..., 0, :] - middles[..., 1, :], axis=-1))


def usual_trunk(xy: FloatArray, row: int) -> float:
    """Median length of the trunk in the frames around a row."""
    return _usual(trunk_lengths(xy), row)


def _is_odd(trunk: FloatArray, usual: float) -> NDArray[np.bool_]:
    return ~((trunk > USUAL[0] * usual) & (trunk < USUAL[1] * usual))


def _usual(trunk: FloatArray, row: int) -> float:
    near = trunk[max(0, row - _AROUND_FRAMES) : row + _AROUND_FRAMES]
    return float(np.nanmedian(near)) if np.isfinite(near).any() else np.nan


def _middles(xy: FloatArray) -> FloatArray:
    """Middles of shoulders, hips, knees and ankles, shape (..., 4, 2)."""
    return np.stack([(xy[..., a, :] + xy[..., b, :]) / 2 for a, b in _PAIRS], axis=-2)
