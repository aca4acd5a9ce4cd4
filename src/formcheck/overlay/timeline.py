"""The timeline under the picture: numbers of the frame, and both feet's contacts over time.

It stands below the picture, because a runner's feet are where other players put theirs.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from formcheck.domain.skeleton import SIDES
from formcheck.locales import read_numbers_as
from formcheck.overlay.lettering import fill, width_px, wrapped, write
from formcheck.overlay.palette import (
    LANE,
    MEASURE,
    PLUMB,
    SIDE,
    SOFT,
    STRIP,
    TEXT,
    Colour,
    mixed,
)
from formcheck.overlay.scene import Scene
from formcheck.video.planes import Planes
from formcheck.words import phrase
from formcheck.words.wording import word

LETTER_SHARE: Final = 0.031
"""Size of type as a share of the width: 12 px on a phone 390 px wide."""
PAGE_S: Final = 8.0
_HEIGHT_LETTERS: Final = 4.5
_LONGEST_TIME: Final = "88:88.88"


def height_px(width: int) -> int:
    """Height of the timeline under a picture of a width, an even number."""
    return max(24, round(_HEIGHT_LETTERS * LETTER_SHARE * width / 2) * 2)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Places within the timeline, in pixels."""

    letter: int
    pad: int
    numbers_y: float
    lanes_x: tuple[int, int]
    lane_y: tuple[int, int]
    lane_high: int
    time_x: int


def _longest_numbers() -> tuple[str, ...]:
    """Return each number at its longest, in the reader's language."""
    trunk = (phrase(code, degrees=88) for code in ("trunk_forward", "trunk_back", "trunk_upright"))
    knee = (phrase("knee_bent", side=side, degrees=188) for side in SIDES)
    return max(trunk, key=len), max(knee, key=len), phrase("steps_a_minute", cadence_spm=888.0)


@lru_cache(maxsize=4)
def _layout(width: int, height: int, longest: tuple[str, ...]) -> _Layout:
    letter = max(8, round(LETTER_SHARE * width))
    pad = max(4, round(0.5 * letter))
    room = width - 2 * pad
    # A narrow picture gets smaller type rather than numbers on top of each other.
    needed = sum(width_px(text, letter) for text in longest) + 4 * letter
    letter = max(8, min(letter, math.floor(letter * room / needed)))
    lane_high = round(0.27 * (height - 1.9 * letter))
    first = round(1.95 * letter)
    return _Layout(
        letter=letter,
        pad=pad,
        numbers_y=1.35 * letter,
        lanes_x=(pad + round(1.1 * letter), width - pad - width_px(_LONGEST_TIME, letter) - pad),
        lane_y=(first, first + round(1.35 * lane_high)),
        lane_high=lane_high,
        time_x=width - pad,
    )


