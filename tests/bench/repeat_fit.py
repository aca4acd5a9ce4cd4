"""Fit the parts of the error of a difference to runners filmed again."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from formcheck.change.parts import Leg, Parts
from formcheck.change.sd import BY_CHANCE

MARGIN = 1.15
"""Fitted to a few runners and used for others: by so much are the parts widened."""
SIDES_MARGIN = 1.4
"""The same for left minus right, of which each runner gave one independent pair."""
KINDS = {
    "repeat": "same",
    "put_back": "put_back",
    "camera": "camera",
    "clothes": "clothes",
    "side": "side",
    "rate": "rate",
}

HEAD = """\
# Standard deviations of the error of a difference between two clips of one runner, in the metric's
# unit, beside the spread of strides, which each clip brings itself; what each set-up that was not
# kept adds. Written by `python -m tests.bench.repeat --fit`: do not edit.
# Sources: {films} rendered runners, eight clips each, with exact truth (nothing moved, the phone
# back on its marks within 1.5 degrees and 3 cm, the phone elsewhere, other clothes and light, the
# other side); {tables} force-plate runners at 30, 60 and 120 frames a second (`rate`; Fukuchi
# et al. 2017, doi 10.7717/peerj.3298).
"""


def strides_sd(rows: pd.DataFrame) -> np.ndarray:
    """What the spread of strides explains of each difference."""
    both = [
        np.hypot(a.sd_parts.get(BY_CHANCE, 0.0), b.sd_parts.get(BY_CHANCE, 0.0))
        for a, b in zip(rows.row_a, rows.row_b, strict=True)
    ]
    return np.array(both, dtype=float)


def fit(rows: pd.DataFrame) -> dict[tuple[str, Leg], Parts]:
    """Return the parts that explain the errors of these differences."""
    rows = rows.assign(left=rows.error**2 - strides_sd(rows) ** 2)
    found = {}
    for (metric, leg), own in rows.groupby(["metric", "leg"]):
        films = own[own.group == "films"]
        if films.empty:
            continue
        left = {name: _mean_left(own[own.kind == kind]) for name, kind in KINDS.items()}
        # A phone that stands elsewhere is no surer than one back on its marks, whatever few
        # runners say.
        if left["camera"] < left["put_back"]:
            left |= dict.fromkeys(("camera", "put_back"), (left["camera"] + left["put_back"]) / 2)
        repeat = left.pop("repeat")
        more = {name: float(np.sqrt(max(v - repeat, 0.0))) for name, v in left.items()}
        found[metric, leg] = Parts(repeat=float(np.sqrt(repeat)), **more)
    return found


def _mean_left(rows: pd.DataFrame) -> float:
    """Variance that strides do not explain; each runner counts alike."""
    if rows.empty:
        return 0.0
    return max(float(rows.groupby("runner").left.mean().mean()), 0.0)


def fit_both_sides(pairs: pd.DataFrame) -> dict[str, float]:
    """Return what left minus right of a clip from each side is off by, beside strides."""
    pairs = pairs.assign(left=pairs.error**2 - pairs.strides**2)
    return {m: float(np.sqrt(_mean_left(own))) for m, own in pairs.groupby("metric")}


def as_toml(
    parts: Mapping[tuple[str, Leg], Parts],
    both_sides: Mapping[str, float],
    films: int,
    tables: int,
) -> str:
    """Return the data file."""
    lines = [HEAD.format(films=films, tables=tables), f"margin = {MARGIN}", ""]
    lines += [f"both_sides_margin = {SIDES_MARGIN}", "", "[both_sides]"]
    lines += [f"{metric} = {sd:.3g}" for metric, sd in sorted(both_sides.items())]
    lines.append("")
    for metric in sorted({metric for metric, _ in parts}):
        lines.append(f"[parts.{metric}]")
        lines += [f"{leg} = {_inline(p)}" for (m, leg), p in sorted(parts.items()) if m == metric]
        lines.append("")
    return "\n".join(lines)


def _inline(parts: Parts) -> str:
    values: Iterable[tuple[str, float]] = ((n, getattr(parts, n)) for n in Parts.__slots__)
    return "{ " + ", ".join(f"{name} = {value:.3g}" for name, value in values) + " }"
