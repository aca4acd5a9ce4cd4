"""Table of healthy runners outside each good range: ``python tests/docs/healthy.py``.

Written into the guide "guidelines" between two marks. The joint share is counted on the runners
of ../shared, where they are; without them the line that stands there is kept.
"""

import json
import re
from pathlib import Path

from formcheck.assess.bands import resolve
from formcheck.assess.healthy import SPEEDS_MPS, shares
from formcheck.domain.assessment import RunnerContext, Speed
from formcheck.guidelines import load

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "src" / "formcheck" / "guides" / "guidelines.md"
BEGIN, END = "<!-- healthy: begin -->", "<!-- healthy: end -->"
RUNNERS = ROOT.parent / "shared" / "rbds"
JOINT = re.compile(r"^Of .* force-plate runs.*$", re.MULTILINE)
FROM_LEG = {
    "overstride_pct_leg": "ank_hip_pct",
    "shank_angle_deg": "shank_ic",
    "knee_flexion_ic_deg": "knee_ic",
    "knee_flexion_peak_deg": "knee_peak",
    "thigh_extension_to_deg": "thigh_to",
}


def table() -> str:
    """The shares as a table, percent."""
    heads = [f"{3.6 * v:.0f} km/h" for v in SPEEDS_MPS]
    lines = ["| metric | " + " | ".join(heads) + " |", "|---|" + "--:|" * len(heads)]
    lines += [
        f"| {name} | " + " | ".join(f"{100 * share:.0f} %" for share in found) + " |"
        for name, found in shares(load()).items()
    ]
    return "\n".join(lines)


def _values(truth: dict) -> dict[str, float]:
    leg = truth["medians"][truth["near_side"]]
    values = {metric: leg[name] for metric, name in FROM_LEG.items()}
    values["thigh_extension_to_deg"] *= -1
    values["cadence_spm"] = truth["cadence_spm"]
    values["vertical_oscillation_pct_leg"] = leg["vo_hip_cm"] / truth["leg_length_m"]
    return values


def joint() -> str | None:
    """How many force-plate runs have nothing, one thing, more outside its good range."""
    files = sorted(RUNNERS.glob("*_060fps_clean.truth.json"))
    if not files:
        return None
    outside = []
    for path in files:
        truth = json.loads(path.read_text("utf-8"))
        sidecar = json.loads(path.with_name(path.name.replace(".truth", "")).read_text("utf-8"))
        context = RunnerContext(
            "right", Speed(truth["belt_speed_mps"]), height_m=sidecar["runner_height_m"]
        )
        count = 0
        for metric, value in _values(truth).items():
            band = resolve(load().rule(metric), "both", context, load())
            low = band.good_low is not None and value < band.good_low
            count += low or (band.good_high is not None and value > band.good_high)
        outside.append(count)
    n = len(outside)
    parts = [sum(c == k for c in outside) for k in (0, 1)]
    return (
        f"Of {n} force-plate runs of 13 healthy runners (true values; the lean was not measured), "
        f"{100 * parts[0] / n:.0f} % have all seven metrics in their good range, "
        f"{100 * parts[1] / n:.0f} % one outside, {100 * (n - sum(parts)) / n:.0f} % more."
    )


def written(text: str) -> str:
    """The guide with the table made anew."""
    before, rest = text.split(BEGIN)
    old, after = rest.split(END)
    kept = JOINT.search(old)
    line = joint() or (kept.group() if kept else "")
    return f"{before}{BEGIN}\n{table()}\n\n{line}\n{END}{after}"


if __name__ == "__main__":
    PLACE.write_text(written(PLACE.read_text("utf-8")), encoding="utf-8")
