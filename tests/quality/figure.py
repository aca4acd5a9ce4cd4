"""A stick figure that runs, walks or stands, for tests that need a body but no film."""

from dataclasses import replace

import numpy as np
from scipy.interpolate import CubicSpline

from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import INDEX, LANDMARKS
from formcheck.pose.blazepose import BlazePose
from formcheck.pose.raw import RawPose
from formcheck.video.frame_stats import FrameStats
from formcheck.video.reader import ReadReport

WIDTH, HEIGHT = 1280, 720
DRAWN = replace(BlazePose.source, drawn_leg=1.0)
"""Its shoulders are as narrow as BlazePose draws them, its legs as long as they are."""
STRAY_PX = 1.6
# Angle of the thigh and flexion of the knee in degrees at shares of the stride, from contact on.
RUN = {
    "thigh": ((0, 25), (0.15, 12), (0.35, -20), (0.45, -15), (0.7, 35), (0.9, 31)),
    "knee": ((0, 12), (0.14, 42), (0.33, 15), (0.6, 95), (0.85, 35), (0.96, 11)),
}
WALK = {
    "thigh": ((0, 25), (0.3, 5), (0.5, -12), (0.62, -5), (0.85, 27)),
    "knee": ((0, 5), (0.12, 18), (0.4, 5), (0.6, 35), (0.72, 60), (0.95, 3)),
}
STAND = {"thigh": ((0, 0), (0.5, 0)), "knee": ((0, 3), (0.5, 3))}
GAITS = {"run": (RUN, -1.0), "walk": (WALK, 1.0), "stand": (STAND, 0.0)}
PASSING = {"run": 0.17, "walk": 0.3, "stand": 0.0}
SIDES = (("left", 0.0, -1.0), ("right", 0.5, 1.0))


def figure(
    gait="run",
    *,
    cadence=170.0,
    seconds=8.0,
    fps=30.0,
    slow=1.0,
    facing="right",
    leg_px=240.0,
    bounce=0.10,
    lean_deg=6.0,
    yaw_deg=0.0,
    travel=0.0,
    held_hand=None,
    noise=0.004,
    seed=1,
):
    """Return the track on the playback clock and the landmarks in space (leg = 0.85).

    ``slow`` stretches playback, ``travel`` is in leg lengths a second of real time.
    """
    time_s = np.arange(round(seconds * fps)) / fps
    phase = time_s / slow * cadence / 120.0
    place = travel * (time_s - time_s.mean()) / slow
    curves, sense = GAITS[gait]
    rise = sense * bounce / 2 * np.cos(4 * np.pi * (phase - PASSING[gait]))
    hip = np.stack([place, rise], axis=1)
    points = upper_body(hip, phase, lean_deg, held_hand)
    for side, offset, _ in SIDES:
        points |= _leg(hip, phase + offset, curves, side)
    look = {"facing": facing, "leg_px": leg_px, "yaw_deg": yaw_deg}
    return seen_from(time_s, points, noise=noise, seed=seed, **look)


def _leg(hip, phase, curves, side):
    def curve(name):
        at, values = zip(*curves[name], (1, curves[name][0][1]), strict=True)
        return np.radians(CubicSpline(at, values, bc_type="periodic")(phase % 1.0))

    thigh, knee = curve("thigh"), curve("knee")
    shank = thigh - knee
    joint = hip + 0.5 * np.stack([np.sin(thigh), -np.cos(thigh)], axis=1)
    ankle = joint + 0.5 * np.stack([np.sin(shank), -np.cos(shank)], axis=1)
    ankle[:, 1] = _on_the_ground(ankle[:, 1], phase % 1.0)
    foot = np.stack([np.cos(shank), np.sin(shank)], axis=1)
    down = np.stack([np.sin(shank), -np.cos(shank)], axis=1)
    flat = {
        "hip": hip,
        "knee": joint,
        "ankle": ankle,
        "heel": ankle - 0.06 * foot + 0.06 * down,
        "foot_index": ankle + np.array([0.18, -0.08]),
    }
    return {f"{side}_{part}": at for part, at in flat.items()}


def _on_the_ground(height, phase):
    """Hold a foot level while it stands, from 4 to 32 % of the stride."""
    stands = np.clip(np.minimum(phase / 0.04, (0.36 - phase) / 0.04), 0.0, 1.0)
    ground = np.mean(height[stands == 1.0])
    return (1 - stands) * height + stands * ground


