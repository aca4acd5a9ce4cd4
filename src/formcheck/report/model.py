"""The report's content, taken from ``analysis.json`` and ready to be laid out."""

from collections.abc import Sequence
from typing import Any, Final

from markupsafe import Markup

from formcheck.domain.analysis import Analysis, KeyFrame, Measured, MetricRow, Refused
from formcheck.domain.assessment import Finding, ScoreDomain
from formcheck.domain.provenance import PoseModel
from formcheck.locales import gettext
from formcheck.report import charts
from formcheck.report.cards import (
    cards,
    differences,
    leading,
    measured,
    missing,
    others,
    rating,
    reading,
    said,
    usual_markup,
)
from formcheck.report.changes import changes
from formcheck.report.facts import day, facts, trust
from formcheck.report.first_screen import (
    findings_intro,
    findings_title,
    plan,
    plans_open,
    start,
    unjudged,
)
from formcheck.report.imperial import in_both, label_words, marked, number_words, unit_words
from formcheck.report.methods import methods
from formcheck.report.retest import retest
from formcheck.report.stride import curves, norm, paired_bars, step_metrics
from formcheck.words import (
    IMPERIAL,
    METRIC,
    phrase,
    withheld_text,
)
from formcheck.words.guidelines import (
    back_text,
    domain_label,
    finding_text,
    glossary,
)
from formcheck.words.numbers import decimals, suffix, write
from formcheck.words.wording import label, word, wording

_FINDING_GLYPHS = {"change": "→", "watch": "?", "keep": "✓"}


def build(analysis: Analysis) -> dict[str, Any]:
    """Return everything the templates print, under plain names.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    dict
        Texts with their final digits, charts as SVG, lists in reading order.
    """
    content: dict[str, Any] = {
        "title": analysis.clip.name,
        "refused": isinstance(analysis, Refused),
        "facts": in_both(lambda units: " · ".join(facts(analysis, units))),
        "date": day(analysis.clip.created),
        "made": day(analysis.provenance.created_utc),
        "version": analysis.provenance.formcheck,
        "trust": trust(analysis),
        "withheld": in_both(lambda units: withheld_text(analysis, units) or ""),
        "athlete": analysis.settings.get("athlete"),
        "note": analysis.settings.get("note"),
        "findings_title": findings_title(analysis),
        "findings_intro": findings_intro(analysis),
        "plans_open": plans_open(analysis),
        "back": back_text(analysis.low_back),
        "references": _references(analysis),
        "glossary": list(glossary().items()),
        "methods": _methods(analysis),
        "settings": _settings(analysis),
        "provenance": _provenance(analysis),
        "kinds": wording()["finding"],
        "grades": wording()["grade"],
        "plans": wording()["plan"],
    }
    return content | (_measured(analysis) if isinstance(analysis, Measured) else _NOTHING)


_NOTHING: Final[dict[str, Any]] = {
    **dict.fromkeys(
        ("findings", "cards", "others", "differences", "missing", "curves", "paired_bars"), ()
    ),
    **dict.fromkeys(("score", "changes", "player", "norm", "table", "plan", "retest", "start")),
    "unjudged": (),
}
"""What stands in the place of measurements where there are none."""


def _measured(analysis: Measured) -> dict[str, Any]:
    return {
        "score": _score(analysis),
        "plan": plan(analysis),
        "retest": retest(analysis),
        "start": start(analysis),
        "unjudged": unjudged(analysis),
        "findings": _findings(analysis),
        "changes": _changes(analysis),
        "cards": cards(analysis),
        "others": others(analysis),
        "differences": differences(analysis),
        "missing": missing(analysis),
        "player": _player(analysis),
        "curves": curves(analysis),
        "norm": norm(analysis),
        "paired_bars": paired_bars(analysis),
        "table": _table(analysis),
    }


def _methods(analysis: Analysis) -> list[tuple[str, Markup]]:
    """Return headed paragraphs, each with its imperial form."""
    metric, imperial = (methods(analysis, units) for units in (METRIC, IMPERIAL))
    return [
        (heading, marked(" ".join(told), " ".join(other)))
        for (heading, told), (_, other) in zip(metric, imperial, strict=True)
    ]


def _changes(analysis: Measured) -> dict[str, Any] | None:
    found, other = (changes(analysis, units) for units in (METRIC, IMPERIAL))
    if found is None or other is None:
        return None
    rows = [
        {
            "label": label_words(row.label),
            **{
                name: marked(getattr(row, name), getattr(twin, name))
                for name in ("then", "now", "delta", "threshold")
            },
            "verdict": row.verdict,
            "leads": row.leads,
        }
        for row, twin in zip(found.rows, other.rows, strict=True)
    ]
    return {
        "since": found.since,
        "rows": rows,
        "words": found.words,
        "caveats": found.caveats,
        "pain": found.pain,
        "legs": found.legs,
    }


def _score(analysis: Measured) -> dict[str, Any] | None:
    score = analysis.score
    if not score:
        return None
    parts = [p for d in score.domains for p in d.parts if p.score is not None]
    top = sum((p.score or 0.0) * p.weight for p in parts)
    bottom = sum(p.weight for p in parts)
    return {
        "value": write(score.value, 0),
        "low": write(score.ci_low, 0),
        "high": write(score.ci_high, 0),
        "ruler": charts.score_ruler(score),
        "coverage": score.coverage,
        "domains": [_domain(d) for d in score.domains],
        "top": write(top, 2),
        "bottom": write(bottom, 3),
        "mean": write(top / bottom, 1) if bottom else None,
    }


