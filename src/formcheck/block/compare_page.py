"""The page of a comparison: differences, curves over each other, two videos in step."""

import json
import shutil
from pathlib import Path
from statistics import median
from typing import Any

from markupsafe import Markup

from formcheck.block.charts import effect_chart
from formcheck.block.compare import COLUMNS, Comparison, Difference, strides_of
from formcheck.block.page import change_words, csv_link, stylesheet
from formcheck.change.protocol import how_kept
from formcheck.domain.analysis import Measured
from formcheck.domain.files import VIDEO
from formcheck.domain.message import Message
from formcheck.domain.setup import SetUps
from formcheck.report.charts import StrideLine, stride_curve
from formcheck.report.model import build
from formcheck.report.pages import environment, static
from formcheck.report.render import data_uri
from formcheck.store.place import put
from formcheck.words import phrase, say
from formcheck.words.numbers import suffix, value_text
from formcheck.words.wording import label, word, wording

PAGE, TABLE = "compare.html", "compare.csv"
EMBED_LIMIT_BYTES = 5 * 1024 * 1024
"""Of both videos together; larger ones are copied beside the page."""
SIDES_DIFFER = "other_leg_near"
"""Caveat that only says what the page says in its own words about near legs."""
GLYPHS = {"better": "●", "worse": "■", "differs": "▲", "no_change": "○", "missing": "–"}


def write_comparison(comparison: Comparison, out: Path) -> Path:
    """Write ``compare.html`` and ``compare.csv``.

    Parameters
    ----------
    comparison : Comparison
    out : Path
        Folder; made if it is not there.

    Returns
    -------
    Path
        The page.
    """
    out.mkdir(parents=True, exist_ok=True)
    put(out / TABLE, comparison.table().to_csv(index=False, lineterminator="\n"))
    page = out / PAGE
    put(page, _page(comparison, _videos(comparison, out)))
    return page


def _videos(comparison: Comparison, out: Path) -> list[str] | None:
    """Return addresses of both videos, or None if one is missing."""
    files = [folder / VIDEO for folder in (comparison.a, comparison.b)]
    if not all(file.is_file() for file in files):
        return None
    if sum(file.stat().st_size for file in files) <= EMBED_LIMIT_BYTES:
        return [data_uri(file) or "" for file in files]
    names = ["a.mp4", "b.mp4"]
    for file, name in zip(files, names, strict=True):
        if file.resolve() != (out / name).resolve():
            try:
                shutil.copyfile(file, out / name)
            except OSError:
                (out / name).unlink(missing_ok=True)
                raise
    return names


def _page(comparison: Comparison, videos: list[str] | None) -> str:
    clips = [_clip(analysis) for analysis in (comparison.first, comparison.second)]
    for clip, video in zip(clips, videos or (None, None), strict=True):
        clip["video"] = video
    strides = min(len(clip["sync"]["strides"]) for clip in clips)
    headline = comparison.headline
    content: dict[str, Any] = {
        "clips": clips,
        "opposite": comparison.opposite_sides,
        "filmed": [say(message) for message in filmed_alike(comparison.filmed)],
        "days": _days_known(comparison.own_sessions),
        "protocol": [
            (word("protocol", item.asked), word("protocol_kept", item.kept), item.kept)
            for item in how_kept(comparison.first, comparison.second, comparison.filmed)
        ],
        "caveats": [say(c) for c in comparison.caveats if c.code != SIDES_DIFFER or not headline],
        "differs": [_row(r) for r in headline if r.verdict == "changed"],
        "rows": [_row(r) for r in headline],
        "others": [_row(r) for r in comparison.rows if r not in headline and r.delta is not None],
        "curves": _curves(comparison),
        "in_step": videos is not None and strides > 0,
        "strides": strides,
        "sync": _embedded([clip["sync"] for clip in clips]),
        "csv": _csv(comparison),
        "css": stylesheet(),
        "js": static("formcheck.block", "compare.js"),
    }
    return environment("formcheck.block").get_template("compare.html.j2").render(**content)


def _days_known(sessions: int) -> str:
    return phrase("days_of_own" if sessions else "days_published", sessions=sessions)


def filmed_alike(filmed: SetUps) -> tuple[Message, ...]:
    """Return what there is to say of how two clips were filmed."""
    told = () if filmed.told is None else (Message(f"setup_told_{filmed.told}"),)
    return (Message(f"setup_{filmed.label}"), *told)


def _embedded(value: object) -> Markup:
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("</", "<\\/"))  # noqa: S704


def _clip(analysis: Measured) -> dict[str, Any]:
    shown = build(analysis)
    player = shown["player"]
    return {
        "name": analysis.clip.name,
        "facts": shown["facts"],
        "date": shown["date"],
        "score": shown["score"],
        "near": word("leg", analysis.near_side),
        "sync": {
            "factor": player["factor"],
            "start": player["start_s"],
            "near": analysis.near_side,
            "strides": strides_of(analysis),
        },
    }


def _row(row: Difference) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "metric": row.metric,
        "leg": word("compared_leg", row.leg),
        "label": label(row.metric),
        "glyph": GLYPHS[row.toward],
        "words": word("difference_verdict", row.toward),
        "lasting": word("lasting", row.lasting) if row.verdict == "changed" else "",
        "verdict": row.verdict,
        "a": _value(row.a, row),
        "b": _value(row.b, row),
        "amount": "",
        "interval": "",
        "chart": None,
    }
    if row.delta is not None and row.ci_low is not None and row.ci_high is not None:
        shown["amount"], shown["interval"] = change_words(
            row.delta, row.ci_low, row.ci_high, row.unit, row.metric
        )
        shown["chart"] = effect_chart(row.delta, row.ci_low, row.ci_high)
    return shown


def _value(value: float | None, row: Difference) -> str:
    if value is None:
        return "–"
    half = (row.threshold or 0.0) / 2
    shown = value_text(value, row.unit, value - half, value + half)
    return shown + suffix(row.unit, row.metric)


def _curves(comparison: Comparison) -> list[dict[str, Any]]:
    """Near-leg curves of both clips; A takes the line of the left side, B of the right."""
    both = comparison.first, comparison.second
    toe_off = {
        side: at
        for side, analysis in zip(("left", "right"), both, strict=True)
        if (at := _toe_off_pct(analysis)) is not None
    }
    names = wording()["curve_name"]
    found = []
    for name, curve in comparison.first.curves.items():
        other = comparison.second.curves.get(name)
        one = curve.of(comparison.first.near_side)
        two = other.of(comparison.second.near_side) if other else None
        if one is None or two is None:
            continue
        drawn: dict[str, StrideLine] = {"left": one, "right": two}
        words = names.get(name, label(name))
        found.append(
            {
                "label": words,
                "unit": word("curve_unit", "pct_leg" if name.endswith("_pct_leg") else "deg"),
                "chart": stride_curve(phrase("curve_of_both", curve=words), drawn, toe_off),
            }
        )
    return found


def _toe_off_pct(analysis: Measured) -> float | None:
    shares = [
        100 * (s.to_s - s.ic_s) / (s.stride_end_s - s.ic_s)
        for s in analysis.steps
        if s.side == analysis.near_side and s.to_s is not None and s.stride_end_s is not None
    ]
    return median(shares) if shares else None


def _csv(comparison: Comparison) -> str:
    rows = [[getattr(row, name) for name in COLUMNS] for row in comparison.rows]
    return csv_link(rows, COLUMNS)