class Timeline:
    """Draws the timeline of one clip, frame after frame.

    Parameters
    ----------
    scene : Scene
    width, height : int
        Size of the timeline.
    """

    def __init__(self, scene: Scene, width: int, height: int) -> None:
        self._scene = scene
        self._longest = _longest_numbers()
        self._at = _layout(width, height, self._longest)
        times = scene.track.time_s
        self._start_s, self._end_s = float(times[0]), float(times[-1])
        span_s = max(self._end_s - self._start_s, 1e-3)
        self._pages = max(1, math.ceil(span_s / PAGE_S - 0.25))
        self._page_s = span_s / self._pages
        self._page = -1
        self._ground = Planes.empty(width, height)
        self._columns = self._places()

    def draw(self, into: Planes, time_s: float, frame: int, row: int | None) -> None:
        """Draw the timeline of one frame.

        Parameters
        ----------
        into : Planes
            Overwritten.
        time_s : float
            Capture time.
        frame : int
            Number in the file.
        row : int or None
            Row of the track, None if the frame has none.
        """
        page = min(max(int((time_s - self._start_s) / self._page_s), 0), self._pages - 1)
        if page != self._page:
            self._page = page
            self._lay_out()
        into.put(self._ground)
        self._time(into, time_s, frame)
        if self._scene.refused is None:
            self._playhead(into, time_s)
            self._numbers(into, row)

    def _places(self) -> tuple[float, ...]:
        """Left end of each number; one that this clip never shows takes no room."""
        scene, at = self._scene, self._at
        shown = [bool(np.isfinite(a).any()) for a in (scene.lean_deg, scene.knee_deg)]
        places = [float(at.pad)]
        for longest, has in zip(self._longest, shown, strict=False):
            places.append(places[-1] + has * (width_px(longest, at.letter) + 2 * at.letter))
        return tuple(places)

    def _lay_out(self) -> None:
        """Draw what stays the same on this page."""
        width, height = self._ground.size
        fill(self._ground, (0, 0, width, height), STRIP)
        if self._scene.refused is not None:
            self._refusal(self._scene.refused)
            return
        at = self._at
        left, right = at.lanes_x
        for side, top in zip(SIDES, at.lane_y, strict=True):
            fill(self._ground, (left, top, right, top + at.lane_high), LANE)
            base = top + 0.5 * at.lane_high + 0.36 * at.letter
            write(self._ground, word("foot_initial", side), (at.pad, base), at.letter, SIDE[side])
            for ic_s, to_s in self._scene.stance_s[side]:
                self._stance(ic_s, to_s, top, SIDE[side])

    def _stance(self, ic_s: float, to_s: float | None, top: int, colour: Colour) -> None:
        """One contact: a tick where the foot lands, a bar while it stays, a tick as it goes."""
        at = self._at
        x0 = self._x(ic_s)
        x1 = x0 if to_s is None else self._x(to_s)
        tick = max(2, round(0.1 * at.letter))
        left, right = at.lanes_x
        inset = 0.22 * at.lane_high
        bottom = top + at.lane_high
        if to_s is not None and x1 > left and x0 < right:
            bar = (max(x0, left), top + inset, min(x1, right), bottom - inset)
            fill(self._ground, bar, mixed(colour, LANE, 0.67))
        for x, high in ((x0, 0.0), (x1, inset)):
            if left <= x < right:
                fill(self._ground, (x, top + high, x + tick, bottom - high), colour)

    def _x(self, time_s: float) -> float:
        left, right = self._at.lanes_x
        share = (time_s - self._start_s) / self._page_s - self._page
        return left + share * (right - left)

    def _playhead(self, into: Planes, time_s: float) -> None:
        at = self._at
        x = min(max(self._x(time_s), at.lanes_x[0]), at.lanes_x[1] - 1)
        reach = round(0.18 * at.letter)
        top, bottom = at.lane_y[0] - reach, at.lane_y[1] + at.lane_high + reach
        wide = max(1.0, 0.05 * at.letter)
        fill(into, (x - wide, top, x + wide, bottom), PLUMB)
        if self._pages > 1:
            share = (time_s - self._start_s) / (self._end_s - self._start_s)
            width, height = into.size
            fill(into, (0, height - max(2.0, 0.12 * at.letter), share * width, height), SOFT)

    def _time(self, into: Planes, time_s: float, frame: int) -> None:
        at = self._at
        minutes, seconds = divmod(time_s, 60.0)
        clock = f"{minutes:.0f}:{seconds:05.2f}" if minutes else f"{seconds:.2f} s"
        small = round(0.8 * at.letter)
        for text, top, size, colour in (
            (read_numbers_as(clock), at.lane_y[0], at.letter, TEXT),
            (f"#{frame}", at.lane_y[1], small, SOFT),
        ):
            base = top + 0.5 * at.lane_high + 0.36 * size
            write(into, text, (at.time_x - width_px(text, size), base), size, colour)

    def _numbers(self, into: Planes, row: int | None) -> None:
        """Write what was measured, each number in its own place."""
        scene, at = self._scene, self._at
        lean = knee = math.nan
        if row is not None:
            lean, knee = float(scene.lean_deg[row]), float(scene.knee_deg[row])
        x_lean, x_knee, x_steps = self._columns
        if math.isfinite(lean) and not scene.behind:
            tilt = round(lean)
            code = "trunk_forward" if tilt > 0 else "trunk_back" if tilt < 0 else "trunk_upright"
            text = phrase(code, degrees=abs(tilt))
            write(into, text, (x_lean, at.numbers_y), at.letter, MEASURE)
        if math.isfinite(knee) and scene.near is not None:
            text = phrase("knee_bent", side=scene.near, degrees=round(knee))
            write(into, text, (x_knee, at.numbers_y), at.letter, SIDE[scene.near])
        if scene.cadence_spm is not None:
            text = phrase("steps_a_minute", cadence_spm=scene.cadence_spm)
            write(into, text, (x_steps, at.numbers_y), at.letter)

    def _refusal(self, reason: str) -> None:
        at = self._at
        height = self._ground.size[1]
        small = round(0.85 * at.letter)
        lines = wrapped(phrase("not_analysed", reason=reason), small, at.lanes_x[1] - at.pad)
        step = min(1.3 * small, height / (len(lines) + 0.5))
        top = 0.5 * (height - step * len(lines))
        for k, line in enumerate(lines):
            write(self._ground, line, (at.pad, top + (k + 0.8) * step), small, TEXT)
