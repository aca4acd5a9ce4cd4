"""Checks of a clip, each returning the reasons it finds."""

import numpy as np

from formcheck.cleaning.clean import CleanTrack
from formcheck.domain.pose import PoseTrack
from formcheck.domain.quality import Gait, Reason
from formcheck.domain.skeleton import SIDES
from formcheck.gait.detect import GaitEvents
from formcheck.gait.kind import body_height_px
from formcheck.quality.reasons import reason

LEAST_SEEN = 0.3
SMALLEST_PX = 100.0
SIDE_DEG, SCORED_DEG, REFUSED_DEG = 12.0, 25.0, 32.0
SLOWEST_FPS = 23.9
FEWEST_CONTACTS, FEWEST_SCORED = 4, 7
MOST_SWAPS = 0.12
RUNNING_SPM = (125.0, 240.0)
"""Cadence outside this is not a run at its own speed."""


def check_person(track: PoseTrack) -> list[Reason]:
    """Somebody is there, large enough."""
    seen = np.isfinite(track.xy_px).all(axis=2).sum(axis=1) >= 6
    share = float(seen.mean()) if len(seen) else 0.0
    if share < LEAST_SEEN:
        return [reason("no_person", share_pct=100 * share)]
    height_px = body_height_px(track)
    legs_only = not track.has("left_shoulder") and not track.has("nose")
    if height_px < SMALLEST_PX * (0.5 if legs_only else 1.0):
        return [reason("person_too_small", height_px=height_px)]
    return []


def check_view(yaw_deg: float | None) -> list[Reason]:
    """Seen from the side."""
    if yaw_deg is None or abs(yaw_deg) <= SIDE_DEG:
        return []
    where = "front" if yaw_deg > 0 else "back"
    if abs(yaw_deg) > REFUSED_DEG:
        return [reason("not_side_view", yaw_deg=abs(yaw_deg), where=where)]
    code = "oblique_view" if abs(yaw_deg) > SCORED_DEG else "slightly_oblique"
    return [reason(code, yaw_deg=abs(yaw_deg), where=where)]


def check_gait(gait: Gait, fold_deg: float) -> list[Reason]:
    """A run, not a walk or something else."""
    if gait == "walk":
        return [reason("walking", fold_deg=fold_deg)]
    if gait == "none":
        return [reason("not_locomotion")]
    return []


def check_steps(events: GaitEvents, fps: float) -> list[Reason]:
    """Enough contacts, at a rate that a run can have, in enough frames."""
    counts = {side: len(events.times_s(side, "IC")) for side in SIDES}
    contacts = sum(counts.values())
    if contacts < FEWEST_CONTACTS:
        return [reason("too_few_steps", contacts=contacts)]
    found = [
        reason("few_steps", steps=count, side=side)
        for side, count in counts.items()
        if count < FEWEST_SCORED
    ]
    if fps < SLOWEST_FPS:
        found.append(reason("low_frame_rate", fps=fps))
    return found


def check_cleaning(cleaned: CleanTrack) -> list[Reason]:
    """How much had to be mended."""
    if cleaned.swapped_share > MOST_SWAPS:
        return [reason("heavy_swaps", share_pct=100 * cleaned.swapped_share)]
    return []
