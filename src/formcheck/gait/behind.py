"""Contacts of a runner who is seen from behind.

From there a foot goes towards the camera and away from it, which a picture hardly shows. What it
shows is how high things are: the ankles, of which one is lifted while the other stands, and the
trunk, which falls onto each foot and is lowest over it.
"""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.landmark_source import EventNoise
from formcheck.domain.pose import PoseTrack
from formcheck.domain.quality import Gait
from formcheck.domain.skeleton import SIDES, Side
from formcheck.gait.anchors import (
    LONGEST_STRIDE_S,
    SHORTEST_STRIDE_S,
    SMALLEST_GAP,
    SMALLEST_PROMINENCE,
    Anchors,
)
from formcheck.gait.cues import Cues, EventOffsets
from formcheck.gait.detect import GaitEvents, LegGait, place
from formcheck.gait.rhythm import lift_px
from formcheck.gait.template import Template, fit_stride
from formcheck.geometry.sagittal import SagittalTrack, to_sagittal
from formcheck.signal.filters import low_pass, moving_mean, resample_even
from formcheck.signal.peaks import dominant_period, first_rise, parabola_peak

FloatArray = NDArray[np.float64]

HALF_FALLEN_S: Final = 0.023
"""From contact (50 N) to the instant at which the trunk has fallen half of its way down: 13
force-plate runners at three speeds, seen from behind (Fukuchi, Fukuchi and Duarte 2017, CC BY
4.0). Contact so dated strays by 10 ms from runner to runner, by 5 ms between the legs of one."""
BEHIND_EVENTS: Final = EventNoise(ic_s=0.015, to_s=0.0, apart_s=0.011)
"""Renders date contact 15 ms later still, with the smooth force of their bounce; the two legs of
one runner are dated 7 ms apart there, 5 on force plates with noisy landmarks. No toe-off is dated.
"""
CONTACT_WINDOW_S: Final = (-0.15, 0.15)
LIFT_EDGE_HZ: Final = 5.0
STRAIGHTEST_PCT: Final = 90.0
LOOKS_LONG: Final = 0.925
"""A leg seen from behind, when it looks longest, over its length from joint to joint: renders read
0.91-0.94."""
OTHER_SIZE: Final = 0.12
"""A runner on a belt keeps the distance to the camera within a few percent; one who runs away over
ground is smaller by a third within two seconds."""
GRID_S: Final = 0.001
FOOT_PARTS: Final = ("ankle", "heel", "foot_index")
LIFTED: Final = tuple(f"{part}_y" for part in ("knee", *FOOT_PARTS))
NO_CUES: Final = Cues(*[None] * 6)
LEAST_LIFT_LEG: Final = 0.09
"""Rise of an ankle in swing, which brings it towards the camera as well: runners seen from behind
read 0.13-0.45 leg lengths."""
LOWEST: Final = (0.30, 0.75)
"""Share of the stride after its foot was highest at which the trunk is lowest over it."""
TURNS: Final = -0.3
"""Correlation of the lift with that a step later; runners read -0.8 or less."""
LIFT_OF_KNEE: Final = 1.8
"""Rise of the ankle over that of the knee. Runners fold the leg behind them (2.1-3.5); a knee that
is lifted on the spot takes the foot with it (0.9-1.2)."""


def upright_behind(track: PoseTrack, roll_deg: float) -> SagittalTrack:
    """Turn a track upright: x to the runner's right, y up, in pixels."""
    return replace(to_sagittal(track, "right", roll_deg), leg_length_px=leg_behind_px(track))


def leg_behind_px(track: PoseTrack) -> float:
    """Length of the leg, hip to knee to ankle, by how long it looks when it is straightest."""
    lengths = []
    for side in SIDES:
        hip, knee, ankle = (track.point(f"{side}_{part}") for part in ("hip", "knee", "ankle"))
        length = np.linalg.norm(knee - hip, axis=1) + np.linalg.norm(ankle - knee, axis=1)
        length = length[np.isfinite(length)]
        if len(length):
            lengths.append(float(np.percentile(length, STRAIGHTEST_PCT)))
    return float(np.mean(lengths)) / LOOKS_LONG if lengths else float("nan")


