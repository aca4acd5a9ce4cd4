"""A runner of sticks whose contacts are known, as a landmark track; and the sample's landmarks.

The stick runner's legs follow smooth curves over the stride, so that tests can ask how
results change when the picture is mirrored, scaled, turned or filmed at another rate. It
is no judge of absolute event times: force plates are (tests/bench).
"""

from pathlib import Path

import numpy as np

from formcheck.domain.message import Message
from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import INDEX, LANDMARKS, SIDES

DATA = Path(__file__).parent / "data"
SOUND_RUNNER, OVERSTRIDER = DATA / "sound_runner.csv", DATA / "overstrider.csv"
LEG_PX = 250.0

# thigh and knee angle over the stride from initial contact, in degrees, at every tenth
THIGH = [26, 20, 8, -6, -20, -18, 2, 24, 38, 36]
KNEE = [14, 38, 40, 24, 18, 60, 98, 92, 56, 20]


def _over_stride(values: list[float], phase: np.ndarray) -> np.ndarray:
    """Smooth periodic curve through ten values."""
    spectrum = np.fft.rfft(values) / len(values)
    order = np.arange(1, len(spectrum) - 1)
    waves = np.exp(2j * np.pi * np.outer(phase, order)) @ spectrum[1:-1]
    return spectrum[0].real + 2 * waves.real


def leg_angles_deg(time_s: np.ndarray, side: str, cadence_spm: float = 172.0):
    """Thigh (+ = knee ahead) and shank (+ = ankle ahead) of the stick runner, in closed form."""
    phase = np.asarray(time_s) * cadence_spm / 120.0 + (0.0 if side == "right" else 0.5)
    thigh = _over_stride(THIGH, phase)
    return thigh, thigh - _over_stride(KNEE, phase)


def stick_runner(
    *,
    fps: float = 60.0,
    seconds: float = 8.0,
    cadence_spm: float = 172.0,
    lean_deg: float = 6.0,
    noise_px: float = 0.0,
    seed: int = 0,
) -> PoseTrack:
    """A runner on a treadmill, to the right, seen exactly from the side."""
    time_s = np.arange(round(seconds * fps)) / fps
    stride_s = 120.0 / cadence_spm
    phase = time_s / stride_s
    xy = np.full((len(time_s), len(LANDMARKS), 2), np.nan)
    bounce = 0.05 * LEG_PX * np.cos(4 * np.pi * (phase - 0.18))
    hip = np.stack([np.full_like(time_s, 640.0), 350.0 + bounce], axis=1)
    lean = np.radians(lean_deg)
    shoulder = hip + 0.62 * LEG_PX * np.array([np.sin(lean), -np.cos(lean)])
    for side in SIDES:
        own = phase if side == "right" else phase + 0.5
        thigh = np.radians(_over_stride(THIGH, own))
        shank = thigh - np.radians(_over_stride(KNEE, own))
        knee = hip + 0.5 * LEG_PX * np.stack([np.sin(thigh), np.cos(thigh)], axis=1)
        ankle = knee + 0.5 * LEG_PX * np.stack([np.sin(shank), np.cos(shank)], axis=1)
        points = {
            "hip": hip,
            "knee": knee,
            "ankle": ankle,
            "heel": ankle + np.array([-12.0, 22.0]),
            "foot_index": ankle + np.array([42.0, 26.0]),
            "shoulder": shoulder,
            "elbow": shoulder + np.array([-30.0, 70.0]),
            "wrist": shoulder + np.array([35.0, 75.0]),
            "ear": shoulder + np.array([20.0, -60.0]),
        }
        for part, path in points.items():
            xy[:, INDEX[f"{side}_{part}"]] = path
    xy[:, INDEX["nose"]] = shoulder + np.array([45.0, -58.0])
    xy += noise_px * np.random.default_rng(seed).standard_normal(xy.shape)
    seen = np.isfinite(xy[..., 0]).astype(float)
    return PoseTrack(
        time_s, np.arange(len(time_s)), xy, seen, 1280, 720, (Message("landmark_table"),)
    )


def changed(track: PoseTrack, change) -> PoseTrack:
    """Return the track after ``change`` moved its points, shape (T, L, 2), where they stand."""
    xy_px = track.xy_px.copy()
    change(xy_px)
    return track.moved(xy_px, Message("mirrored"))
