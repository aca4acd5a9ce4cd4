"""Margin of the rule that tells a run from stepping that goes nowhere and from walking.

``python -m tests.bench.margins`` prints the table over every running clip and force-plate table
in ../shared and over the bodies of ``tests/quality/stepper.py``.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.truth import SHARED
from formcheck.footage import Footage, load_footage
from formcheck.gait.kind import STANCE_SHARE, hips_rise_apart
from formcheck.gait.movement import Movement, read_movement
from formcheck.gait.support import (
    BEHIND_LEG,
    LEAST_SHARED,
    LEAST_TRAVEL_LEG,
    LEAST_TURN,
    ROUND,
)
from formcheck.pose.look import look_at
from formcheck.settings import AnalysisSettings

ROOT = Path(__file__).resolve().parents[2]
NO_SIDE_VIEW = ("rear", "neg_", "clip20", "clip21", "clip22")
RUNNING_CLIPS = (
    "run_passby_slow_50fps",
    "run_road_tracking_slow2x",
    "run_road_tracking_slow2x_360p",
    "run_track_pan_slowmo_uibars",
    "run_treadmill_coaching_overlays",
    "run_treadmill_portrait_30fps",
    "run_treadmill_slowmo",
)
"""Long enough, seen from the side, of one runner."""
LIMITS = {
    "ground in a step, leg": LEAST_TRAVEL_LEG,
    "ankle over knee": LEAST_TURN,
    "foot behind hip, leg": BEHIND_LEG,
    "stance share": STANCE_SHARE,
    "beyond one turn": ROUND,
    "shared by the legs": LEAST_SHARED,
    "hips rise apart": 0.0,
}


def films() -> list[Path]:
    """Every film of a runner seen from the side."""
    found = sorted((ROOT / "sample_videos").glob("*.mp4"))
    for folder in ("synth", "synth/repeat", "synth/gravity"):
        clips = sorted((SHARED / folder).glob("*.mp4"))
        found += [clip for clip in clips if not clip.stem.startswith(NO_SIDE_VIEW)]
    return found + [
        path for name in RUNNING_CLIPS if (path := SHARED / "clips" / f"{name}.mp4").is_file()
    ]


def tables() -> list[Path]:
    """Every force-plate table."""
    return sorted((SHARED / "rbds").glob("*.csv"))


def margin_of(path: Path, model: str = "heavy", end_s: float | None = None) -> dict[str, object]:
    """Quantities of one clip or table, with the gait that is told."""
    settings = AnalysisSettings(model=model, jobs=1, end_s=end_s)
    seen = None if path.suffix == ".csv" else look_at(path, settings)
    footage = load_footage(path, settings, seen)
    return {"clip": path.stem} | quantities(footage)


def quantities(footage: Footage) -> dict[str, object]:
    """What the rule looks at."""
    step_s = footage.evidence.step_s
    movement = read_movement(
        footage.track,
        step_s=step_s,
    )
    return {"gait": movement.gait} | _numbers(movement, step_s)


def _numbers(movement: Movement, step_s: float | None) -> dict[str, object]:
    support = movement.support
    if support is None or step_s is None:
        return {}
    return {
        "ground in a step, leg": support.travel_leg,
        "ankle over knee": support.turn,
        "foot behind hip, leg": support.behind_leg,
        "stance share": support.stance_share,
        "beyond one turn": np.nan if support.beyond_round is None else support.beyond_round,
        "shared by the legs": support.shared,
        "hips rise apart": hips_rise_apart(movement.sagittal, step_s),
    }


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Range of each quantity over the clips, and the limit of the rule."""
    return pd.DataFrame(
        [
            {
                "quantity": name,
                "least": round(rows[name].min(), 2),
                "in": rows.loc[rows[name].idxmin(), "clip"],
                "most": round(rows[name].max(), 2),
                "in ": rows.loc[rows[name].idxmax(), "clip"],
                "limit": limit,
            }
            for name, limit in LIMITS.items()
        ]
    )


def main() -> None:
    """Print the whole table and its summary."""
    rows = pd.DataFrame([margin_of(path) for path in (*films(), *tables())])
    rows.to_csv(sys.stdout, index=False, float_format="%.3f")
    print(summary(rows).to_string(index=False))
    print(f"{len(rows)} clips and tables, {int((rows.gait != 'run').sum())} not taken for a run")


if __name__ == "__main__":
    main()
