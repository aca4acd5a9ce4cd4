"""Metric cards: which row leads, what stands beside it, what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from formcheck.metrics.registry import lead_of
from formcheck.report.charts import band_edges, bullet, sparkline
from formcheck.report.imperial import Imperial, imperial
from formcheck.words.numbers import edge_text, interval_text, suffix, value_text, write
from formcheck.words.wording import card_texts, label, sentence, word

Json = Mapping[str, Any]

GLYPHS = {
    "good": "●",
    "watch": "▲",
    "off": "■",
    "borderline": "◐",
    "not_scored": "○",
    "missing": "–",
}


@dataclass(frozen=True)
class Rating:
    """A rating as mark and words, so that neither colour nor shape stands alone."""

    key: str
    glyph: str
    words: str


@dataclass(frozen=True)
class Reading:
    """One metric row as printed."""

    metric: str
    side: str
    label: str
    value: str
    unit: str
    interval: str
    n_steps: int
    imperial: Imperial | None = None


@dataclass(frozen=True)
class Card:
    """One metric card."""

    metric: str
    label: str
    means: str
    rating: Rating
    headline: Reading
    sides: tuple[Reading, ...]
    also: tuple[Reading, ...]
    chart: Markup
    spark: Markup | None
    eyebrow: str
    usual: str | None
    typical: str | None
    basis: str
    note: str
    grade: str | None
    citations: tuple[str, ...]
    why_not_scored: str | None
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Missing:
    """Metrics that could not be measured, with the one reason they share.

    ``leg`` is empty where no leg was measured.
    """

    leg: str
    labels: tuple[str, ...]
    reason: str


def rating(key: str, *, banded: bool = False) -> Rating:
    """Return the mark and the words of a rating; a range that was not applied is told."""
    words = word("rating", "not_judged" if key == "not_scored" and banded else key)
    return Rating(key, GLYPHS.get(key, "○"), words)


def reading(row: Json) -> Reading:
    """Return one measured row in print."""
    unit, low, high = row["unit"], row["ci_low"], row["ci_high"]
    return Reading(
        metric=row["metric"],
        side=row["side"],
        label=label(row["metric"]),
        value=value_text(row["value"], unit, low, high),
        unit=suffix(unit, row["metric"]),
        interval=interval_text(unit, low, high),
        n_steps=row["n_steps"],
        imperial=imperial(unit, row["value"], low, high),
    )


def measured(metrics: Sequence[Json], metric: str) -> list[Json]:
    """Return the rows of one metric that carry a value."""
    return [m for m in metrics if m["metric"] == metric and m["value"] is not None]


def leading(rows: Sequence[Json], near_side: str) -> Json:
    """Return the row that stands for the metric.

    The near leg's, because it is seen best; both legs together for what belongs to the whole
    body.
    """
    by_side = {r["side"]: r for r in rows}
    order = [near_side, "both"]
    if lead_of(rows[0]["metric"]) == "both":
        order.reverse()
    return next((by_side[s] for s in order if s in by_side), rows[0])


def usual_words(row: Json) -> str | None:
    """Return the good range of a row's band in words, ``2 to 10°``."""
    (low, high), _ = band_edges(row.get("band"))
    end = suffix(row["unit"], row["metric"])
    bounds = [None if v is None else edge_text(v, row["unit"]) for v in (low, high)]
    if bounds[0] is not None and bounds[1] is not None:
        return f"{bounds[0]} to {bounds[1]}{end}"
    if bounds[0] is not None:
        return f"{bounds[0]}{end} or more"
    return f"up to {bounds[1]}{end}" if bounds[1] is not None else None


def _typical_words(row: Json) -> str | None:
    band = row.get("band")
    if not band or band["expected"] is None:
        return None
    unit = row["unit"]
    spread = f" ± {edge_text(band['norm_sd'], unit)}" if band["norm_sd"] else ""
    return f"{edge_text(band['expected'], unit)}{spread}{suffix(unit, row['metric'])}"


