"""Runners seen from behind against their truth: ``python -m tests.bench.rear FOLDER --fit``.

``FOLDER`` holds renders (NAME.mp4 with NAME.json) of the generator in ``../shared/synth``; its
runners, drawn from seeds, stand in :mod:`bench.rear_runners`. Those of even numbers, and
``../shared/synth/rear``, are what constants are fitted on (``--fit``); those of odd numbers are
only judged (``--judge``). ``--plates`` dates contacts of the force-plate runners of
``../shared/rbds``, projected into a camera behind them; ``--drop`` sets the line of the drawn hips
beside the pelvis; ``--views`` tells which films of ``../shared`` are seen from behind.
"""

import argparse
import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from numpy.typing import NDArray

from bench.rear_checks import drop, plates
from bench.truth import SHARED

FloatArray = NDArray[np.float64]

TOE_LEAVES_LATER_S = 0.012
"""Contact times of renders less this are those of 50 N."""
SHOWN = ("cadence_spm", "step_width_cm", "step_width_pct_leg", "trunk_side_lean_deg")
SHOWN += ("knee_separation_pct_leg", "step_time_ms", "asymmetry.step_time_ms")
SHOWN += ("stride_time_ms", "asymmetry.trunk_side_lean_deg")


class Truth:
    """What a render's truth says of a runner seen from behind."""

    def __init__(self, document: dict[str, Any]) -> None:
        data = document["frames_data"]
        self.document = document
        self.time_s = np.array(data["t_true"])
        self.points = {name: np.array(way) for name, way in data["points3d"].items()}
        self.leg_m = document["runner"]["thigh_m"] + document["runner"]["shank_m"]
        events = document["events"]
        self.contacts = {
            side: [e["t"] for e in events if (e["side"], e["type"]) == (side, "initial_contact")]
            for side in ("left", "right")
        }
        self.stances = {
            side: [
                (ic, min(later) - TOE_LEAVES_LATER_S)
                for ic in self.contacts[side]
                if (
                    later := [
                        e["t"]
                        for e in events
                        if (e["side"], e["type"]) == (side, "toe_off") and e["t"] > ic
                    ]
                )
            ]
            for side in ("left", "right")
        }

    def rows(self) -> dict[tuple[str, str], float]:
        """Every value by metric and side."""
        width, knees = self._width_m(), self._knees_m()
        left, right = self._lean_deg("left"), self._lean_deg("right")
        steps = self._steps_ms()
        return {
            ("cadence_spm", "both"): self._cadence_spm(),
            ("step_width_cm", "both"): 100 * width,
            ("step_width_pct_leg", "both"): 100 * width / self.leg_m,
            ("knee_separation_pct_leg", "both"): 100 * knees / self.leg_m,
            ("trunk_side_lean_deg", "left"): left,
            ("trunk_side_lean_deg", "right"): right,
            ("trunk_side_lean_deg", "both"): (left + right) / 2,
            ("asymmetry.trunk_side_lean_deg", "both"): left - right,
            ("step_time_ms", "left"): steps["left"],
            ("step_time_ms", "right"): steps["right"],
            ("asymmetry.step_time_ms", "both"): steps["left"] - steps["right"],
            ("stride_time_ms", "both"): steps["left"] + steps["right"],
        }

    def _at(self, point: str, axis: int, at_s: list[float]) -> FloatArray:
        return np.interp(at_s, self.time_s, self.points[point][:, axis])

    def _midstances_s(self, side: str) -> list[float]:
        return [(a + b) / 2 for a, b in self.stances[side] if b < self.time_s[-1]]

    def _width_m(self) -> float:
        """Each left step against the right ones beside it."""
        left_s, right_s = (self._midstances_s(side) for side in ("left", "right"))
        left, right = self._at("left_ankle", 1, left_s), self._at("right_ankle", 1, right_s)
        beside = [np.abs(np.array(right_s) - t) < 0.6 for t in left_s]
        return float(
            np.median([y - right[b].mean() for y, b in zip(left, beside, strict=True) if b.any()])
        )

    def _knees_m(self) -> float:
        at_s = [*self._midstances_s("left"), *self._midstances_s("right")]
        return float(np.median(self._at("left_knee", 1, at_s) - self._at("right_knee", 1, at_s)))

    def _lean_deg(self, side: str) -> float:
        trunk = self.points["mid_shoulder"] - self.points["mid_hip"]
        lean = np.degrees(np.arctan2(trunk[:, 1], trunk[:, 2])) * (1 if side == "left" else -1)
        most = [
            lean[(self.time_s >= a) & (self.time_s < b)].max()
            for a, b in self.stances[side]
            if b < self.time_s[-1]
        ]
        return float(np.median(most))

    def _cadence_spm(self) -> float:
        every = sorted(self.contacts["left"] + self.contacts["right"])
        return 60 * (len(every) - 1) / (every[-1] - every[0])

    def _steps_ms(self) -> dict[str, float]:
        every = sorted((t, side) for side, times in self.contacts.items() for t in times)
        times: dict[str, list[float]] = {"left": [], "right": []}
        for (start, side), (end, _) in pairwise(every):
            times[side].append(1000 * (end - start))
        return {side: float(np.median(values)) for side, values in times.items()}


