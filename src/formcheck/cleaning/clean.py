"""The cleaning stage: lost bodies first, then swaps, spikes and short gaps."""

from dataclasses import dataclass

import numpy as np

from formcheck.cleaning.collapses import blank_collapses
from formcheck.cleaning.gaps import bridge_gaps
from formcheck.cleaning.spikes import remove_spikes
from formcheck.cleaning.swaps import repair_swaps
from formcheck.domain.message import Message
from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import INDEX, LEG, SIDES
from formcheck.geometry.sagittal import mean_leg_px

FOOT = ("ankle", "heel", "foot_index")
TRUNK = [INDEX["nose"], *(INDEX[f"{s}_{p}"] for s in SIDES for p in ("shoulder", "hip"))]


@dataclass(frozen=True, slots=True, eq=False)
class CleanTrack:
    """A cleaned track and how much had to be mended.

    Attributes
    ----------
    track : PoseTrack
    leg_length_px : float
    swapped_share : float
        Share of frames in which the legs were exchanged, 0-1.
    """

    track: PoseTrack
    leg_length_px: float
    swapped_share: float


def clean(track: PoseTrack, *, legs_pass: bool = True) -> CleanTrack:
    """Clean a pose track with zero lag.

    Parameters
    ----------
    track : PoseTrack
        As the model gave it, on capture time.
    legs_pass : bool
        Whether the legs pass each other in the picture, so that the model may exchange them;
        seen from behind they stay side by side.

    Raises
    ------
    ValueError
        If no leg is visible in any frame (nothing to measure jumps against).
    """
    leg_px = mean_leg_px(track)
    if not np.isfinite(leg_px):
        msg = "no leg is visible in any frame"
        raise ValueError(msg)
    whole = blank_collapses(_inside_picture(track))
    mended, swapped = whole, np.zeros(len(track), dtype=bool)
    if legs_pass:
        mended, swapped = repair_swaps(whole, leg_px)
    mended, _ = remove_spikes(mended, leg_px)
    mended, _ = bridge_gaps(mended)
    return CleanTrack(
        track=mended,
        leg_length_px=leg_px,
        swapped_share=float(swapped.mean()),
    )


def _inside_picture(track: PoseTrack) -> PoseTrack:
    """Blank what lies outside the picture, and what the model makes up of a runner leaving it.

    Of a foot cut by the left or right edge it moves ankle and heel into the picture; of a
    runner whose head or trunk has left to the side it guesses both legs.
    """
    x, y = track.xy_px[..., 0], track.xy_px[..., 1]
    beside = (x < 0) | (x > track.width - 1)
    outside = beside | (y < 0) | (y > track.height - 1)
    if not outside.any():
        return track
    for side in SIDES:
        foot = [INDEX[f"{side}_{part}"] for part in FOOT]
        outside[:, foot] |= beside[:, foot].any(axis=1, keepdims=True)
    legs = [INDEX[f"{side}_{part}"] for side in SIDES for part in LEG]
    outside[:, legs] |= beside[:, TRUNK].any(axis=1, keepdims=True)
    xy = track.xy_px.copy()
    xy[outside] = np.nan
    return track.moved(xy, Message("removed_at_edge", {"landmarks": int(outside.sum())}))
