"""Which part of a clip is analysed: the longest steady run, seen from the side, in one posture."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.pose import PoseTrack
from formcheck.domain.quality import Direction
from formcheck.gait.behind import gait_behind
from formcheck.gait.kind import (
    Locomotion,
    body_height_px,
    locomotion_of,
    vertical_oscillation_leg,
)
from formcheck.gait.rhythm import Bout, find_bouts
from formcheck.geometry.sagittal import to_sagittal
from formcheck.geometry.view import facing, from_behind
from formcheck.select.repeats import Repeats, find_repeats
from formcheck.select.slow_motion import NO_DOUBT_SPM, Stepping
from formcheck.select.steadiness import (
    SIDE_SHARE,
    Turned,
    held_view,
    steady_pace,
    true_runs,
    usable_view,
    usual_posture,
)

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

FEWEST_RUNNING_PEAKS = 5
"""A run of so many steps takes precedence over a longer walk: people walk up to the treadmill."""
SLOW_PART = 0.7
"""Worth of a step in a slowed part of a clip whose other part plays in real time."""
FEWEST_LEFT_PEAKS = 4
"""Steps that must be left where the runner turns from the camera."""
FEWEST_AWAY_PEAKS = 2
JUMP_HEIGHTS = 0.8
"""Nobody's hips move farther than this, in heights, from one frame to the next."""
SETTLED_FRAMES = 5
CANDIDATES = 8
OTHER_PACE, FEWEST_OTHER_PEAKS = 1.5, 4
"""No runner changes step time by half within a clip, so that the film itself plays otherwise."""


@dataclass(frozen=True, slots=True)
class AnalysedPart:
    """What is analysed of a track.

    Attributes
    ----------
    start, stop : int
        Frames of the track, half open.
    direction : {"left", "right"}
        Where the runner faces there.
    stepping : Stepping or None
        How the runner steps there; None where nobody steps steadily.
    pace_ratio : float or None
        How many times slower (> 1) or faster another part of the film plays.
    pace_change : float or None
        Change of the stride time, where steps at another pace were left out.
    repeats : Repeats or None
        What of the track is shown again or backwards; None where nothing is.
    turned : {"nowhere", "elsewhere", "everywhere"}
        Where steps are seen from another side: where they were left out for it, or everywhere,
        so that too few were left.
    """

    start: int
    stop: int
    direction: Direction
    stepping: Stepping | None
    pace_ratio: float | None = None
    pace_change: float | None = None
    repeats: Repeats | None = None
    turned: Turned = "nowhere"


@dataclass(frozen=True, slots=True, eq=False)
class _CandidateBout:
    """A bout that may be the part, without the steps that are not used."""

    bout: Bout
    direction: Direction
    stepping: Stepping
    change: float | None
    turned: Turned


def choose_part(
    track: PoseTrack,
    breaks: Sequence[int],
) -> AnalysedPart:
    """Choose the part with most steps, a run before a walk.

    Parameters
    ----------
    track : PoseTrack
        On the playback clock. With landmarks in space, steps seen from front or back are left
        out.
    breaks : sequence of int
        Frames at which another scene begins.
    """
    all_breaks = [*breaks, *person_jumps(track)]
    found = find_bouts(track, all_breaks)
    usual = found[0] if found else None
    repeats = find_repeats(track, usual, is_film=track.world_m is not None)
    if not repeats.anything:
        return _of_bouts(track, found) or _longest_scene(track, all_breaks)
    # Only steps are looked for in it: the part itself is cut from the track as it is.
    fresh = replace(track, xy_px=np.where(repeats.again[:, None, None], np.nan, track.xy_px))
    found = find_bouts(fresh, [*all_breaks, *repeats.turns])
    part = _of_bouts(track, found) or _without_steps(track, *repeats.longest_fresh)
    return replace(part, repeats=repeats)


def _longest_scene(track: PoseTrack, breaks: Sequence[int]) -> AnalysedPart:
    """The scene that shows somebody longest: where nobody steps, that is what is judged."""
    seen = np.asarray(np.isfinite(track.xy_px).any(axis=(1, 2)))
    edges = sorted({0, len(track), *breaks})
    scenes = list(pairwise(edges)) or [(0, len(track))]
    start, stop = max(scenes, key=lambda scene: int(seen[scene[0] : scene[1]].sum()))
    return _without_steps(track, start, stop)


def _without_steps(track: PoseTrack, start: int, stop: int) -> AnalysedPart:
    return AnalysedPart(start, stop, facing(track.picked(slice(start, stop))), None)


def _of_bouts(
    track: PoseTrack,
    found: Sequence[Bout],
) -> AnalysedPart | None:
    candidates = [_candidate(track, bout) for bout in found[:CANDIDATES]]
    if not candidates:
        return None
    best = max(candidates, key=lambda candidate: _worth(candidate.stepping))
    runs = [one.bout for one in candidates if one.stepping.gait == "run"]
    return AnalysedPart(
        best.bout.start,
        best.bout.stop,
        best.direction,
        best.stepping,
        _pace_ratio(best.bout, runs),
        best.change,
        turned=best.turned,
    )


