"""The figures to reach, each beside what was reached."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from bench.tables import spread

IC_TO_RMSE_MS = {30.0: 8.0, 60.0: 7.0, 120.0: 7.5}
CONTACT_RMSE_MS = {30.0: 10.0, 60.0: 9.0, 120.0: 9.0}
NEAR_SQUARE_SD = {
    "shank_angle_deg": 1.6,
    "overstride_pct_leg": 2.0,
    "knee_flexion_ic_deg": 2.5,
    "vertical_oscillation_pct_leg": 0.5,
}
PLAIN_RENDER_MAX = {
    "trunk_lean_deg": 1.5,
    "overstride_cm": 2.5,
    "shank_angle_deg": 3.0,
    "knee_flexion_ic_deg": 4.0,
    "knee_flexion_peak_deg": 4.0,
}
HARD_RENDER_MAX = {"trunk_lean_deg": 2.5, "overstride_cm": 4.0}
HARD_VIEWS = ("roll", "yaw 10", "yaw 20", "blur")
COVERAGE_PCT = (85.0, 96.0)


@dataclass(frozen=True, slots=True)
class Target:
    """One figure with its goal."""

    what: str
    goal: str
    reached: str
    ok: bool | None

    @property
    def mark(self) -> str:
        """``ok``, ``MISSED``, or ``-`` where nothing was measured."""
        return "-" if self.ok is None else ("ok" if self.ok else "MISSED")


def at_most(what: str, value: float | None, goal: float, unit: str) -> Target:
    """Return a target for an upper bound."""
    if value is None or np.isnan(value):
        return Target(what, f"<= {goal:g} {unit}", "nothing measured", None)
    return Target(what, f"<= {goal:g} {unit}", f"{value:.2f}", bool(value <= goal))


def event_targets(events: pd.DataFrame, contacts: pd.DataFrame) -> list[Target]:
    """Force plates, noisy tracks: events and contact time."""
    found = []
    noisy = events[(events.group == "rbds") & (events.noise == "noisy")]
    for kind in ("IC", "TO"):
        for fps, goal in IC_TO_RMSE_MS.items():
            part = noisy[(noisy.event == kind) & (noisy.fps == fps)]
            stats = spread(part.error_ms)
            name = f"force plates {kind} {fps:g} fps"
            found.append(at_most(f"{name} RMSE", stats.get("rmse"), goal, "ms"))
            found.append(at_most(f"{name} absolute bias", _abs(stats.get("bias")), 3.0, "ms"))
            lost = 100 * float((part.status != "matched").mean()) if len(part) else None
            found.append(at_most(f"{name} missed + extra", lost, 0.5, "%"))
    for fps, goal in CONTACT_RMSE_MS.items():
        part = contacts[
            (contacts.group == "rbds") & (contacts.noise == "noisy") & (contacts.fps == fps)
        ]
        name = f"force plates contact time {fps:g} fps, clip-side RMSE"
        found.append(at_most(name, spread(part.error_ms).get("rmse"), goal, "ms"))
    return found


def cadence_targets(cadence: pd.DataFrame) -> list[Target]:
    """Cadence over the same events."""
    rbds = cadence[cadence.group == "rbds"]
    plain = cadence[(cadence.group == "synth") & (cadence["view"] == "plain")]
    return [
        at_most("force plates cadence, worst clip", _worst(rbds.error), 0.4, "spm"),
        at_most("plain renders cadence, worst clip", _worst(plain.error), 0.5, "spm"),
    ]


def metric_targets(metrics: pd.DataFrame) -> list[Target]:
    """Metrics on force plates and renders."""
    square = metrics[
        (metrics.group == "rbds")
        & (metrics.noise == "noisy")
        & (metrics["view"] == "perp")
        & (metrics.near == "near")
    ]
    found = []
    for metric, goal in NEAR_SQUARE_SD.items():
        sd = spread(square[square.metric == metric].error).get("sd")
        found.append(
            at_most(f"force plates, near leg, square: {metric} SD", sd, goal, unit(metric))
        )
    plain = metrics[
        (metrics.group == "synth") & (metrics["view"] == "plain") & (metrics.near != "far")
    ]
    for metric, goal in PLAIN_RENDER_MAX.items():
        errors = _of_near(plain, metric).error
        found.append(at_most(f"plain renders: {metric}, worst", _worst(errors), goal, unit(metric)))
        median = float(errors.abs().median()) if len(errors) else None
        found.append(at_most(f"plain renders: {metric}, median", median, goal / 2, unit(metric)))
    for view in HARD_VIEWS:
        hard = metrics[
            (metrics.group == "synth") & (metrics["view"] == view) & (metrics.near != "far")
        ]
        for metric, goal in HARD_RENDER_MAX.items():
            rows = _of_near(hard, metric)
            found.append(_hard_target(f"render with {view}: {metric}", rows, goal))
    return found


def unit(metric: str) -> str:
    """Unit of a metric, by its name."""
    known = {"deg": "deg", "cm": "cm", "pct_leg": "% leg", "ms": "ms"}
    return next((u for end, u in known.items() if metric.endswith(end)), "")


def _hard_target(what: str, rows: pd.DataFrame, goal: float) -> Target:
    wanted, worst = f"<= {goal:g} or inside the interval", _worst(rows.error)
    if worst is None:
        return Target(what, wanted, "nothing measured", None)
    inside = bool(rows.inside.astype(bool).all())
    reached = f"{worst:.2f}, {'inside' if inside else 'outside'}"
    return Target(what, wanted, reached, worst <= goal or inside)


def _of_near(rows: pd.DataFrame, metric: str) -> pd.DataFrame:
    """Near-leg rows of a metric, or its rows for both where it has no sides."""
    part = rows[rows.metric == metric]
    near = part[part.near == "near"]
    return near if len(near) else part


def coverage_targets(metrics: pd.DataFrame) -> list[Target]:
    """Share of truths inside their interval, over metrics together."""
    found = []
    low, high = COVERAGE_PCT
    synth, plain = metrics.group == "synth", metrics["view"] == "plain"
    parts = {
        "force plates": metrics[metrics.group == "rbds"],
        "renders, plain": metrics[synth & plain],
        "renders, hard": metrics[synth & ~plain],
    }
    for name, rows in parts.items():
        for fold in ("fit", "test"):
            part = rows[rows.inside.notna() & (rows.fold == fold)]
            goal = f"{low:g}-{high:g} %"
            what = f"90 % intervals, {name}, {fold} half"
            if part.empty:
                found.append(Target(what, goal, "nothing measured", None))
                continue
            share = 100 * float(part.inside.astype(bool).mean())
            found.append(Target(what, goal, f"{share:.1f}", low <= share <= high))
    return found


def swap_targets(swaps: pd.DataFrame) -> list[Target]:
    """Exchanged legs left after repair."""
    if swaps.empty:
        return []
    plain = swaps[swaps["view"] == "plain"]["after %"].max()
    found = [at_most("leg swaps left, clean renders, worst", plain, 0.5, "% of frames")]
    for view in ("blur", "low light", "pass-by"):
        left = swaps[swaps["view"] == view]["after %"].max()
        found.append(at_most(f"leg swaps left, {view}", left, 2.0, "% of frames"))
    return found


def table(targets: list[Target]) -> pd.DataFrame:
    """Targets as a table."""
    rows = [(t.what, t.goal, t.reached, t.mark) for t in targets]
    return pd.DataFrame(rows, columns=["what", "goal", "reached", ""])


def _abs(value: float | None) -> float | None:
    return None if value is None else abs(value)


def _worst(errors: pd.Series) -> float | None:
    errors = errors.dropna()
    return float(errors.abs().max()) if len(errors) else None