def _domain(domain: ScoreDomain) -> dict[str, Any]:
    parts = [
        {
            "label": label(p.metric),
            "metric": p.metric,
            "side": p.side,
            "score": None if p.score is None else write(p.score, 1),
            "weight": write(p.weight, 3),
            "product": None if p.score is None else write(p.score * p.weight, 2),
            "rating": rating(p.rating),
            "why": said(p.why_not_scored),
        }
        for p in domain.parts
    ]
    points = domain.score
    return {
        "label": domain_label(domain.domain, domain.own_label),
        "score": None if points is None else write(points, 0),
        "share": 0 if points is None else round(points),
        "parts": parts,
    }


def _findings(analysis: Measured) -> list[dict[str, Any]]:
    frames: dict[str, KeyFrame] = {f.event: f for f in analysis.key_frames}
    found = []
    for finding in analysis.findings:
        frame = frames.get(finding.key_frame) if finding.key_frame else None
        rows = measured(analysis.metrics, finding.metric)
        row = _row_of(finding, rows, analysis.near_side)
        found.append(
            {
                **_finding_words(finding, analysis),
                "metric": finding.metric,
                "kind": finding.kind,
                "grade": finding.grade,
                "citations": finding.citations,
                "linked_to_back": finding.linked_to_back,
                "frame": frame,
                "chart": charts.bullet([row]) if row else None,
                "reading": reading(row) if row else None,
                "label": label(finding.metric),
                "usual": usual_markup(row) if row else None,
                "glyph": _FINDING_GLYPHS.get(finding.kind, "→"),
            }
        )
    return found


def _finding_words(finding: Finding, analysis: Measured) -> dict[str, Any]:
    told, other = (finding_text(finding, analysis.metrics, units) for units in (METRIC, IMPERIAL))
    plan = [
        (
            wording()["plan"][name],
            [marked(*pair) for pair in zip(lines, getattr(other.plan, name), strict=True)],
        )
        for name in ("drill", "strength", "stretch", "cross_training")
        if (lines := getattr(told.plan, name))
    ]
    texts = ("title", "seen", "why", "cue", "check", "worth")
    return {name: marked(getattr(told, name), getattr(other, name)) for name in texts} | {
        "plan": plan
    }


def _row_of(finding: Finding, rows: Sequence[MetricRow], near_side: str) -> MetricRow | None:
    """Return the metric row that a finding speaks of."""
    if not rows:
        return None
    return next((r for r in rows if r.side == finding.side), leading(rows, near_side))


def _player(analysis: Measured) -> dict[str, Any]:
    steps, span = analysis.steps, analysis.analysed_span_s
    bands = {m.metric: m.band for m in analysis.metrics if m.band}
    traces = []
    for metric, unit in step_metrics(analysis):
        if sum(s.metrics.get(metric) is not None for s in steps) >= 3:
            chart = charts.step_chart(metric, unit, steps, bands.get(metric), span)
            traces.append(
                {
                    "metric": metric,
                    "label": label(metric),
                    "words": label_words(label(metric)),
                    "unit": unit_words(suffix(unit, metric).strip(), unit),
                    "chart": chart,
                }
            )
    return {
        "timeline": charts.timeline(steps, analysis.events, span) if steps else None,
        "traces": traces,
        "portrait": analysis.clip.height > analysis.clip.width,
        "fps": analysis.clip.fps,
        "factor": analysis.slow_motion_factor,
        "start_s": span[0],
    }


def _table(analysis: Measured) -> dict[str, Any] | None:
    steps = analysis.steps
    if not steps:
        return None
    columns = step_metrics(analysis)
    head: list[tuple[str, str]] = [
        (word("step_column", name), unit)
        for name, unit in (("step", ""), ("foot", ""), ("contact_at", "s"))
    ]
    head += [(label_words(label(m)), _head_unit(m, u)) for m, u in columns]
    rows = []
    for s in steps:
        cells: list[tuple[str, object]] = [
            (str(s.step), s.step),
            (word("leg", s.side), s.side),
            (write(s.ic_s, 3), s.ic_s),
        ]
        for metric, unit in columns:
            v = s.metrics.get(metric)
            cells.append(("–", "") if v is None else (number_words(v, unit, decimals(unit)), v))
        rows.append(cells)
    return {"head": head, "rows": rows, "metrics": [m for m, _ in columns]}


def _head_unit(metric: str, unit: str) -> str:
    """Return the unit of a column, unless its name says it already."""
    words = suffix(unit, metric).strip()
    return "" if label(metric).endswith(f" in {words}") else unit_words(words, unit)


def _references(analysis: Analysis) -> list[dict[str, Any]]:
    return [
        {"key": key, "number": i, "text": ref.text, "url": ref.url}
        for i, (key, ref) in enumerate(analysis.references.items(), start=1)
    ]


def _settings(analysis: Analysis) -> list[tuple[str, str]]:
    return [(k, str(v)) for k, v in analysis.settings.items() if v is not None]


def _model(model: PoseModel | None) -> str:
    if model is None:
        return phrase("no_model")
    file = model.sha256 or phrase("model_file_unknown")
    return f"{model.name} ({file})"


def _provenance(analysis: Analysis) -> list[tuple[str, str]]:
    made = analysis.provenance
    rows = [
        ("formcheck", made.formcheck),
        ("Python", made.python),
        *sorted(made.packages.items()),
        (gettext("Model"), _model(made.model)),
        (gettext("Clip SHA-256"), analysis.clip.sha256),
        (gettext("Made"), made.created_utc),
    ]
    clip = analysis.clip
    if clip.created and clip.created_zone:
        rows.append(
            (gettext("Filmed"), f"{clip.created} ({word('created_zone', clip.created_zone)})")
        )
    if made.duration_s:
        spent = ", ".join(f"{k} {write(v, 1)} s" for k, v in made.duration_s.items())
        rows.append((gettext("Time taken"), spent))
    return rows
