"""A film that is cut together: where its scenes begin, and who is followed in which.

Behind a cut nothing goes on from the picture before. A tracker that is left to itself draws the
body of the last scene into the next one for a while, and the tallest person of the whole film is
a face close to the camera as often as the runner.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.people import PersonPath, changes_person, people_paths
from formcheck.pose.raw import Candidates
from formcheck.select.pictures import CUT_CHANGE, CUT_TIMES, NEIGHBOURS, cuts
from formcheck.video.upright import Picture

FloatArray = NDArray[np.float64]

_FEWEST_BEFORE: Final = 2


class CutWatch:
    """Tells a cut as soon as it comes, from the few pictures before it."""

    def __init__(self) -> None:
        self._before: deque[float] = deque(maxlen=NEIGHBOURS)

    def restart(self) -> None:
        """Forget the pictures before."""
        self._before.clear()

    def is_cut(self, change_mean: float) -> bool:
        """Whether another scene begins with a picture that differs so much from the last one.

        Parameters
        ----------
        change_mean : float
            As in :class:`formcheck.video.frame_stats.FrameStats`, of the next picture.
        """
        before = list(self._before)
        if np.isfinite(change_mean):
            self._before.append(change_mean)
        if len(before) < _FEWEST_BEFORE:
            return False
        return bool(change_mean > max(CUT_CHANGE, CUT_TIMES * float(np.median(before))))


class Followed(NamedTuple):
    """Who is followed from when on.

    Attributes
    ----------
    starts_s : tuple of float
        Where each scene begins, playback time, rising.
    paths : tuple of PersonPath or None
        Whom to follow there; None leaves it to the model.
    """

    starts_s: tuple[float, ...]
    paths: tuple[PersonPath | None, ...]

    def only(self, image_rgb: Picture, time_s: float) -> Picture:
        """The picture as the tracker is to see it, black around whom it follows."""
        scene = max(0, int(np.searchsorted(self.starts_s, time_s, side="right")) - 1)
        path = self.paths[scene]
        return path.only(image_rgb, time_s) if path else image_rgb


def follow_each_scene(
    xy: FloatArray,
    time_s: FloatArray,
    change_mean: FloatArray,
    again: Mapping[int, FloatArray],
    looks: Sequence[Candidates],
    size: tuple[int, int],
) -> Followed | None:
    """Choose the tallest of several people in each scene in which the tracker changed over.

    Parameters
    ----------
    xy : ndarray, shape (T, 33, 2)
        Landmarks in pixels, NaN where nobody was found.
    time_s, change_mean : ndarray, shape (T,)
        Playback time, and how much each picture differs from the one before.
    again : mapping of int to ndarray of shape (33, 2)
        Row in ``xy``, and what the next segment's tracker found there.
    looks : sequence of Candidates
    size : tuple of int
        Width and height of the full picture.

    Returns
    -------
    Followed or None
        None where the tracker kept to one person in every scene.
    """
    if len(time_s) == 0:
        return None
    edges = [0, *(cut for cut in cuts(change_mean) if cut), len(time_s)]
    paths = []
    for first, stop in pairwise(edges):
        last_s = time_s[stop - 1]
        seen = [look for look in looks if time_s[first] <= look.time_s <= last_s]
        there = {row - first: body for row, body in again.items() if first <= row < stop}
        paths.append(_tallest_if_changed(xy[first:stop], there, seen, size))
    if not any(paths):
        return None
    return Followed(tuple(float(time_s[first]) for first in edges[:-1]), tuple(paths))


def _tallest_if_changed(
    xy: FloatArray,
    again: Mapping[int, FloatArray],
    looks: Sequence[Candidates],
    size: tuple[int, int],
) -> PersonPath | None:
    if all(len(look.boxes) < 2 for look in looks) or not changes_person(xy, again):
        return None
    return people_paths(looks, *size)[0]