def upper_body(hip, phase, lean_deg, held_hand=None):
    """Return what lies above the hips, as paths of shape (T, 2)."""
    along = np.array([np.sin(np.radians(lean_deg)), np.cos(np.radians(lean_deg))])
    neck = hip + 0.6 * along
    points = {}
    for name in LANDMARKS[:11]:
        ahead = 0.02 if "ear" in name else 0.12
        points[name] = neck + 0.25 * along + np.array([ahead, 0.0])
    for side, offset, _ in SIDES:
        swing = 0.25 * np.sin(2 * np.pi * (phase + offset))
        elbow = neck + np.stack([0.3 * swing - 0.1, np.full_like(swing, -0.3)], axis=1)
        wrist = elbow + np.stack([0.25 + swing, 0.05 + 0.1 * np.sin(swing)], axis=1)
        if held_hand == side:
            wrist = np.tile([0.45, 0.25], (len(phase), 1))
        for part, at in (("shoulder", neck), ("elbow", elbow), ("wrist", wrist)):
            points[f"{side}_{part}"] = at
        for part in ("pinky", "index", "thumb"):
            points[f"{side}_{part}"] = points[f"{side}_wrist"]
    return points


def seen_from(time_s, points, *, facing="right", leg_px=240.0, yaw_deg=0.0, noise=0.004, seed=1):
    """Turn a body about the vertical and draw it; a right-facing runner shows the right side.

    ``points`` are paths in leg lengths, x forward, y up and perhaps z to the right, from where
    the part usually is. ``yaw_deg`` may change with time.
    """
    xyz = np.zeros((len(time_s), len(LANDMARKS), 3))
    for name, path in points.items():
        xyz[:, INDEX[name], : path.shape[1]] = path
        xyz[:, INDEX[name], 2] += _aside(name)
    xyz += np.random.default_rng(seed).normal(0, noise, xyz.shape)
    sense = 1.0 if facing == "right" else -1.0
    yaw = np.radians(np.broadcast_to(yaw_deg, len(time_s)))[:, None]
    c, s = np.cos(yaw), np.sin(yaw)
    across = sense * xyz[..., 0] * c - xyz[..., 2] * s
    away = -sense * xyz[..., 2] * c - xyz[..., 0] * s
    xy = np.stack([WIDTH / 2 + leg_px * across, HEIGHT / 2 - leg_px * xyz[..., 1]], axis=-1)
    world = 0.85 * np.stack([across, -xyz[..., 1], away], axis=-1)
    track = PoseTrack(
        time_s=time_s,
        frame=np.arange(len(time_s)),
        xy_px=xy,
        visibility=np.ones(xy.shape[:2]),
        width=WIDTH,
        height=HEIGHT,
        source=DRAWN,
    )
    return track, world


def _aside(name):
    """How far to the runner's right a landmark lies."""
    lateral = {"left": -1.0, "right": 1.0}.get(name.partition("_")[0], 0.0)
    if name.endswith(("eye", "eye_inner", "eye_outer", "ear")):
        return 0.0
    is_leg = name.endswith(("hip", "knee", "ankle", "heel", "foot_index"))
    return lateral * (0.1 if is_leg else 0.155)  # shoulders as narrow as models draw them


def one_after_the_other(*shown, fps=30.0):
    """Join figures to one film, each beginning a frame after the one before."""
    tracks, worlds = zip(*shown, strict=True)
    starts_s = np.cumsum([0.0, *(t.time_s[-1] + 1 / fps for t in tracks[:-1])])
    time_s = np.concatenate([t.time_s + s for t, s in zip(tracks, starts_s, strict=True)])
    # No two pictures of a film carry the same noise, also where the figure is the same.
    stray = np.random.default_rng(len(time_s))
    joined = replace(
        tracks[0],
        time_s=time_s,
        frame=np.arange(len(time_s)),
        xy_px=stray.normal(np.concatenate([t.xy_px for t in tracks]), STRAY_PX),
        visibility=np.concatenate([t.visibility for t in tracks]),
    )
    return joined, np.concatenate(worlds)


def nobody(seconds=1.0, fps=30.0):
    """Return as many frames without anybody."""
    track, world = figure("stand", seconds=seconds, fps=fps)
    empty = np.full_like(track.xy_px, np.nan)
    return replace(track, xy_px=empty, visibility=0 * track.visibility), world * np.nan


def raw_of(shown, *, repeat=1, cut_at=None, pan=0.0):
    """What the pose stage would give for a figure; each picture shown ``repeat`` times."""
    track, world = shown
    frames = np.repeat(np.arange(len(track)), repeat)
    count = len(frames)
    change = np.where(np.arange(count) % repeat == 0, 3.0, 0.05)
    change[0] = np.nan
    if cut_at is not None:
        change[cut_at] = 80.0
    shift = np.tile([pan, 0.0], (count, 1))
    flat = np.full(count, 100.0)
    stats = FrameStats(flat, flat, change, shift, flat / 100, np.zeros((count, 4)))
    return RawPose(
        time_s=np.arange(count) * (track.time_s[1] - track.time_s[0]) / repeat,
        frame=np.arange(count),
        xy_px=track.xy_px[frames],
        visibility=track.visibility[frames],
        world_m=world[frames],
        width=WIDTH,
        height=HEIGHT,
        stats=stats,
        candidates=(),
        read=ReadReport(),
        model="full",
        model_sha256="0" * 64,
    )
