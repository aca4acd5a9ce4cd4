"""How sure is a difference? ``python -m tests.bench.repeat [--fit] [--write-guide]``.

Runners filmed again with and without a change: how often 90 % intervals of differences hold, how
many true changes are told and how many of the rows told are wrong. Every runner is judged by parts
that were fitted to the others; ``--fit`` writes the parts fitted to all into the package.
"""

import argparse
import os
import sys
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("FORMCHECK_MODELS", str(Path(__file__).resolve().parents[2] / "models"))

import numpy as np
import pandas as pd

import formcheck.change
from bench import guide, repeat_fit
from bench.repeat_rows import both_sides_rows, film_pairs, leg_rows, table_pairs
from formcheck.change.difference import PAGE, TOGETHER
from formcheck.change.parts import Parts
from formcheck.change.sd import difference_sd
from formcheck.change.several import level, p_of
from formcheck.domain.metric import Z90

DATA = Path(formcheck.change.__file__).parent / "data" / "parts.toml"
WORTH = {
    "cadence_spm": 2.0, "trunk_lean_deg": 1.0, "trunk_lean_stride_deg": 1.0,
    "trunk_lean_ic_deg": 1.0, "trunk_lean_midstance_deg": 1.0, "head_forward_deg": 2.0,
    "elbow_angle_deg": 3.0, "overstride_pct_leg": 1.0, "overstride_cm": 1.0,
    "overstride_heel_pelvis_cm": 1.0, "shank_angle_deg": 1.5, "knee_flexion_ic_deg": 2.0,
    "knee_flexion_peak_deg": 2.0, "thigh_extension_to_deg": 2.0,
    "vertical_oscillation_pct_leg": 0.5, "vertical_oscillation_cm": 0.5, "contact_time_ms": 6.0,
    "flight_time_ms": 6.0, "duty_factor_pct": 1.0, "foot_strike_angle_deg": 2.0,
    "step_time_ms": 6.0, "stride_time_ms": 12.0,
}  # fmt: skip
"""A true difference of this much is a change that should be told; of less than half, none."""


def judged_by_others(rows: pd.DataFrame) -> pd.DataFrame:
    """Add each row's standard deviation and verdict, its runner left out of the fit."""
    parts = []
    for (group, runner), own in rows.groupby(["group", "runner"]):
        others = rows[(rows.group != group) | (rows.runner != runner)]
        parts.append(_judged(own, repeat_fit.fit(others)))
    return pd.concat(parts, ignore_index=True)


def _judged(rows: pd.DataFrame, parts: dict[tuple[str, str], Parts]) -> pd.DataFrame:
    with (
        mock.patch("formcheck.change.sd.all_parts", return_value=parts),
        mock.patch("formcheck.change.sd.margin", return_value=repeat_fit.MARGIN),
    ):
        sd = [
            difference_sd(r.row_a, r.row_b, r.leg, r.filmed) for r in rows.itertuples(index=False)
        ]
    rows = rows.assign(sd=sd, own_sd=_own_sd(rows))
    rows = rows.assign(
        p=[p_of(d / s) for d, s in zip(rows.delta, rows.sd, strict=True)],
        inside=rows.error.abs() <= Z90 * rows.sd,
        leads=rows.metric.isin(TOGETHER)
        & ((rows.leg == "both") | ((rows.leg == "near") & (rows.metric == "elbow_angle_deg"))),
    )
    told = pd.Series(data=False, index=rows.index)
    for _, page in rows.groupby(["a", "b"]):
        told[page.index] = page.p <= level(page.p[page.leads].tolist(), PAGE)
    return rows.assign(told=told)


def _own_sd(rows: pd.DataFrame) -> list[float]:
    """What two intervals of absolute error make of it, as formcheck 0.1 did."""
    return [
        float(np.hypot(a.ci_high - a.ci_low, b.ci_high - b.ci_low)) / (2 * Z90)
        for a, b in zip(rows.row_a, rows.row_b, strict=True)
    ]


def scored(rows: pd.DataFrame) -> pd.DataFrame:
    """Say of each row what should be told of it."""
    worth = rows.metric.map(WORTH)
    rows = rows[worth.notna()].assign(worth=worth[worth.notna()])
    real = rows.true.abs() >= rows.worth
    nothing = rows.true.abs() < rows.worth / 2
    other_way = rows.told & (np.sign(rows.delta) != np.sign(rows.true))
    before = rows.delta.abs() > 1.96 * rows.own_sd
    alike = rows.kind.isin(["same", "put_back"])
    return rows.assign(
        real=real, nothing=nothing, wrong=rows.told & (nothing | other_way), before=before,
        alike=alike,
    )  # fmt: skip


