"""What people do in front of a camera that is no run, by mechanics: machines, ropes, stairs.

Lengths are in legs (0.9 m), x forward, y up, and the pace is in movements of both feet a
minute, so that a kind is said by where feet and hips go. ``quality.stepper`` has what steps on
level ground.
"""

from dataclasses import replace

import numpy as np
from scipy.interpolate import CubicHermiteSpline, PchipInterpolator

from quality.figure import seen_from, upper_body
from quality.stepper import Step, leg, stepper

PACES_SPM = {
    "rowing": (44.0, 64.0),
    "skipping, both feet": (110.0, 150.0),
    "skipping, foot by foot": (130.0, 170.0),
    "jumping jacks": (100.0, 130.0),
    "elliptical": (110.0, 150.0, 172.0),
    "elliptical, long and low": (100.0, 140.0),
    "bike": (120.0, 180.0),
    "bike, out of the saddle": (110.0, 150.0),
    "recumbent bike": (120.0, 170.0),
    "stair machine": (70.0, 110.0, 150.0),
    "stairs": (90.0, 120.0),
    "stairs, two at a time": (90.0, 120.0),
    "side shuffle": (110.0, 150.0),
    "backwards": (150.0, 175.0),
    "nordic walking": (110.0, 130.0),
    "scooter": (80.0, 110.0),
    "scooter, straight leg": (80.0, 110.0),
    "cross-country stepping": (110.0, 150.0),
    "lunges on the spot": (50.0, 80.0),
    "squat jumps": (60.0, 90.0),
    "butt kicks, leaning on a wall": (130.0, 170.0),
}
"""Kinds, each with usual paces."""


def other_move(kind, *, pace=None, seconds=8.0, fps=30.0, slow=1.0, noise=0.006, **seen):
    """Return the track of somebody who does one of ``PACES_SPM``, and the body in space."""
    pace = pace or PACES_SPM[kind][0]
    if kind in _STEPS:
        step = _STEPS[kind]
        made = stepper(step, cadence=pace, seconds=seconds, fps=fps, slow=slow, noise=noise, **seen)
        return _turned_in_time(made) if kind == "backwards" else made
    time_s = np.arange(round(seconds * fps)) / fps
    phase = time_s / slow * pace / 120.0
    hip, ankles, lean_deg = _KINDS[kind](phase)
    points = _swung(upper_body(hip, phase, 0.0), hip, lean_deg)
    for side, (ankle, pitch) in zip(("left", "right"), ankles, strict=True):
        points |= leg(hip, ankle, pitch, side)
    if kind in _SIDEWAYS:
        points = _apart(points, _SIDEWAYS[kind](phase))
    if kind == "side shuffle":  # towards the camera, or nearly
        seen["yaw_deg"] = 90.0 - seen.get("yaw_deg", 0.0)
    return seen_from(time_s, points, noise=noise, **seen)


_STEPS = {
    "skipping, foot by foot": Step(0.0, 0.34, 0.09, 0.22, knee_up=0.12, ahead=0.5, lean_deg=1.0),
    "backwards": Step(0.8, 0.36, 0.07, 0.30, lean_deg=3.0),
    "nordic walking": Step(0.95, 0.60, -0.06, 0.20, lean_deg=8.0),
    "butt kicks, leaning on a wall": Step(0.0, 0.45, 0.04, 0.6, ahead=0.2, lean_deg=20.0),
}


def _turned_in_time(made):
    """Who runs backwards moves like a forward run played back."""
    track, world = made
    return replace(track, xy_px=track.xy_px[::-1].copy()), world[::-1].copy()


def _swung(points, hip, lean_deg):
    """Swing the upper body about the hips."""
    turn = np.radians(np.broadcast_to(lean_deg, len(hip)))
    c, s = np.cos(turn), np.sin(turn)
    turned = {}
    for name, at in points.items():
        x, y = (at - hip).T
        turned[name] = hip + np.stack([c * x + s * y, c * y - s * x], axis=1)
    return turned


def _apart(points, out):
    """Move the feet to the sides by ``out``, the knees by half of it."""
    shares = {"knee": 0.5, "ankle": 1.0, "heel": 1.0, "foot_index": 1.0}
    apart = {}
    for name, at in points.items():
        side, _, part = name.partition("_")
        sign = {"left": -1.0, "right": 1.0}.get(side, 0.0)
        aside = sign * shares.get(part, 0.0) * out
        apart[name] = np.column_stack([np.broadcast_to(at, (len(out), 2)), aside])
    return apart


def _wave(phase, at=0.0):
    return np.cos(2 * np.pi * (phase - at))


