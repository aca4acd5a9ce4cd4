"""What the history shows of an analysis."""

from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from formcheck.domain.analysis import Analysis, Measured
from formcheck.domain.assessment import Finding
from formcheck.domain.message import Message
from formcheck.domain.metric import KMH_PER_MPS
from formcheck.errors import UsageError
from formcheck.locales import SOURCE, speaking
from formcheck.store.folder import read_analysis
from formcheck.web.spoken import spoken
from formcheck.words import say, sentence_of
from formcheck.words.guidelines import finding_text
from formcheck.words.plan import plan_text, retest_day

_SHOWN: Final = ("cadence_spm", "overstride_pct_leg", "trunk_lean_deg", "contact_time_ms")
_MOST_REASONS: Final = 4


def summary_of(folder: Path) -> dict[str, Any] | None:
    """Return the summary of the analysis in a folder; None where there is none."""
    try:
        with speaking(SOURCE):  # each visitor reads it in a language of their own
            return summary(read_analysis(folder))
    except UsageError:
        return None


def summary(analysis: Analysis) -> dict[str, Any]:
    """Return what the history shows of an analysis.

    Returns
    -------
    dict
        ``verdict``, ``reasons`` (sentences), ``score`` and ``metrics`` with their intervals,
        ``first_finding``, ``speed_kmh``, ``filmed`` (local time with offset) and ``retest``
        (date to film again), each None where there is none; ``said`` holds codes and values of
        the sentences, for :func:`translated_summary`.
    """
    score, speed = analysis.score, analysis.speed_mps
    metrics: dict[str, dict[str, float]] = {}
    for row in analysis.metrics:
        whose = row.side in {"both", analysis.near_side}
        if row.metric in _SHOWN and whose and row.value is not None:
            metrics.setdefault(row.metric, _interval(*row.measured))
    first = next(iter(analysis.findings), None)
    planned = analysis if isinstance(analysis, Measured) and plan_text(analysis) else None
    return {
        "verdict": analysis.quality.verdict,
        "reasons": [sentence_of(r) for r in analysis.quality.reasons][:_MOST_REASONS],
        "score": _interval(score.value, score.ci_low, score.ci_high) if score else None,
        "metrics": metrics,
        "first_finding": None if first is None else finding_text(first, analysis.metrics).title,
        "speed_kmh": round(KMH_PER_MPS * speed.value, 1) if speed else None,
        "filmed": analysis.clip.created,
        "retest": retest_day(planned).isoformat() if planned else None,
        "said": {
            "reasons": [asdict(r.message) for r in analysis.quality.reasons][:_MOST_REASONS],
            "finding": None if first is None else _kept(first),
        },
    }


def _kept(finding: Finding) -> dict[str, Any] | None:
    """Return what a finding's title is made of; texts of its own stay as they are."""
    if finding.as_written is not None:
        return None
    return {name: getattr(finding, name) for name in ("id", "kind", "metric", "side", "values")}


def translated_summary(kept: dict[str, Any]) -> dict[str, Any]:
    """Return a summary with its sentences in the visitor's language.

    What an earlier formcheck has kept holds English sentences only, and stays as it is.
    """
    said = kept.get("said")
    if not said:
        return kept
    told = {name: value for name, value in kept.items() if name != "said"}
    reasons = [Message(reason["code"], _values(reason["values"])) for reason in said["reasons"]]
    told["reasons"] = [spoken(say(reason)) for reason in reasons]
    if said["finding"]:
        known = {**said["finding"], "values": _values(said["finding"]["values"])}
        shown: dict[str, Any] = {"grade": "C", "citations": ()}
        finding = Finding(**known, **shown, key_frame=None, linked_to_back=False)
        told["first_finding"] = finding_text(finding, ()).title
    return told


def _values(kept: dict[str, Any]) -> dict[str, Any]:
    return {n: tuple(v) if isinstance(v, list) else v for n, v in kept.items()}


def _interval(value: float, ci_low: float, ci_high: float) -> dict[str, float]:
    return {"value": value, "ci_low": ci_low, "ci_high": ci_high}