def told_line(name: str, rows: pd.DataFrame) -> str:
    """Return changes told and rows told wrongly of some pairs, as a line of a table."""
    real, told = rows[rows.real], rows[rows.told]
    return (
        f"| {name} | {len(real)} | {real.before.sum()} | {real.told.sum()} "
        f"({100 * real.told.mean():.0f} %) | {told.wrong.sum()} of {len(told)} "
        f"({100 * told.wrong.mean():.1f} %) | {100 * rows[rows.nothing].told.mean():.1f} % |"
    )


def changes_table(rows: pd.DataFrame) -> str:
    """Return which true changes are told."""
    films = scored(rows[rows.group == "films"])
    alike = films[films.alike]
    other = films[~films.alike & ~films.kind.str.startswith("side")]
    side = films[films.kind.str.startswith("side")]
    subtle = alike[alike.a.str.endswith("sub") | alike.b.str.endswith("sub")]
    subtle = subtle[subtle.kind == "same"]
    lines = [
        "| pairs | true changes | by absolute intervals | told | of these wrong | told of none |",
        "|-|-|-|-|-|-|",
    ]
    for legs, pick in (("leading rows", "leads"), ("both legs", "both"), ("all rows", "all")):
        for name, part in (
            ("filmed alike", alike),
            ("filmed alike, subtle", subtle),
            ("filmed otherwise", other),
            ("from the other side", side),
        ):
            chosen = part[part.leads] if pick == "leads" else part
            chosen = part[part.leg == "both"] if pick == "both" else chosen
            lines.append(told_line(f"{name}, {legs}", chosen))
    return "\n".join(lines)


def coverage_table(rows: pd.DataFrame) -> str:
    """Return how often 90 % intervals hold by set-up, and the worst metric and runner."""
    lines = [
        "| clips | not kept | intervals | hold | worst metric | worst runner | absolute hold |",
        "|-|-|-|-|-|-|-|",
    ]
    for (group, kind), own in rows.groupby(["group", "kind"]):
        metric = own.groupby("metric").inside.mean()
        runner = own.groupby("runner").inside.mean()
        before = (own.error.abs() <= Z90 * own.own_sd).mean()
        lines.append(
            f"| {group} | {kind} | {len(own)} | {100 * own.inside.mean():.0f} % "
            f"| {metric.idxmin()} {100 * metric.min():.0f} % "
            f"| {runner.idxmin()} {100 * runner.min():.0f} % | {100 * before:.0f} % |"
        )
    for group, own in rows.groupby("group"):
        metric = own.groupby("metric").inside.mean()
        low = ", ".join(f"{m} {100 * v:.0f} %" for m, v in metric.items() if v < 0.8) or "none"
        lines.append(
            f"| {group} | all | {len(own)} | {100 * own.inside.mean():.0f} % | {low} | | |"
        )
    return "\n".join(lines)


def sharpness_table(rows: pd.DataFrame) -> str:
    """Return the mean half width of 90 % intervals of differences by metric and set-up."""
    films = rows[rows.group == "films"]
    kinds = ["same", "put_back", "camera", "clothes", "camera and clothes", "side"]
    half = Z90 * films.pivot_table(index=["metric", "leg"], columns="kind", values="sd")[kinds]
    before = Z90 * films.groupby(["metric", "leg"]).own_sd.mean()
    lines = [
        f"| metric | leg | {' | '.join(kinds)} | absolute intervals |",
        "|-|-|" + "-|" * (len(kinds) + 1),
    ]
    for key in half.index:
        values = " | ".join(f"{v:.2g}" for v in half.loc[key])
        lines.append(f"| {key[0]} | {key[1]} | {values} | {before[key]:.2g} |")
    return "\n".join(lines)


def set_ups_table(rows: pd.DataFrame) -> str:
    """Return what was found of the set-up of pairs filmed in a known way."""
    pairs = rows[rows.group == "films"].drop_duplicates(["a", "b"])
    lines = ["| what was not kept | camera found | clothes found | pairs |", "|-|-|-|-|"]
    found = [(r.kind, r.filmed.camera, r.filmed.clothes) for r in pairs.itertuples(index=False)]
    told = (f"| {' | '.join(key)} | {found.count(key)} |" for key in sorted(set(found)))
    return "\n".join([*lines, *told])