def _both(one):
    return one, one


def _level(phase, x, y, pitch=0.0):
    full = np.broadcast_to
    place = np.stack([full(x, phase.shape), full(y, phase.shape)], axis=1)
    return place, np.array(full(pitch, phase.shape))


def _rowing(phase):
    """Feet in the footplate, the seat slides by 0.6; the drive takes a third of the stroke."""
    stroke = (2 * phase) % 1.0
    slide = PchipInterpolator([0, 0.36, 0.46, 0.95, 1.0], [0.42, 0.94, 0.94, 0.43, 0.42])
    swing = PchipInterpolator([0, 0.2, 0.4, 0.6, 1.0], [25, 15, -25, 20, 25])
    hip = np.stack([-slide(stroke), np.full_like(phase, 0.12)], axis=1)
    return hip, _both(_level(phase, 0.0, 0.0, 0.6)), swing(stroke)


def _hop(phase, high):
    """Height over the ground of who jumps once a step, and how far the knees give."""
    turn = (2 * phase) % 1.0
    air = np.clip((turn - 0.45) / 0.55, 0, 1)
    give = np.where(turn < 0.45, np.sin(np.pi * turn / 0.45), 0.0)
    return high * 4 * air * (1 - air), give


def _rope(phase):
    """Both feet together, a hand's breadth high."""
    up, give = _hop(phase, 0.12)
    hip = np.stack([np.zeros_like(up), 0.97 + up - 0.06 * give], axis=1)
    return hip, _both(_level(phase, 0.0, 0.02 + up, -2.0 * np.minimum(up, 0.2))), 2.0


def _jacks(phase):
    """Feet apart to the sides and together, a jump each."""
    up, give = _hop(phase, 0.10)
    hip = np.stack([np.zeros_like(up), 0.94 + up - 0.05 * give], axis=1)
    return hip, _both(_level(phase, 0.0, up)), 0.0


def _elliptical(half_long, half_high, rise):
    def move(phase):
        ankles = []
        for offset in (0.0, 0.5):
            turn = 2 * np.pi * (phase + offset)
            place = np.stack([0.02 + half_long * np.cos(turn), -half_high * np.sin(turn)], axis=1)
            ankles.append((place, -0.25 + 0.2 * np.sin(turn)))
        hip = np.stack([np.zeros_like(phase), 0.93 - half_high + rise * _wave(2 * phase)], axis=1)
        return hip, ankles, 6.0

    return move


def _cranks(middle, reach, lean_deg, *, rise=0.0, sway=0.0):
    """Pedals on cranks of 0.19 (17 cm) about a place before or under the hips."""

    def move(phase):
        ankles = []
        for offset in (0.0, 0.5):
            turn = 2 * np.pi * (phase + offset)
            place = np.stack([0.19 * np.sin(turn), 0.19 * np.cos(turn)], axis=1) + middle
            ankles.append((place, -0.25 - 0.25 * np.sin(turn + 0.5)))
        up = reach + rise * _wave(2 * phase, 0.1)
        hip = np.stack([sway * _wave(2 * phase, 0.3), up], axis=1)
        return hip, ankles, lean_deg

    return move


def _stairs(back, high, duty, carried):
    """Steps go back and down under the body, or the body goes up: the same, seen from the hips.

    ``back`` and ``high`` are tread and rise in legs; ``carried`` is how far the body stays where
    it is (1 on a machine, 0 on a staircase).
    """

    def move(phase):
        ankles, lift = [], 0.10
        for offset in (0.0, 0.5):
            own = (phase + offset) % 1.0
            sunk = 2 * duty  # of the stance, in steps
            path = CubicHermiteSpline(
                [duty, duty + 0.55 * (1 - duty), 1.0],
                [
                    [0.42 * back * 1.6 - sunk * back, 0.33 - sunk * high],
                    [0.05, 0.33 + lift],
                    [0.42 * back * 1.6, 0.33],
                ],
                [[-2 * back, -2 * high], [1.2 * back, 0.2], [-2 * back, -2 * high]],
            )
            stance = np.stack([0.42 * back * 1.6 - 2 * back * own, 0.33 - 2 * high * own], axis=1)
            place = np.where((own < duty)[:, None], stance, path(np.maximum(own, duty)))
            heel = np.clip((own / duty - 0.75) / 0.25, 0, 1) * (own < duty)
            ankles.append((place, -0.4 * heel - 0.1))
        lowest = 0.33 - 2 * duty * high
        up = lowest + 0.97 + 0.02 * _wave(2 * phase, 0.1)
        along = 2 * phase * (1 - carried)
        go = np.stack([back * along, high * along], axis=1)
        hip = go + np.stack([np.zeros_like(phase), up], axis=1)
        return hip, [(place + go, pitch) for place, pitch in ankles], 10.0

    return move