def cards(analysis: Json) -> list[Card]:
    """Return the cards of all measured metrics in reading order."""
    found = []
    for metric, entry in card_texts().items():
        rows = measured(analysis["metrics"], metric)
        if rows:
            found.append(_card(analysis, metric, rows, entry))
    return found


def _card(analysis: Json, metric: str, rows: list[Json], entry: Json) -> Card:
    head = leading(rows, analysis["near_side"])
    sided = sorted((r for r in rows if r["side"] != "both"), key=lambda r: str(r["side"]))
    band = head.get("band") or {}
    also = [r for m in entry["also"] for r in _one(analysis, m)]
    return Card(
        metric=metric,
        eyebrow=word("group", entry["group"]),
        label=entry["label"],
        means=entry["means"],
        rating=rating(head["rating"], banded=usual_words(head) is not None),
        headline=reading(head),
        sides=tuple(reading(r) for r in sided),
        also=tuple(reading(r) for r in also),
        chart=bullet([head] if head["side"] == "both" else sided),
        spark=sparkline(metric, analysis["steps"]),
        usual=usual_words(head),
        typical=_typical_words(head),
        basis=band.get("basis", ""),
        note=band.get("note", ""),
        grade=band.get("grade"),
        citations=tuple(band.get("citations", ())),
        why_not_scored=head.get("why_not_scored"),
        parts=_parts(head["sd_parts"]),
    )


def _parts(sd_parts: Mapping[str, float]) -> tuple[tuple[str, str], ...]:
    """Return the sources of the interval with their share of the variance, largest first."""
    total = sum(v * v for v in sd_parts.values())
    ordered = sorted(sd_parts.items(), key=lambda item: -item[1])
    return tuple(
        (word("sd_part", k), f"{write(100 * v * v / total, 0)} %") for k, v in ordered if v > 0
    )


def _one(analysis: Json, metric: str) -> list[Json]:
    rows = measured(analysis["metrics"], metric)
    return [leading(rows, analysis["near_side"])] if rows else []


def differences(analysis: Json) -> list[Reading]:
    """Return the left-right differences that were measured."""
    rows = [m for m in analysis["metrics"] if m["metric"].startswith("asymmetry_pct.")]
    return [
        replace(reading(m), label=label(m["metric"].partition(".")[2]))
        for m in rows
        if m["value"] is not None
    ]


def others(analysis: Json) -> list[Reading]:
    """Return measured metrics that no card shows."""
    own = [m for m in analysis["metrics"] if m["value"] is not None]
    shown: set[str] = set()
    for name, entry in card_texts().items():
        if measured(own, name):
            shown |= {name, *entry["also"]}
    rest = {m["metric"]: None for m in own if m["metric"] not in shown}
    return [
        reading(leading(measured(own, metric), analysis["near_side"]))
        for metric in rest
        if not metric.startswith("asymmetry_pct.")
    ]


def missing(analysis: Json) -> list[Missing]:
    """Return what was not measured, metrics with the same reason together.

    Where one leg was measured and the other not, the leg is named; where none was, the metric
    is named once.
    """
    metrics = analysis["metrics"]
    gaps = [m for m in metrics if m["value"] is None]
    told = {(m["metric"], m["missing_reason"]) for m in gaps if m["side"] != "both"}
    found: dict[tuple[str, str], dict[str, None]] = {}
    for row in gaps:
        metric, side, reason = row["metric"], row["side"], row["missing_reason"]
        if side == "both" and (metric, reason) in told:
            continue
        leg, name = "", label(metric)
        if metric.startswith("asymmetry_pct."):
            leg, name = label("asymmetry_pct"), label(metric.partition(".")[2])
        elif measured(metrics, metric):
            leg = "Both legs together" if side == "both" else f"{side.capitalize()} leg"
        found.setdefault((reason, leg), {})[name] = None
    return [Missing(leg, tuple(names), sentence(reason)) for (reason, leg), names in found.items()]
