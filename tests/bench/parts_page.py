"""The guide on intervals: how often they hold, what they are made of, how sharp they are."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

import formcheck
from bench import tables

BEFORE = Path(__file__).parent / "sharpness_before.csv"
"""Half widths and scores of the state before the vertical was read off the picture."""
PARTS = ("landmarks", "timing", "view")
FEWEST_ROWS = 20

INTRODUCTION = """\
# What an interval is made of

Every number of formcheck carries a 90 % interval. This page shows on data with known truth how
often it holds, which parts it is made of, and how sharp it is. It is made by
`python -m tests.bench.parts --write-guide`; nothing in it is
typed by hand. {made}

*Force plates*: landmark tables of runners on an instrumented treadmill (derived from Fukuchi 2017,
CC BY 4.0) with simulated noise, some seen 10 degrees askew or tilted by 2. *Renders*: films of
rendered runners through the whole pipeline, square, oblique, tilted, one from a moving camera.
*Real films* have no truth: only the width of their intervals is shown.
"""
HELD = """\
All metrics and legs together. *fit*: runners that were looked at when noise was set; *test*: those
that only judge. A metric of one leg is counted by itself where at least 20 clips have it. The
interval over runners comes from drawing runners again and again."""
SIZES = """\
Near leg or whole body, root mean square. Each table or film is measured as it is, with the true
contacts, and with the true vertical besides: the differences are the errors by timing and by the
vertical, the rest is the landmarks' own. Beside each stands the standard deviation that the
interval holds for it. The spread between strides says how well the filmed strides stand for the
runner's usual ones; the clip's own truth does not feel it, so times and bounce hold more often than
90 %."""
SHARP = """\
Mean half width, and interval score after Winkler (width, and 20 times how far outside each truth
lies that is outside; lower is better), before the vertical was read off the picture and now."""


def sizes(rows: pd.DataFrame) -> pd.DataFrame:
    """Each part of the interval beside the error that it stands for, near leg or whole body."""
    out = []
    for (source, metric), part in _headline(rows[rows.err.notna()]).groupby(
        ["landmarks", "metric"], sort=False
    ):
        line: dict[str, object] = {"landmarks": source, "metric": metric, "n": len(part)}
        for name in PARTS:
            error, sd = part[f"err_{name}"], part[f"sd_{name}"]
            line[f"{name}: error"] = _rms(error)
            line["sd" + " " * (PARTS.index(name) + 1)] = _rms(sd)
        out.append(line | {"strides: sd": _rms(part.sd_strides), "scale: sd": _rms(part.sd_scale)})
    return pd.DataFrame(out)


def held(rows: pd.DataFrame) -> pd.DataFrame:
    """Share of truths inside the interval by where landmarks come from and half of the runners."""
    out = []
    rows = rows[rows.err.notna()]
    rows = pd.concat([rows, rows.assign(fold="both")])
    for (source, fold), part in rows.groupby(["landmarks", "fold"]):
        counted = part.groupby(["metric", "near"]).filter(lambda rows: len(rows) >= FEWEST_ROWS)
        by_metric = 100 * counted.groupby(["metric", "near"]).inside.mean()
        low, high = _over_runners(part)
        out.append(
            {
                "landmarks": source,
                "half": fold,
                "runners": part.runner.nunique(),
                "n": len(part),
                "inside %": 100 * float(part.inside.mean()),
                "90 % interval over runners": f"{low:.1f} to {high:.1f}",
                "lowest metric %": float(by_metric.min()),
                "highest": float(by_metric.max()),
                "metrics under 80": int((by_metric < 80).sum()),
                "over 98": int((by_metric > 98).sum()),
            }
        )
    return pd.DataFrame(out)


def sharpness(rows: pd.DataFrame) -> pd.DataFrame:
    """Mean half width and interval score of each metric by view, beside those before.

    The interval score (Winkler) of a 90 % interval is its width and, for each truth that lies
    outside, 20 times how far: the lower the better.
    """
    before = pd.read_csv(BEFORE).set_index(["landmarks", "camera", "metric"])
    out = []
    for key, part in _headline(rows).groupby(["landmarks", "camera", "metric"], sort=False):
        was = before.loc[key] if key in before.index else None
        outside = np.maximum(part.err.abs() - part.half, 0.0)  # NaN where there is no truth
        out.append(
            dict(zip(("landmarks", "camera", "metric"), key, strict=True))
            | {
                "n": len(part),
                "half before": np.nan if was is None else was["half"],
                "half width": float(part.half.mean()),
                "score before": np.nan if was is None else was["score"],
                "score": float((2 * part.half + 20 * outside).mean()),
            }
        )
    return pd.DataFrame(out)


def _headline(rows: pd.DataFrame) -> pd.DataFrame:
    """The near leg's rows, and those for both where a metric has no sides."""
    near = rows[rows.near == "near"]
    rest = rows[(rows.near == "both") & ~rows.metric.isin(near.metric)]
    return pd.concat([near, rest])


def _rms(values: pd.Series) -> float:
    return float(np.sqrt(np.nanmean(np.square(values)))) if values.notna().any() else np.nan


def _over_runners(rows: pd.DataFrame, draws: int = 2000) -> tuple[float, float]:
    """90 % interval of the share inside when runners are drawn again, percent."""
    runners = rows.groupby("runner").inside.agg(["sum", "count"]).to_numpy(float)
    rng = np.random.default_rng(20)
    drawn = runners[rng.integers(len(runners), size=(draws, len(runners)))].sum(axis=1)
    low, high = np.percentile(100 * drawn[:, 0] / drawn[:, 1], [5, 95])
    return float(low), float(high)


def page(rows: pd.DataFrame) -> str:
    """The guide: three tables and what they mean."""
    sections = (
        ("How often intervals hold", HELD, held(rows)),
        ("Their parts", SIZES, sizes(rows)),
        ("How sharp they are", SHARP, sharpness(rows)),
    )
    made = f"Made on {datetime.now(UTC):%d %B %Y} with formcheck {formcheck.__version__}."
    tables_ = (f"## {name}\n\n{words}\n\n{tables.text(table)}\n" for name, words, table in sections)
    return "\n".join([INTRODUCTION.format(made=made), *tables_])
