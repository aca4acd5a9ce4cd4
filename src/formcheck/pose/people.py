"""Who is who in a clip with several people, and how to look at one of them only."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.pose import SAME_PERSON_HEIGHTS
from formcheck.domain.skeleton import INDEX, SIDES
from formcheck.errors import UsageError
from formcheck.pose.raw import Box, Candidates
from formcheck.pose.segment_starts import trunk_lengths
from formcheck.video.upright import Picture

HIPS: Final = [INDEX[f"{side}_hip"] for side in SIDES]
_MAX_GAP_S: Final = 1.6
_MAX_GROWTH: Final = 1.7
_MIN_SHARE: Final = 0.2
_HOLD_S: Final = 0.6
_MARGIN_X_HEIGHTS: Final = 0.3
_MARGIN_Y_HEIGHTS: Final = 0.2


@dataclass(frozen=True, slots=True)
class Sighting:
    """One person at one time."""

    time_s: float
    box: Box


@dataclass(frozen=True, slots=True, eq=False)
class PersonPath:
    """Where one person is over time, between the looks by straight lines.

    Attributes
    ----------
    sightings : tuple of Sighting
        In order of time, at least one.
    width, height : int
        Size of the full picture in pixels.
    """

    sightings: tuple[Sighting, ...]
    width: int
    height: int
    _columns: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        rows = [
            (s.time_s, *s.box.centre_px, s.box.width_px, s.box.height_px) for s in self.sightings
        ]
        object.__setattr__(self, "_columns", np.array(rows).T)

    @property
    def median_height_px(self) -> float:
        """Median height of the person's box."""
        return float(np.median([s.box.height_px for s in self.sightings]))

    def box_px(self, time_s: float) -> tuple[float, float, float, float] | None:
        """Return x, y, width and height of the person; None where they have not been seen.

        That is for more than 0.6 s.
        """
        times, *boxes = self._columns
        if not times[0] - _HOLD_S <= time_s <= times[-1] + _HOLD_S:
            return None
        x, y, wide, high = (float(np.interp(time_s, times, column)) for column in boxes)
        return x - wide / 2, y - high / 2, wide, high

    def area(self, time_s: float) -> tuple[float, float, float, float] | None:
        """Return left, top, right, bottom of the area to look at, as shares of the picture.

        None where the person has not been seen for more than 0.6 s.
        """
        box = self.box_px(time_s)
        if box is None:
            return None
        x, y, wide, high = box
        beside, above = _MARGIN_X_HEIGHTS * high, _MARGIN_Y_HEIGHTS * high
        return (
            (x - beside) / self.width,
            (y - above) / self.height,
            (x + wide + beside) / self.width,
            (y + high + above) / self.height,
        )

    def only(self, image_rgb: Picture, time_s: float) -> Picture:
        """Return a copy of the picture that is black outside this person's area."""
        high, wide = image_rgb.shape[:2]
        alone = np.zeros_like(image_rgb)
        area = self.area(time_s)
        if area is None:
            return alone
        left, right = (int(np.clip(v * wide, 0, wide)) for v in (area[0], area[2]))
        top, bottom = (int(np.clip(v * high, 0, high)) for v in (area[1], area[3]))
        alone[top:bottom, left:right] = image_rgb[top:bottom, left:right]
        return alone


def people_paths(looks: Sequence[Candidates], width: int, height: int) -> tuple[PersonPath, ...]:
    """Link the people of single pictures into one path each.

    Parameters
    ----------
    looks : sequence of Candidates
    width, height : int
        Size of the full picture in pixels.

    Returns
    -------
    tuple of PersonPath
        The tallest first. People seen in less than a fifth of the looks are left out,
        unless nobody was seen more often.
    """
    open_paths: list[list[Sighting]] = []
    for look in looks:
        _extend(open_paths, look)
    wanted = _MIN_SHARE * sum(bool(look.boxes) for look in looks)
    lasting = [p for p in open_paths if len(p) >= wanted] or open_paths
    paths = [PersonPath(tuple(p), width, height) for p in lasting]
    return tuple(sorted(paths, key=lambda path: -path.median_height_px))


def choose_person(paths: Sequence[PersonPath], person: int) -> PersonPath:
    """Return the path of the person of that rank, 1 = tallest.

    Raises
    ------
    UsageError
        There are fewer people (``no_such_person``).
    """
    if 1 <= person <= len(paths):
        return paths[person - 1]
    found = len(paths)
    what = (
        f"There is no person {person} in this clip: nobody was found."
        if found == 0
        else f"There is no person {person} in this clip: one person was found."
        if found == 1
        else f"There is no person {person} in this clip: {found} people were found."
    )
    raise UsageError(
        what,
        "Leave --person out, or give a smaller number; 1 is the tallest in the picture.",
        code="no_such_person",
    )


def _extend(paths: list[list[Sighting]], look: Candidates) -> None:
    """Give each box of a look to the path it fits best, or begin a new one."""
    pairs = sorted(
        (cost, p, b)
        for p, path in enumerate(paths)
        for b, box in enumerate(look.boxes)
        if (cost := _step(path[-1], look.time_s, box)) < math.inf
    )
    used_paths: set[int] = set()
    used_boxes: set[int] = set()
    for _, p, b in pairs:
        if p not in used_paths and b not in used_boxes:
            paths[p].append(Sighting(look.time_s, look.boxes[b]))
            used_paths.add(p)
            used_boxes.add(b)
    for b, box in enumerate(look.boxes):
        if b not in used_boxes:
            paths.append([Sighting(look.time_s, box)])


def _step(last: Sighting, time_s: float, box: Box) -> float:
    """How far a box lies from a path's last one, in body heights; infinite = another person."""
    if time_s - last.time_s > _MAX_GAP_S:
        return math.inf
    tall, small = (f(last.box.height_px, box.height_px) for f in (max, min))
    if small <= 0 or tall / small > _MAX_GROWTH:
        return math.inf
    steps = math.dist(last.box.centre_px, box.centre_px) / tall
    return steps if steps <= SAME_PERSON_HEIGHTS else math.inf


def changes_person(xy: NDArray[np.float64], again: Mapping[int, NDArray[np.float64]]) -> bool:
    """Whether the landmarks jump to somebody else, at a segment boundary or from frame to frame.

    Parameters
    ----------
    xy : ndarray, shape (T, 33, 2)
        Landmarks of all frames, NaN where nobody was found.
    again : mapping of int to ndarray of shape (33, 2)
        Row in ``xy``, and the landmarks that the next segment's tracker found there.
    """
    hips = xy[:, HIPS].mean(axis=1)
    trunks = trunk_lengths(xy)
    if not np.isfinite(trunks).any():
        return False
    trunk = float(np.nanmedian(trunks))
    steps = np.linalg.norm(np.diff(hips, axis=0), axis=1)
    if bool((steps > trunk).any()):
        return True
    return any(
        np.linalg.norm(other[HIPS].mean(axis=0) - hips[row]) > trunk / 2
        for row, other in again.items()
    )