def keeps_its_size(track: PoseTrack) -> bool:
    """Whether the runner stays as far from the camera as on a treadmill."""
    trunk = np.linalg.norm(track.midpoint("shoulder") - track.midpoint("hip"), axis=1)
    third = len(trunk) // 3
    first, last = trunk[:third], trunk[-third:]
    if third < 3 or not (np.isfinite(first).any() and np.isfinite(last).any()):
        return True
    return bool(abs(np.log(np.nanmedian(last) / np.nanmedian(first))) < OTHER_SIZE)


def detect_behind(track: SagittalTrack) -> GaitEvents:
    """Detect the contacts of both legs from the mean stride, seen from behind.

    Parameters
    ----------
    track : SagittalTrack
        Cleaned landmarks, upright, capture time; the camera stands still.

    Returns
    -------
    GaitEvents
        Initial contacts at which the vertical force would pass 50 N, good to about 10 ms, and when
        after them the trunk is lowest. No toe-offs: a foot that rises and comes nearer at once
        shows none (on force plates contact times read from behind stray by 10 ms, on renders by
        another 15).
    """
    found = find_strides(track)
    legs: dict[Side, LegGait] = {}
    for side, anchors in found.items():
        leg = _leg(track, side, anchors)
        if leg is not None:
            legs[side] = leg
    return GaitEvents(legs)


def find_strides(track: SagittalTrack) -> dict[Side, Anchors]:
    """Find one anchor a stride for each leg: its foot is highest against the other one."""
    from scipy.signal import find_peaks

    rate_hz = max(track.fps, 20.0)
    grid_s, even = resample_even(track.time_s, lift_px(track), rate_hz)
    if len(even) < rate_hz * SHORTEST_STRIDE_S * 1.5 or not np.isfinite(even).all():
        return {}
    smooth = low_pass(even, rate_hz, LIFT_EDGE_HZ)
    found = dominant_period(smooth, rate_hz, SHORTEST_STRIDE_S, LONGEST_STRIDE_S)
    if found is None:
        return {}
    period_s, strength = found
    spread = float(np.percentile(smooth, 97) - np.percentile(smooth, 3))
    strides: dict[Side, Anchors] = {}
    for side, sign in zip(SIDES, (1.0, -1.0), strict=True):
        peaks, _ = find_peaks(
            sign * smooth,
            distance=max(1, int(SMALLEST_GAP * period_s * rate_hz)),
            prominence=SMALLEST_PROMINENCE * spread,
        )
        times_s = [grid_s[0] + parabola_peak(sign * smooth, int(i)) / rate_hz for i in peaks]
        if len(times_s) >= 2:
            strides[side] = Anchors(np.array(times_s), period_s, strength)
    return strides


def _leg(track: SagittalTrack, side: Side, anchors: Anchors) -> LegGait | None:
    observed = _heights(track, side, anchors.stride_s)
    template = fit_stride(
        track.time_s,
        side,
        anchors,
        observed,
        needed=("trunk_y", "ankle_y"),
        aligned=("trunk_y", *LIFTED),
    )
    if template is None:
        return None
    lands = _landing_s(template)
    if lands is None:
        return None
    half_s, lowest_s = lands
    offsets = EventOffsets(half_s - HALF_FALLEN_S, None, "toe_off_not_seen_behind")
    events = place(track, template, "IC", offsets.ic_s, CONTACT_WINDOW_S)
    return LegGait(
        template,
        NO_CUES,
        offsets,
        tuple(sorted(events)),
        anchors.strength,
        midstance_s=lowest_s - half_s + HALF_FALLEN_S,
    )