def _shuffle(phase):
    """Sideways, seen from the front: feet apart and together, never past each other."""
    up, give = _hop(phase, 0.04)
    hip = np.stack([np.zeros_like(up), 0.90 + up - 0.03 * give], axis=1)
    return hip, _both(_level(phase, 0.0, up)), 5.0


def _scooter(lift):
    """One leg stands on the board, bent, the other pushes back along the ground and swings."""

    def move(phase):
        own, duty = phase % 1.0, 0.35
        swing = CubicHermiteSpline(
            [duty, duty + 0.4 * (1 - duty), 1.0],
            [[-0.5, 0.05], [-0.1, lift], [0.25, 0.0]],
            [[-2.14, 0.3], [1.2, 0.0], [-0.5, -2 * lift]],
        )
        push = np.stack([0.25 - 0.75 * own / duty, 0.05 * (own / duty) ** 2], axis=1)
        place = np.where((own < duty)[:, None], push, swing(np.maximum(own, duty)))
        dip = 0.05 * np.exp(-(((own - 0.12) / 0.12) ** 2))
        hip = np.stack([np.zeros_like(own), 0.95 - dip], axis=1)
        board = _level(phase, 0.05, 0.10)
        return hip, (board, (place, -np.minimum(place[:, 1], 0.4) * 2)), 18.0

    return move


def _striding(phase):
    """Skates on rails, as on a cross-country machine: feet slide level, never leave the ground."""
    ankles = []
    for offset in (0.0, 0.5):
        turn = 2 * np.pi * (phase + offset)
        place = np.stack([0.35 * np.cos(turn), 0.04 * np.maximum(-np.sin(turn), 0) ** 2], axis=1)
        ankles.append((place, -0.5 * np.clip(-np.cos(turn), 0, 1)))
    hip = np.stack([np.zeros_like(phase), 0.93 - 0.02 * _wave(2 * phase)], axis=1)
    return hip, ankles, 10.0


def _lunges(phase):
    """Foot by foot forward and down, and back again."""
    ankles, deep = [], np.zeros_like(phase)
    for offset in (0.0, 0.5):
        own = (phase + offset) % 1.0
        out = np.sin(np.pi * np.clip(own / 0.5, 0, 1)) ** 2
        deep = np.maximum(deep, out)
        up = 0.12 * np.sin(2 * np.pi * np.clip(own / 0.5, 0, 1)) ** 2
        ankles.append((np.stack([0.75 * out, up], axis=1), np.zeros_like(own)))
    hip = np.stack([0.35 * deep, 0.97 - 0.35 * deep], axis=1)
    return hip, ankles, 4.0


def _squat_jumps(phase):
    turn = (2 * phase) % 1.0
    up = 0.25 * np.clip(np.sin(2 * np.pi * (turn - 0.6) / 0.8), 0, None) * (turn > 0.6)
    deep = 0.4 * np.sin(np.pi * np.clip(turn / 0.6, 0, 1)) ** 2
    hip = np.stack([-0.3 * deep, 0.97 + up - deep], axis=1)
    return hip, _both(_level(phase, 0.0, up)), 10.0 + 60 * deep


_SIDEWAYS = {
    "jumping jacks": lambda phase: 0.18 - 0.18 * _wave(phase),
    "side shuffle": lambda phase: 0.22 - 0.16 * _wave(2 * phase, 0.2),
}

_KINDS = {
    "rowing": _rowing,
    "skipping, both feet": _rope,
    "jumping jacks": _jacks,
    "elliptical": _elliptical(0.28, 0.13, 0.012),
    "elliptical, long and low": _elliptical(0.36, 0.07, 0.02),
    "bike": _cranks((0.22, 0.0), 0.75, 30.0),
    "bike, out of the saddle": _cranks((0.05, 0.0), 0.80, 35.0, rise=0.025, sway=0.02),
    "recumbent bike": _cranks((0.78, 0.0), 0.05, -30.0),
    "stair machine": _stairs(0.26, 0.20, 0.60, 1.0),
    "stairs": _stairs(0.31, 0.19, 0.62, 0.0),
    "stairs, two at a time": _stairs(0.62, 0.38, 0.62, 1.0),
    "side shuffle": _shuffle,
    "scooter": _scooter(0.32),
    "scooter, straight leg": _scooter(0.12),
    "cross-country stepping": _striding,
    "lunges on the spot": _lunges,
    "squat jumps": _squat_jumps,
}
