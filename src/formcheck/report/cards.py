"""Metric cards: which row leads, what stands beside it, what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from formcheck.domain.analysis import Measured, MetricRow
from formcheck.domain.message import Message
from formcheck.domain.metric import Z90
from formcheck.metrics.registry import REGISTRY, lead_of
from formcheck.report.charts import band_edges, bullet, sparkline
from formcheck.report.imperial import Imperial, imperial, in_both, label_words
from formcheck.words import METRIC, Units, missing_text, phrase, say
from formcheck.words.guidelines import basis_of
from formcheck.words.numbers import edge_text, interval_text, suffix, value_text, write
from formcheck.words.wording import card_texts, label, word

ASYMMETRY = "asymmetry_pct."
IN_UNITS = "asymmetry."
"""The same in the metric's own unit, which the tables hold and the page leaves out."""

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

    @property
    def words(self) -> Markup:
        """The label, where a unit stands in it with its imperial form."""
        return label_words(self.label)


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
    usual: Markup | None
    typical: Markup | None
    basis: Markup | None
    note: Markup | None
    grade: str | None
    citations: tuple[str, ...]
    why_not_scored: Markup | None
    parts: tuple[tuple[str, str], ...]
    convention: str | None = None


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


def reading(row: MetricRow) -> Reading:
    """Return one measured row in print."""
    unit, (value, low, high) = row.unit, row.measured
    return Reading(
        metric=row.metric,
        side=row.side,
        label=label(row.metric),
        value=value_text(value, unit, low, high),
        unit=suffix(unit, row.metric),
        interval=interval_text(unit, low, high),
        n_steps=row.n_steps,
        imperial=imperial(unit, value, low, high),
    )


def measured(metrics: Sequence[MetricRow], metric: str) -> list[MetricRow]:
    """Return the rows of one metric that carry a value."""
    return [m for m in metrics if m.metric == metric and m.value is not None]


def leading(rows: Sequence[MetricRow], near_side: str) -> MetricRow:
    """Return the row that stands for the metric.

    The near leg's, because it is seen best; both legs together for what belongs to the whole
    body.
    """
    by_side = {r.side: r for r in rows}
    order = [near_side, "both"]
    if lead_of(rows[0].metric) == "both":
        order.reverse()
    return next((by_side[s] for s in order if s in by_side), rows[0])


def usual_words(row: MetricRow, units: Units = METRIC) -> str | None:
    """Return the good range of a row's band in words, ``2 to 10°``."""
    (low, high), _ = band_edges(row.band)
    end = _end(row, units)
    bounds = [None if v is None else _edge(v, row, units) for v in (low, high)]
    if bounds[0] is not None and bounds[1] is not None:
        return phrase("range_between", low=bounds[0], high=bounds[1], unit=end)
    if bounds[0] is not None:
        return phrase("range_from", low=bounds[0], unit=end)
    return None if bounds[1] is None else phrase("range_up_to", high=bounds[1], unit=end)


def usual_markup(row: MetricRow) -> Markup | None:
    """Return the good range with its imperial form."""
    return in_both(lambda units: usual_words(row, units) or "") if usual_words(row) else None


def _edge(value: float, row: MetricRow, units: Units) -> str:
    return edge_text(units.number(value, row.unit), units.unit(row.unit))


def _end(row: MetricRow, units: Units) -> str:
    return suffix(units.unit(row.unit), "" if units.imperial else row.metric)


def _typical_words(row: MetricRow, units: Units) -> str:
    band = row.band
    if band is None or band.expected is None:
        return ""
    spread = f" ± {_edge(band.norm_sd, row, units)}" if band.norm_sd else ""
    return f"{_edge(band.expected, row, units)}{spread}{_end(row, units)}"


def cards(analysis: Measured) -> list[Card]:
    """Return the cards of all measured metrics in reading order."""
    found = []
    for metric, entry in card_texts().items():
        rows = measured(analysis.metrics, metric)
        if rows:
            found.append(_card(analysis, metric, rows, entry))
    return found


