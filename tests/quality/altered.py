"""Landmark tables of the samples, changed into what is no plain run: generators of a kind."""

from dataclasses import replace

import numpy as np

from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import INDEX, MIRROR, SIDES

FOOT = ("ankle", "heel", "foot_index")


def feet_kept_under(track: PoseTrack, share: float) -> PoseTrack:
    """Let the feet travel only a share of their way fore and aft: knees up on the spot."""
    xy = track.xy_px.copy()
    for side in SIDES:
        away = xy[:, INDEX[f"{side}_ankle"], 0] - xy[:, INDEX[f"{side}_hip"], 0]
        for part in FOOT:
            xy[:, INDEX[f"{side}_{part}"], 0] -= (1 - share) * away
    return track.moved(xy, "feet kept under the hips")


def knees_folded(track: PoseTrack, times: float, beyond_deg: float = 30.0) -> PoseTrack:
    """Fold the knees more strongly where they are folded already: a bouncy walk."""
    xy = track.xy_px.copy()
    for side in SIDES:
        hip, knee, ankle = (
            xy[:, INDEX[f"{side}_{part}"]].copy() for part in ("hip", "knee", "ankle")
        )
        thigh, shank = knee - hip, ankle - knee
        cross = thigh[:, 0] * shank[:, 1] - thigh[:, 1] * shank[:, 0]
        bend = np.arctan2(cross, (thigh * shank).sum(axis=1))
        past = np.maximum(np.abs(bend) - np.radians(beyond_deg), 0.0)
        more = np.sign(bend) * past * (times - 1)
        c, s = np.cos(more), np.sin(more)
        for part in FOOT:
            x, y = (xy[:, INDEX[f"{side}_{part}"]] - knee).T
            turned = np.stack([c * x - s * y, s * x + c * y], axis=1)
            xy[:, INDEX[f"{side}_{part}"]] = knee + turned
    return track.moved(xy, "knees folded more")


def mirrored(track: PoseTrack) -> PoseTrack:
    """Turn the picture round, so that the other side is near; names stay with the body."""
    xy = track.xy_px[:, MIRROR].copy()
    xy[..., 0] = track.width - 1 - xy[..., 0]
    return track.moved(xy, "mirrored", visibility=track.visibility[:, MIRROR])


def thinned(track: PoseTrack, every: int, first: int = 0) -> PoseTrack:
    """Keep every n-th frame."""
    return track.picked(slice(first, None, every))


def shown(
    track: PoseTrack, *spans: tuple[int, int], noise: float = 0.0, seed: int = 5
) -> PoseTrack:
    """Join stretches of a track to one film; a span whose end comes first plays backwards.

    ``noise`` in pixels is what the pose model adds to the same picture coded again.
    """
    frames = np.concatenate(
        [np.arange(a, b) if b > a else np.arange(a - 1, b - 1, -1) for a, b in spans]
    )
    every_s = float(np.median(np.diff(track.time_s)))
    xy = track.xy_px[frames]
    return replace(
        track,
        time_s=np.arange(len(frames)) * every_s,
        frame=np.arange(len(frames)),
        xy_px=xy + np.random.default_rng(seed).normal(0, noise, xy.shape),
        visibility=track.visibility[frames],
    )
