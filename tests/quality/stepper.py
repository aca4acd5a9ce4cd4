"""Bodies that step by mechanics: where the feet stand, how far they travel, what the hips do.

A leg is two bones of half a leg length each. The stance foot moves with the ground, the lifted
one swings forward, the hips rise and fall, and the knees follow. What is said of a kind of
movement is said in these terms, so that the tests hold the kind and not one recording.
"""

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicHermiteSpline, CubicSpline

from quality.figure import seen_from, upper_body

ANKLE_LEG = 0.08
"""Height of the ankle over the sole."""
LONGEST_LEG = 0.998


@dataclass(frozen=True)
class Step:
    """How a body steps; lengths in legs, shares of a stride.

    ``length`` is the ground covered in a step, ``duty`` the share of the stride for which a
    foot stands, ``ahead`` the share of the stance for which it stands ahead of the hip.
    ``lift`` is how high the ankle is folded up behind the hip in early swing, ``knee_up`` how
    high the foot is carried under the hip, ``bounce`` the rise of the hips in a step: positive
    where they are lowest in mid-stance (a spring), negative where highest (a pendulum).
    """

    length: float
    duty: float
    bounce: float
    lift: float
    knee_up: float = 0.0
    ahead: float = 0.45
    crouch: float = 0.03
    lean_deg: float = 6.0


KINDS = {
    "run": Step(1.1, 0.34, 0.08, 0.42),
    "fast run": Step(1.5, 0.27, 0.08, 0.55),
    "slow jog": Step(0.5, 0.42, 0.06, 0.16, lean_deg=4.0),
    "jog": Step(0.75, 0.38, 0.07, 0.24),
    "grounded run": Step(0.8, 0.50, 0.06, 0.20),
    "grounded jog": Step(0.6, 0.52, 0.05, 0.15),
    "walk": Step(0.75, 0.62, -0.05, 0.16, lean_deg=2.0),
    "slow walk": Step(0.55, 0.67, -0.03, 0.14, lean_deg=2.0),
    "brisk walk": Step(0.95, 0.58, -0.06, 0.20, lean_deg=4.0),
    "bouncy walk": Step(0.75, 0.60, -0.10, 0.40, lean_deg=2.0),
    "march": Step(0.70, 0.61, -0.05, 0.30, knee_up=0.3, lean_deg=0.0),
    "rucksack walk": Step(0.70, 0.64, -0.04, 0.36, crouch=0.05, lean_deg=16.0),
    "on the spot": Step(0.0, 0.40, 0.08, 0.30, knee_up=0.1, ahead=0.5, lean_deg=2.0),
    "heels up on the spot": Step(0.02, 0.36, 0.08, 0.55, ahead=0.5, lean_deg=2.0),
    "high knees": Step(0.05, 0.36, 0.07, 0.10, knee_up=0.45, ahead=0.5, lean_deg=0.0),
    "march on the spot": Step(0.0, 0.56, -0.02, 0.08, knee_up=0.4, ahead=0.5, lean_deg=0.0),
}


def stepper(kind="run", *, cadence=165.0, seconds=8.0, fps=30.0, slow=1.0, noise=0.006, **seen):
    """Return the track of a body of a kind of ``KINDS`` (or a ``Step``), and it in space."""
    step = kind if isinstance(kind, Step) else KINDS[kind]
    time_s = np.arange(round(seconds * fps)) / fps
    phase = time_s / slow * cadence / 120.0
    middle = step.duty * step.ahead
    rise = -step.bounce / 2 * np.cos(4 * np.pi * (phase - middle))
    top = LONGEST_LEG - step.crouch - abs(step.bounce) / 2 + ANKLE_LEG
    hip = np.stack([np.zeros_like(rise), rise], axis=1)
    legs = {}
    for side, offset in (("left", 0.0), ("right", 0.5)):
        ankle, pitch = _foot(step, (phase + offset) % 1.0)
        legs |= leg(hip, ankle + np.array([0.0, ANKLE_LEG - top]), pitch, side)
    points = upper_body(hip, phase, step.lean_deg) | legs
    return seen_from(time_s, points, noise=noise, **seen)


def pedaller(*, cadence=170.0, seconds=8.0, fps=30.0, slow=1.0, noise=0.006, **seen):
    """Return the track of somebody on an exercise bike; ``cadence`` counts both feet."""
    time_s = np.arange(round(seconds * fps)) / fps
    phase = time_s / slow * cadence / 120.0
    hip = np.zeros((len(time_s), 2))
    legs = {}
    for side, offset in (("left", 0.0), ("right", 0.5)):
        turn = 2 * np.pi * (phase + offset)
        pedal = np.stack([0.28 + 0.2 * np.sin(turn), -0.72 + 0.2 * np.cos(turn)], axis=1)
        legs |= leg(hip, pedal, np.full(len(turn), -0.2), side)
    points = upper_body(hip, phase, 35.0) | legs
    return seen_from(time_s, points, noise=noise, **seen)


def _foot(step, phase):
    """Place of the ankle over its height in stance, and turn of the foot (heel up = negative)."""
    duty, length = step.duty, step.length
    travel = 2 * length * duty
    first, last = step.ahead * travel, (step.ahead - 1) * travel
    speed = -2 * length
    swing = 1.0 - duty
    x = np.where(phase < duty, first + speed * phase, 0.0)
    forward = CubicHermiteSpline(
        [0, 0.25 * swing, swing],
        [last, last - 0.02 - 0.1 * step.lift, first],
        [speed, 0.4 * (first - last), speed],
    )
    x = np.where(phase < duty, x, forward(np.clip(phase - duty, 0.0, swing)))
    up = min(0.12, 0.3 * step.lift + 0.03)
    top = max(step.lift, step.knee_up)
    high = CubicSpline(
        [0, 0.35 * swing, 0.62 * swing, 0.9 * swing, swing],
        [up, max(step.lift, 0.4 * top), max(0.45 * step.lift, step.knee_up), 0.05, 0.0],
    )
    heel = up * np.clip((phase / duty - 0.6) / 0.4, 0.0, 1.0) ** 2
    y = np.where(phase < duty, heel, np.maximum(high(np.clip(phase - duty, 0, swing)), 0.0))
    pitch = np.where(phase < duty, -2.5 * heel, -2.0 * np.minimum(y, 0.5))
    return np.stack([x, y], axis=1), pitch


def leg(hip, ankle, pitch, side):
    """Bend two bones of half a leg so that they reach the ankle, the knee ahead."""
    away = ankle - hip
    far = np.linalg.norm(away, axis=1)
    reach = np.minimum(far, LONGEST_LEG)
    ankle = hip + away * (reach / far)[:, None]
    bend = np.arccos(np.clip(reach, 0.0, 1.0))
    line = np.arctan2(away[:, 0], -away[:, 1]) + bend
    knee = hip + 0.5 * np.stack([np.sin(line), -np.cos(line)], axis=1)
    along = np.stack([np.cos(pitch), np.sin(pitch)], axis=1)
    down = np.stack([np.sin(pitch), -np.cos(pitch)], axis=1)
    return {
        f"{side}_hip": hip,
        f"{side}_knee": knee,
        f"{side}_ankle": ankle,
        f"{side}_heel": ankle - 0.06 * along + 0.06 * down,
        f"{side}_foot_index": ankle + 0.18 * along + 0.07 * down,
    }
