"""What a careful person says of every shared clip after watching it."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

SHARED = Path(__file__).parents[3] / "shared"

SIDE = frozenset({"side", "oblique"})
REAL_TIME = (1.0, 1.0)


@dataclass(frozen=True)
class Row:
    """One clip.

    ``refused`` names the reasons one of which must be given first; empty = it is measured.
    ``reasons`` must be among those given. None = nothing is expected.
    """

    refused: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    direction: str | None = None
    view: frozenset[str] | None = None
    mode: str | None = None
    gait: str | None = None
    factor: tuple[float, float] = REAL_TIME
    source: str | None = None
    cadence_spm: tuple[float, float] | None = None
    may_be_refused: frozenset[str] = frozenset()
    enough_s: float | None = None
    """So much of the clip shows it all; the quick test looks no farther."""
    again: "tuple[tuple[float, Row], ...]" = field(default=())
    """The same clip with a capture rate given."""


def refused(*codes: str, **known: object) -> Row:
    return Row(refused=frozenset(codes), **known)


def run(direction: str, mode: str, cadence_spm: tuple[float, float], **known: object) -> Row:
    seen = {"view": SIDE, "gait": "run"} | known
    return Row(direction=direction, mode=mode, cadence_spm=cadence_spm, **seen)


SLOW_ROAD = run(
    "left",
    "overground",
    (168, 176),
    reasons=frozenset({"camera_moves", "slow_motion_corrected"}),
    factor=(1.95, 2.05),
    source="physiology",
    may_be_refused=frozenset({"slow_motion_suspected"}),
    enough_s=9,
    again=(
        (50.0, run("left", "overground", (168, 176), factor=(1.99, 2.01), source="user")),
        (25.0, refused("slow_motion_suspected", gait="run", source="user")),
    ),
)
TWO_PLAYERS = refused("several_runners")

REAL = {
    "neg_back_view_rotated": refused("not_side_view", view=frozenset({"back"}), enough_s=3),
    "neg_crowd": refused("no_person", "several_runners", "person_too_small", enough_s=4),
    "neg_dumbbells": refused("standing_only", gait="none", enough_s=4),
    "neg_front_view": refused(
        "not_side_view",
        view=frozenset({"front"}),
        reasons=frozenset({"cuts_in_clip"}),
        enough_s=6,
    ),
    "neg_no_person_game": refused("no_person", "not_a_person_video", enough_s=2.5),
    "neg_one_frame": refused("too_short", "no_person"),
    "neg_squats": refused("not_locomotion", gait="none", view=SIDE, enough_s=8),
    "neg_walk_mirror": refused("walking", gait="walk", direction="right", mode="overground"),
    "neg_walk_then_backward": refused(
        "walking", gait="walk", direction="left", mode="overground", view=SIDE, enough_s=6
    ),
    "run_pan_portrait_slowmo": refused("view_changes", direction="left", mode="overground"),
    "run_passby_short": refused("too_few_steps", "too_short", direction="right"),
    "run_passby_slow_50fps": refused(
        "slow_motion_suspected",
        gait="run",
        direction="right",
        mode="overground",
        view=SIDE,
        reasons=frozenset({"copied_frames"}),
        again=((60.0, run("right", "overground", (165, 182), factor=(2.39, 2.41), source="user")),),
    ),
    "run_road_tiny_rotated": refused("person_too_small", enough_s=4),
    "run_road_tracking_slow2x": SLOW_ROAD,
    "run_road_tracking_slow2x_360p": SLOW_ROAD,
    "run_too_small": refused("person_too_small", "no_person", enough_s=4),
    "run_track_pan_slowmo_uibars": refused(
        "slow_motion_suspected", gait="run", direction="left", mode="overground", view=SIDE
    ),
    "run_treadmill_coaching_overlays": run("right", "treadmill", (157, 174), enough_s=9),
    "run_treadmill_portrait_30fps": run("left", "treadmill", (166.5, 170), enough_s=8),
    "run_treadmill_slowmo": refused(
        "slow_motion_suspected",
        gait="run",
        direction="right",
        mode="treadmill",
        view=SIDE,
        enough_s=24,
        again=(
            (
                300.0,
                run(
                    *("right", "treadmill", (172, 182)),
                    factor=(10.0, 10.02),
                    source="user",
                    may_be_refused=frozenset({"contacts_unsure"}),
                ),
            ),
        ),
    ),
    "run_two_players": TWO_PLAYERS,
    "run_two_players_hevc": TWO_PLAYERS,
}

RENDERED = {
    "clip03": {"enough_s": 4},
    "clip05": {"enough_s": 14},
    "clip10": {"refused": frozenset({"not_side_view"})},
    "clip12": {"reasons": frozenset({"few_steps"})},
    "clip14": {"reasons": frozenset({"low_light"})},
    "clip20": {"refused": frozenset({"walking"}), "cadence_spm": None},
    "clip21": {"refused": frozenset({"no_person"}), "gait": "none", "view": None},
    "clip22": {"reasons": frozenset({"seen_from_behind"}), "view": frozenset({"back"})},
    "clip24": {"enough_s": None},
}


def rendered() -> dict[str, Row]:
    """Rows for the renders, from their own index and the exceptions above."""
    index = SHARED / "synth" / "index.csv"
    if not index.is_file():
        return {}
    with index.open(encoding="utf-8", newline="") as file:
        return {Path(entry["file"]).stem: _rendered(entry) for entry in csv.DictReader(file)}


def _rendered(entry: dict[str, str]) -> Row:
    name = Path(entry["file"]).stem
    factor = float(entry["slow_motion_factor"])
    known = {
        "direction": entry["direction"] if entry["direction"] in ("left", "right") else None,
        "view": SIDE,
        "mode": entry["mode"],
        "gait": entry["gait"],
        "factor": (factor, factor),
        "enough_s": 4.5,  # a dozen steps; the bench sees them whole
    }
    if entry["cadence_spm"]:
        cadence = float(entry["cadence_spm"])
        known["cadence_spm"] = (0.99 * cadence, 1.01 * cadence)
    known |= RENDERED.get(name, {})
    if name == "clip21":
        known |= {"direction": None, "mode": None}
    return Row(**known)