def _card(analysis: Measured, metric: str, rows: list[MetricRow], entry: Mapping[str, Any]) -> Card:
    head = leading(rows, analysis.near_side)
    sided = sorted((r for r in rows if r.side != "both"), key=lambda r: str(r.side))
    band, why = head.band, head.why_not_scored
    also = [r for m in entry["also"] for r in _one(analysis, m)]
    typical = band is not None and band.expected is not None
    note = band.note if band else None
    return Card(
        metric=metric,
        eyebrow=_eyebrow(analysis, head, word("group", entry["group"])),
        label=entry["label"],
        means=entry["means"],
        rating=rating(head.rating, banded=usual_words(head) is not None),
        headline=reading(head),
        sides=tuple(reading(r) for r in sided),
        also=tuple(reading(r) for r in also),
        chart=bullet([head] if head.side == "both" else sided),
        spark=sparkline(metric, analysis.steps),
        usual=usual_markup(head),
        typical=in_both(lambda units: _typical_words(head, units)) if typical else None,
        basis=in_both(lambda units: basis_of(band, units)) if band else None,
        note=said(note),
        grade=band.grade if band else None,
        citations=band.citations if band else (),
        why_not_scored=said(why),
        parts=_parts(head.sd_parts),
        convention=_convention(head, analysis),
    )


def _eyebrow(analysis: Measured, row: MetricRow, group: str) -> str:
    """Return the group of a metric, marked where it comes from the second film."""
    if analysis.rear is None or row.view == "side":
        return group
    return phrase("group_behind", group=group)


def said(message: Message | None) -> Markup | None:
    """Return the sentence of a message with its imperial form."""
    return None if message is None else in_both(lambda units: say(message, units))


def _parts(sd_parts: Mapping[str, float]) -> tuple[tuple[str, str], ...]:
    """Return the sources of the interval with their share of the variance, largest first."""
    total = sum(v * v for v in sd_parts.values())
    ordered = sorted(sd_parts.items(), key=lambda item: -item[1])
    return tuple(
        (word("sd_part", k), f"{write(100 * v * v / total, 0)}\N{NO-BREAK SPACE}%")
        for k, v in ordered
        if v > 0
    )


def _convention(row: MetricRow, analysis: Measured) -> str | None:
    """How far pose models differ on it, in words, where it is judged and a model drew it."""
    known = REGISTRY.get(row.metric)
    if known is None or not known.spec.convention_sd or analysis.provenance.model is None:
        return None
    if row.band is None or not row.band.has_edges:
        return None
    half = f"{write(Z90 * known.spec.convention_sd, 1)}{suffix(row.unit, row.metric)}"
    return phrase("convention_room", half=half)


def _one(analysis: Measured, metric: str) -> list[MetricRow]:
    rows = measured(analysis.metrics, metric)
    return [leading(rows, analysis.near_side)] if rows else []


def differences(analysis: Measured) -> list[Reading]:
    """Return the left-right differences that were measured."""
    rows = [m for m in analysis.metrics if m.metric.startswith(ASYMMETRY)]
    return [
        replace(reading(m), label=label(m.metric.partition(".")[2]))
        for m in rows
        if m.value is not None
    ]


def others(analysis: Measured) -> list[Reading]:
    """Return measured metrics that no card shows."""
    own = [m for m in analysis.metrics if m.value is not None]
    shown: set[str] = set()
    for name, entry in card_texts().items():
        if measured(own, name):
            shown |= {name, *entry["also"]}
    rest = {m.metric: None for m in own if m.metric not in shown}
    return [
        reading(leading(measured(own, metric), analysis.near_side))
        for metric in rest
        if not metric.startswith((ASYMMETRY, IN_UNITS))
    ]


def missing(analysis: Measured) -> list[Missing]:
    """Return what was not measured, metrics with the same reason together.

    Where one leg was measured and the other not, the leg is named; where none was, the metric
    is named once.
    """
    metrics = analysis.metrics
    gaps = [m for m in metrics if m.value is None and not m.metric.startswith(IN_UNITS)]
    told = {(m.metric, missing_text(m)) for m in gaps if m.side != "both"}
    found: dict[tuple[str, str], dict[str, None]] = {}
    for row in gaps:
        metric, side, reason = row.metric, row.side, missing_text(row)
        if side == "both" and (metric, reason) in told:
            continue
        leg, name = "", label(metric)
        if metric.startswith(ASYMMETRY):
            leg, name = label("asymmetry_pct"), label(metric.partition(".")[2])
        elif measured(metrics, metric):
            leg = word("leg_heading", side)
        found.setdefault((reason, leg), {})[name] = None
    return [Missing(leg, tuple(names), reason) for (reason, leg), names in found.items()]
