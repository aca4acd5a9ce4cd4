"""Bridge short gaps in a track; longer ones stay open."""

import numpy as np

from formcheck.domain.message import Message
from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import LANDMARKS

LONGEST_GAP_S = 0.1


def bridge_gaps(track: PoseTrack) -> tuple[PoseTrack, int]:
    """Interpolate (shape-preserving cubic) over gaps of at most a tenth of a second.

    Returns
    -------
    track : PoseTrack
    filled : int
        Landmark samples filled in. Their visibility is kept as the model gave it.
    """
    from scipy.interpolate import PchipInterpolator

    xy = track.xy_px.copy()
    filled = 0
    for i in range(len(LANDMARKS)):
        seen = np.isfinite(xy[:, i]).all(axis=1)
        if seen.all() or seen.sum() < 4:
            continue
        known = np.flatnonzero(seen)
        gap_s = np.diff(track.time_s[known])
        path = PchipInterpolator(track.time_s[known], xy[known, i], axis=0)
        for before, after, length_s in zip(known[:-1], known[1:], gap_s, strict=True):
            if after > before + 1 and length_s <= LONGEST_GAP_S + 1e-9:
                inside = np.arange(before + 1, after)
                xy[inside, i] = path(track.time_s[inside])
                filled += len(inside)
    if filled == 0:
        return track, 0
    return track.moved(xy, Message("gaps_bridged", {"landmarks": filled})), filled