def _heights(track: SagittalTrack, side: Side, stride_s: float) -> dict[str, FloatArray]:
    """Heights over the trunk's own level, which goes with the body's drift on the belt."""
    trunk = trunk_height_px(track)
    level = moving_mean(track.time_s, trunk, stride_s)
    observed = {"trunk_y": (trunk - level) / track.leg_length_px}
    for part in ("knee", *FOOT_PARTS):
        height = track.point(f"{side}_{part}")[:, 1]
        observed[f"{part}_y"] = (height - level) / track.leg_length_px
    return observed


def trunk_height_px(track: SagittalTrack) -> FloatArray:
    """Height of the middle of the shoulders; that of the hips where they are not seen."""
    shoulders = track.midpoint("shoulder")[:, 1]
    seen = np.isfinite(shoulders).mean() > 0.5
    return shoulders if seen else track.midpoint("hip")[:, 1]


def _landing_s(template: Template) -> tuple[float, float] | None:
    """When the trunk is half-way down onto this foot, and lowest over it, after the anchor."""
    from scipy.signal import find_peaks

    stride = template.stride_s
    t = np.arange(0.0, 1.1 * stride, GRID_S)
    dips, found = find_peaks(-template.curve("trunk_y", t), prominence=0.0)
    inside = (t[dips] >= LOWEST[0] * stride) & (t[dips] <= LOWEST[1] * stride)
    if not inside.any():
        return None
    low = int(dips[inside][found["prominences"][inside].argmax()])
    falling = np.arange(t[low] - 0.35 * stride, t[low], GRID_S)[::-1]
    height = template.curve("trunk_y", falling)
    half = first_rise(height, (height.max() + height[0]) / 2, 1, len(falling))
    return None if half is None else (float(falling[0] - half * GRID_S), float(t[low]))


def gait_behind(track: SagittalTrack, step_s: float) -> Gait:
    """Tell a run from a walk, and both from knees lifted on the spot, seen from behind.

    A runner's trunk is lowest when one foot passes the other, which then is highest over it; a
    walker's is highest. A runner folds the swinging leg, so that the ankle rises much more than
    the knee.

    Parameters
    ----------
    track : SagittalTrack
        Of a bout of steady stepping.
    step_s : float
        Its step time.
    """
    lift = np.abs(lift_px(track)) / track.leg_length_px
    trunk = trunk_height_px(track)
    rise = trunk - moving_mean(track.time_s, trunk, 2 * step_s)
    good = np.isfinite(lift) & np.isfinite(rise)
    if good.sum() < 10 or np.ptp(rise[good]) == 0:
        return "none"
    if not _takes_turns(track, step_s):
        return "none"
    together = float(np.corrcoef(lift[good], rise[good])[0, 1])
    if together > 0:
        return "walk"
    lifted = [_risen_leg(track, side, "ankle") for side in SIDES]
    knees = [_risen_leg(track, side, "knee") for side in SIDES]
    if min(lifted) < LEAST_LIFT_LEG or np.mean(lifted) < LIFT_OF_KNEE * np.mean(knees):
        return "none"
    return "run"


def _takes_turns(track: SagittalTrack, step_s: float) -> bool:
    """Whether the foot that is lifted is the other one a step later."""
    rate_hz = max(track.fps, 20.0)
    _, lift = resample_even(track.time_s, lift_px(track), rate_hz)
    steps = round(step_s * rate_hz)
    if not np.isfinite(lift).all() or len(lift) < 3 * steps or np.ptp(lift) == 0:
        return False
    lift = lift - np.median(lift)
    return bool(np.corrcoef(lift[:-steps], lift[steps:])[0, 1] < TURNS)


def _risen_leg(track: SagittalTrack, side: Side, part: str) -> float:
    """Rise of a landmark against the trunk, in leg lengths."""
    height = track.point(f"{side}_{part}")[:, 1] - trunk_height_px(track)
    height = height[np.isfinite(height)]
    if len(height) < 3:
        return 0.0
    return float(np.subtract(*np.percentile(height, [95, 5]))) / track.leg_length_px
