"""What the page shows over the stride and step by step: curves, their norm, left and right."""

from collections.abc import Sequence
from statistics import median
from typing import Any

from formcheck.domain.analysis import Measured, StepRow, StrideCurve
from formcheck.domain.assessment import NormCurve
from formcheck.report import charts
from formcheck.report.imperial import in_both
from formcheck.words import phrase
from formcheck.words.numbers import suffix
from formcheck.words.wording import card_texts, label, word, wording


def step_metrics(analysis: Measured) -> list[tuple[str, str]]:
    """Return (metric, unit) of everything the steps carry, cards first."""
    units = {m.metric: m.unit for m in analysis.metrics}
    present = {k for s in analysis.steps for k, v in s.metrics.items() if v is not None}
    order = [m for name, entry in card_texts().items() for m in (name, *entry["also"])]
    known = [m for m in order if m in present] + sorted(m for m in present if m not in order)
    return [(m, units[m]) for m in known if m in units]


def toe_off_pct(steps: Sequence[StepRow]) -> dict[str, float]:
    """Return at which share of the stride each foot leaves the ground, median over steps."""
    found = {}
    for side in charts.SIDES:
        shares = [
            100 * (s.to_s - s.ic_s) / (s.stride_end_s - s.ic_s)
            for s in steps
            if s.side == side and s.to_s is not None and s.stride_end_s is not None
        ]
        if shares:
            found[side] = median(shares)
    return found


def curves(analysis: Measured) -> list[dict[str, Any]]:
    """Return each angle over the stride with what is typical behind it."""
    toe_off = toe_off_pct(analysis.steps)
    notes, names = wording()["curve"], wording()["curve_name"]
    norms = analysis.stride_norm.curves if analysis.stride_norm else {}
    return [
        {
            "label": names.get(name, label(name)),
            "unit": word("curve_unit", "pct_leg" if name.endswith("_pct_leg") else "deg"),
            "note": notes.get(name, ""),
            "chart": charts.stride_curve(
                phrase("curve_over_stride", curve=names.get(name, label(name))),
                _lines(curve, norms.get(name)),
                toe_off,
            ),
        }
        for name, curve in analysis.curves.items()
        if curve.left or curve.right
    ]


def _lines(curve: StrideCurve, behind: NormCurve | None) -> dict[str, charts.StrideLine]:
    """Return what is known of a curve by side, and what is typical."""
    lines = {"norm": behind, "left": curve.left, "right": curve.right}
    return {name: line for name, line in lines.items() if line is not None}


def norm(analysis: Measured) -> dict[str, Any] | None:
    """Return who the grey curves behind are, or None where there are none."""
    found = analysis.stride_norm
    if not found or not set(found.curves) & set(analysis.curves):
        return None
    return {
        "n": found.n_runners,
        "speed": in_both(lambda units: units.speed(found.speed_mps)),
        "citations": [found.citation],
    }


def paired_bars(analysis: Measured) -> list[dict[str, Any]]:
    """Return up to four metrics, left and right steps back to back."""
    wanted = ("contact_time_ms", "step_time_ms", "overstride_pct_leg", "knee_flexion_peak_deg")
    units = dict(step_metrics(analysis))
    found: list[dict[str, Any]] = []
    for metric in (m for m in wanted if m in units):
        counts = [
            sum(s.side == side and s.metrics.get(metric) is not None for s in analysis.steps)
            for side in charts.SIDES
        ]
        if min(counts) >= 3:
            chart = charts.butterfly(metric, analysis.steps)
            found.append(
                {
                    "label": label(metric),
                    "unit": suffix(units[metric], metric).strip(),
                    "chart": chart,
                }
            )
    return found[:4]