def _pace_ratio(best: Bout, runs: Sequence[Bout]) -> float | None:
    """How much slower or faster than the best bout the film plays elsewhere."""

    def alike(other: Bout) -> bool:
        return 1 / OTHER_PACE < other.step_s / best.step_s < OTHER_PACE

    alikes = [run for run in runs if alike(run)]
    others = [
        run.step_s / best.step_s
        for run in runs
        if len(run.peaks_s) >= FEWEST_OTHER_PEAKS
        and not alike(run)
        and not any(_overlap(run, one) for one in alikes)
    ]
    return others[0] if others else None


def _overlap(one: Bout, other: Bout) -> bool:
    """Whether two bouts share steps, not only their margins."""
    shared_s = min(one.peaks_s[-1], other.peaks_s[-1]) - max(one.peaks_s[0], other.peaks_s[0])
    return bool(shared_s > min(one.step_s, other.step_s))


def _worth(stepping: Stepping) -> tuple[bool, bool, float]:
    is_run = stepping.gait == "run" and stepping.peaks >= FEWEST_RUNNING_PEAKS
    onward = stepping.gait != "run" or stepping.forward
    low, high = NO_DOUBT_SPM
    is_real_time = low <= stepping.cadence_spm(1.0) <= high
    return is_run and onward, onward, stepping.peaks * (1.0 if is_real_time else SLOW_PART)


def person_jumps(track: PoseTrack) -> list[int]:
    """Frames at which the landmarks leave one body for another."""
    middle = track.midpoint("hip")
    seen = np.flatnonzero(np.isfinite(middle).all(axis=1))
    limit_px = JUMP_HEIGHTS * body_height_px(track)
    if len(seen) < 2 * SETTLED_FRAMES or limit_px <= 0:
        return []
    places = middle[seen]
    far = np.flatnonzero(np.linalg.norm(np.diff(places, axis=0), axis=1) > limit_px) + 1
    jumps = []
    for i in far:
        before = np.median(places[max(0, i - SETTLED_FRAMES) : i], axis=0)
        after = np.median(places[i : i + SETTLED_FRAMES], axis=0)
        # A single bad frame jumps away and back: the medians on both sides agree.
        if np.linalg.norm(after - before) > limit_px:
            jumps.append(int(seen[i]))
    return jumps


def _steady(
    track: PoseTrack,
    bout: Bout,
) -> tuple[Bout, float | None, Turned]:
    """Leave out steps turned from the side, in another posture or at another pace.

    None is left out if few would be left. Also returns the change of pace, if steps were left
    out for it, and whether steps are seen from another side.
    """
    span = slice(bout.start, bout.stop)
    there = track.picked(span)
    square = _square(there, 2 * bout.step_s)
    left = _longest(track, bout, usual_posture(there, 4 * bout.step_s) & square)
    best, turned = left or bout, _turned(track.time_s[span], bout, square, left)
    first, past, change = steady_pace(best.peaks_s)
    if change is None:
        return best, None, turned
    margin_s = 0.6 * best.step_s
    low_s = best.peaks_s[first] - margin_s if first else -np.inf
    high_s = best.peaks_s[past - 1] + margin_s if past < len(best.peaks_s) else np.inf
    time_s = track.time_s[best.start : best.stop]
    return _longest(track, best, (time_s >= low_s) & (time_s <= high_s)) or best, change, turned


def _square(track: PoseTrack, stride_s: float) -> BoolArray:
    """Frames in which the runner is seen from the side, all in about one view."""
    if track.world_m is None:
        return np.ones(len(track), dtype=bool)
    square = usable_view(track.time_s, track.world_m, stride_s)
    if track.camera is not None and track.camera.moves:
        square &= held_view(track.time_s, track.world_m, stride_s)
    return square


def _turned(time_s: FloatArray, bout: Bout, square: BoolArray, left: Bout | None) -> Turned:
    away = int((~square[np.searchsorted(time_s, bout.peaks_s).clip(0, len(time_s) - 1)]).sum())
    if away < FEWEST_AWAY_PEAKS or square.mean() < SIDE_SHARE:
        return "nowhere"
    return "everywhere" if left is None else "elsewhere"


def _longest(track: PoseTrack, bout: Bout, usable: BoolArray) -> Bout | None:
    """Most steps in a row of a bout in frames that are usable; None if few are left."""
    best: Bout | None = None
    for first, past in true_runs(usable):
        start, stop = bout.start + first, bout.start + past
        low_s, high_s = track.time_s[start], track.time_s[stop - 1]
        inside = (bout.peaks_s >= low_s) & (bout.peaks_s <= high_s)
        if inside.sum() >= max(FEWEST_LEFT_PEAKS, len(best.peaks_s) if best else 0):
            best = replace(bout, start=start, stop=stop, peaks_s=bout.peaks_s[inside])
    return best


def _candidate(track: PoseTrack, bout: Bout) -> _CandidateBout:
    steady, change, turned = _steady(track, bout)
    there = track.picked(slice(steady.start, steady.stop))
    hold, direction = there.heights_hold, facing(there)
    sagittal = to_sagittal(there.without_camera(), direction)
    if from_behind(there):
        kind = Locomotion(gait_behind(sagittal, steady.step_s), None)
    else:
        kind = locomotion_of(sagittal, steady.step_s, heights_hold=hold)
    oscillation = vertical_oscillation_leg(sagittal, steady) if hold else None
    forward = kind.support is None or kind.support.travel_leg > 0
    stepping = Stepping(kind.gait, steady.step_s, len(steady.peaks_s), oscillation, forward)
    return _CandidateBout(steady, direction, stepping, change, turned)