def sides_table(legs: pd.DataFrame) -> str:
    """Return what left minus right is off by: one clip, two clips, and what then stands out."""
    fitted = repeat_fit.fit_both_sides(legs)
    lines = [
        "| metric | left - right, one clip: RMS | two clips: RMS | 90 % half width | hold |",
        "|-|-|-|-|-|",
    ]
    for metric, own in legs.groupby("metric"):
        sds = []
        for runner in own.runner:
            others = repeat_fit.fit_both_sides(legs[legs.runner != runner])
            sds.append(others[metric])
        sd = np.hypot(repeat_fit.SIDES_MARGIN * np.array(sds), own.strides)
        rms = [float(np.sqrt(np.mean(own[name] ** 2))) for name in ("one", "error")]
        half = Z90 * float(np.hypot(repeat_fit.SIDES_MARGIN * fitted[metric], own.strides.mean()))
        hold = (own.error.abs() <= Z90 * sd).mean()
        lines.append(
            f"| {metric} | {rms[0]:.2g} | {rms[1]:.2g} | {half:.2g} | {100 * hold:.0f} % |"
        )
    return "\n".join(lines)


TEXT = """\
{heading}

Two clips of one runner: by how much must a metric differ? Measured by `python -m tests.bench.repeat
--fit --write-guide` on {films} rendered runners, eight clips each (filmed again with nothing moved,
with the phone back on its marks, with the phone elsewhere, in other clothes and light, from the
other side; with no, a subtle and a clear change), and on {tables} force-plate runners. Every runner
is judged by parts that were fitted to the others. The runners are few: other runners may scatter by
a fifth more. A second film of a rendered runner repeats the pose model's error more rigidly than a
real one can, so *same* is the least to be expected; no real film filmed twice was at hand.

Smallest difference that stands out at 95 %, one metric alone; half of a 90 % interval is 0.84 of
it. On a page several metrics are judged together, which asks for up to 1.3 times as much.

{smallest}

A true difference is one that a coach would care for (for example 2 steps/min, 1 degree of lean, 1 %
of the leg); *wrong* are rows told whose true difference is less than half of that or goes the other
way. Before: by two absolute intervals.

{changes}

How often 90 % intervals of differences held the true one:

{coverage}

Left minus right, averaged over a clip from each side:

{sides}
"""


def smallest_table(rows: pd.DataFrame) -> str:
    """Return the smallest difference that stands out, by metric and set-up."""
    films = rows[(rows.group == "films") & ((rows.leg == "both") | rows.leads)]
    kinds = ["same", "put_back", "camera", "clothes", "camera and clothes", "side"]
    names = ["same", "back on marks", "phone elsewhere", "other clothes", "both", "other side"]
    seen = films.pivot_table(index="metric", columns="kind", values="sd")[kinds]
    before = films.groupby("metric").own_sd.mean()
    lines = [f"| metric | {' | '.join(names)} | before |", "|-|" + "-|" * (len(kinds) + 1)]
    for metric in seen.index:
        values = " | ".join(f"{1.96 * v:.2g}" for v in seen.loc[metric])
        lines.append(f"| {metric} | {values} | {1.96 * before[metric]:.2g} |")
    return "\n".join(lines)


def main() -> int:
    """Measure, fit, judge, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.repeat", description=__doc__)
    parser.add_argument("--fit", action="store_true", help="write the parts fitted to all runners")
    parser.add_argument("--write-guide", action="store_true", help="write guides/accuracy.md")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    rows = pd.concat([film_pairs(args.jobs), table_pairs(args.jobs)], ignore_index=True)
    legs = both_sides_rows(leg_rows(args.jobs))
    if args.fit:
        runners = rows.groupby("group").runner.nunique()
        text = repeat_fit.as_toml(
            repeat_fit.fit(rows), repeat_fit.fit_both_sides(legs), runners["films"],
            runners["tables"],
        )  # fmt: skip
        DATA.write_text(text, encoding="utf-8")
        print(f"written: {DATA}\n")
    judged = judged_by_others(rows)
    for table in (changes_table, coverage_table, sharpness_table, set_ups_table):
        print(table(judged), end="\n\n")
    print(sides_table(legs))
    if args.write_guide:
        runners = rows.groupby("group").runner.nunique()
        guide.write_differences(
            TEXT.format(
                heading=guide.DIFFERENCES,
                films=runners["films"],
                tables=runners["tables"],
                smallest=smallest_table(judged),
                changes=changes_table(judged),
                coverage=coverage_table(judged),
                sides=sides_table(legs),
            )
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