def rows_of(film: Path) -> list[dict[str, Any]]:
    """One row for each metric and side with a truth."""
    from formcheck import AnalysisSettings, analyze

    document = json.loads(film.with_suffix(".json").read_text("utf-8"))
    truth = Truth(document)
    result = analyze(film, AnalysisSettings(height_cm=100 * document["runner"]["height_m"], jobs=1))
    analysis = result.analysis
    measured = {(row.metric, row.side): row for row in analysis.metrics}
    rows = []
    for (metric, side), value in truth.rows().items():
        row = measured.get((metric, side))
        found = {"film": film.stem, "metric": metric, "side": side, "true": value}
        found["view"] = analysis.view.kind
        found["verdict"] = analysis.quality.verdict
        if row is not None and row.value is not None:
            low, high = row.ci_low or 0.0, row.ci_high or 0.0
            found |= {"value": row.value, "error": row.value - value, "half": (high - low) / 2}
            found["inside"] = low <= value <= high
        rows.append(found)
    return rows


def films_of(folder: Path, *, judge: bool) -> list[Path]:
    """Renders of one half."""
    own = [p for p in sorted(folder.glob("r[0-9]*.mp4")) if p.with_suffix(".json").exists()]
    half = [p for p in own if int(p.stem[1:]) % 2 == int(judge)]
    return half if judge else [*half, *sorted((SHARED / "synth" / "rear").glob("*.mp4"))]


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Bias, spread, root mean square and coverage by metric and side."""
    lines = []
    for (metric, side), own in rows.groupby(["metric", "side"], sort=False):
        error = own["error"].dropna() if "error" in own else pd.Series(dtype=float)
        lines.append(
            {
                "metric": metric,
                "side": side,
                "n": len(error),
                "of": len(own),
                "bias": error.mean(),
                "sd": error.std(),
                "rms": float(np.sqrt((error**2).mean())),
                "worst": error.abs().max(),
                "half": own["half"].mean(),
                "covered_pct": 100 * own["inside"].dropna().astype(float).mean(),
            }
        )
    return pd.DataFrame(lines).round(2)


def views() -> pd.DataFrame:
    """From where every film of ``../shared`` is taken to be seen."""
    from formcheck.errors import FormcheckError
    from formcheck.geometry.view import from_behind
    from formcheck.pose.backend import back_end_of
    from formcheck.pose.look import look_at
    from formcheck.settings import AnalysisSettings

    folders = [SHARED / "clips", *(SHARED / "synth" / k for k in ("", "gravity", "repeat", "rear"))]
    rows = []
    for film in (film for folder in folders for film in sorted(folder.glob("*.mp4"))):
        try:
            raw = look_at(film, AnalysisSettings(jobs=1)).raw
        except FormcheckError as error:  # a file that cannot be read has no view
            rows.append({"film": film.stem, "behind": type(error).__name__})
            continue
        track = raw.track(back_end_of(raw.model).source)
        rows.append({"film": film.stem, "behind": from_behind(track)})
    return pd.DataFrame(rows)


def _print_plates() -> None:
    for fps, kind in (("060", "clean"), ("030", "noisy")):
        legs = plates(fps, kind)
        left, right = (legs.loc[legs["side"] == s, "error"].to_numpy() for s in ("left", "right"))
        told = f"bias {legs['error'].mean():.1f}, sd {legs['error'].std():.1f}"
        print(f"{kind} {fps}: {len(legs)} legs, {told}, legs apart {np.std(left - right):.1f} ms")


def main(arguments: list[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.rear")
    parser.add_argument("folder", type=Path, nargs="?", default=SHARED / "synth" / "rear")
    parser.add_argument("--views", action="store_true", help="which films are seen from behind")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--judge", action="store_true")
    parser.add_argument("--plates", action="store_true", help="contacts of force-plate runners")
    parser.add_argument("--drop", action="store_true", help="the drawn hips beside the pelvis")
    parser.add_argument("--csv", type=Path, help="every row")
    asked = parser.parse_args(arguments)
    if asked.plates:
        _print_plates()
    if asked.drop:
        every = [drop(film) for film in films_of(asked.folder, judge=False)]
        print(f"{len(every)} films, correlation {min(every):.2f} to {max(every):.2f}")
    if asked.views:
        found = views()
        print(found["behind"].value_counts().to_string())
        print(*found.loc[found["behind"].eq(other=True), "film"])
    for judge in (False, True):
        if not (asked.judge if judge else asked.fit):
            continue
        films = films_of(asked.folder, judge=judge)
        rows = pd.DataFrame([row for film in films for row in rows_of(film)])
        if asked.csv is not None:
            rows.to_csv(asked.csv, index=False)
        own = summary(rows)
        print(f"{'judged' if judge else 'fitted'}: {len(films)} films", file=sys.stdout)
        print(own.to_string(index=False))
        print(rows.groupby("film")[["view", "verdict"]].first().value_counts().to_string())


if __name__ == "__main__":
    main()
