"""An analysis as ``analysis.json``."""

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from formcheck.assess.as_json import to_json as assessment_to_json
from formcheck.domain.message import Message
from formcheck.domain.quality import Reason
from formcheck.domain.result import AnalysisResult, Curve, KeyFrame, Quantity
from formcheck.words import fix_of, say, sentence_of
from formcheck.words.wording import label

SCHEMA_VERSION = "1.0"
DIGITS = 5


def to_dict(result: AnalysisResult) -> dict[str, Any]:
    """Return the analysis as dicts, lists, numbers and text, ready for JSON."""
    judged = _in_words(assessment_to_json(result.assessment), result)
    ratings = judged.pop("ratings")
    judged.pop("guidelines")
    return {
        "schema_version": SCHEMA_VERSION,
        "clip": asdict(result.clip),
        "settings": dict(result.settings),
        "quality": {
            "verdict": result.quality.verdict,
            "reasons": [_reason(reason) for reason in result.quality.reasons],
        },
        "view": asdict(result.view),
        "direction": result.direction,
        "near_side": result.near_side,
        "mode": result.mode,
        "gait": result.gait,
        "slow_motion_factor": rounded(result.slow_motion.factor),
        "slow_motion_source": result.slow_motion.source,
        "analysed_span_s": _span(result),
        "speed_mps": _quantity(result.speed),
        "scale": _scale(result.m_per_px),
        "leg_length_px": rounded(result.leg_length_px),
        "standing": _standing(result),
        "metrics": _metrics(result, ratings),
        "steps": step_rows(result),
        "events": event_rows(result),
        "curves": _curves(result),
        "key_frames": [_key_frame(frame) for frame in result.key_frames],
        "contact_poses": [asdict(pose) for pose in result.contact_poses],
        **judged,
        "watch": _watch(result),
        "provenance": _provenance(result),
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "code": reason.code,
        "message": sentence_of(reason),
        "fix": fix_of(reason),
        "withholds_score": reason.withholds_score,
    }


def _provenance(result: AnalysisResult) -> dict[str, Any]:
    history = [say(note) for note in result.provenance["history"]]
    return {**result.provenance, "history": history}


def _in_words(judged: dict[str, Any], result: AnalysisResult) -> dict[str, Any]:
    """Put sentences in the place of messages."""
    parts = [p for d in (judged["score"] or {"domains": []})["domains"] for p in d["parts"]]
    for row in (*judged["ratings"], *parts):
        if row["why_not_scored"] is not None:
            row["why_not_scored"] = say(Message(**row["why_not_scored"]))
    if judged["score"]:
        missing = judged["score"]["coverage"]["missing"]
        judged["score"]["coverage"]["missing"] = [label(metric) for metric in missing]
    if judged["score_withheld"] is not None:
        told = say(Message(**judged["score_withheld"]))
        if result.quality.verdict == "refused" and result.quality.reasons:
            told = f"The clip was refused: {sentence_of(result.quality.reasons[0])}"
        judged["score_withheld"] = told
    return judged


def _standing(result: AnalysisResult) -> dict[str, Any] | None:
    """Return how the runner stood before the run."""
    standing = result.standing
    if standing is None:
        return None
    return {
        "side": standing.side,
        "lean_deg": rounded(standing.lean_deg),
        "knee_flexion_deg": rounded(standing.knee_flexion_deg),
        "span_s": [rounded(standing.start_s), rounded(standing.end_s)],
        "n_frames": standing.n_frames,
    }


def _watch(result: AnalysisResult) -> dict[str, Any] | None:
    """Return the watch's values with ours beside them."""
    if result.watch is None:
        return None
    ours = {row.metric: row for row in result.metrics if row.side == "both"}
    values = []
    for metric, value in result.watch.values.items():
        own = ours.get(metric)
        values.append(
            {
                "metric": metric,
                "watch": value,
                "value": rounded(own.value) if own else None,
                "ci_low": rounded(own.ci_low) if own else None,
                "ci_high": rounded(own.ci_high) if own else None,
            }
        )
    return {"file": result.watch.file, "n_records": result.watch.n_records, "values": values}


def rounded(value: float | None, digits: int = DIGITS) -> float | None:
    """Round for the file; anything that is no finite number becomes None."""
    if value is None or not math.isfinite(value):
        return None
    return round(float(value), digits)


def step_rows(result: AnalysisResult) -> list[dict[str, Any]]:
    """One row a step with its own metrics."""
    rows = []
    for step in result.steps:
        row: dict[str, Any] = {
            "step": step.number,
            "side": step.side,
            "ic_s": rounded(step.ic_s),
            "to_s": rounded(step.to_s),
            "next_ic_s": rounded(step.next_ic_s),
            "stride_end_s": rounded(step.stride_end_s),
        }
        for name, values in result.per_step.items():
            if values:
                row[name] = rounded(values.get(step.number), 3)
        rows.append(row)
    return rows


def event_rows(result: AnalysisResult) -> list[dict[str, Any]]:
    """One row an event."""
    return [
        {
            "side": event.side,
            "event": event.kind,
            "time_s": rounded(event.time_s),
            "frame": rounded(event.frame, 3),
            "confidence": rounded(event.confidence, 3),
        }
        for event in result.events
    ]


def _span(result: AnalysisResult) -> list[float | None] | None:
    if result.analysed_span_s is None:
        return None
    return [rounded(t) for t in result.analysed_span_s]


def _quantity(quantity: Quantity | None) -> dict[str, Any] | None:
    if quantity is None:
        return None
    return {
        "value": rounded(quantity.value),
        "ci_low": rounded(quantity.ci_low),
        "ci_high": rounded(quantity.ci_high),
        "source": quantity.source,
    }


def _scale(quantity: Quantity | None) -> dict[str, Any] | None:
    if quantity is None:
        return None
    relative = (quantity.ci_high - quantity.ci_low) / 2 / 1.6449 / quantity.value
    return {
        "m_per_px": rounded(quantity.value, 8),
        "source": quantity.source,
        "rel_sd": rounded(relative),
    }


def _metrics(result: AnalysisResult, ratings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = []
    for value, rating in zip(result.metrics, ratings, strict=True):
        row = asdict(value)
        if value.missing_reason is not None:
            row["missing_reason"] = say(Message(value.missing_reason, value.missing_values))
        del row["missing_values"]
        for name in ("value", "ci_low", "ci_high"):
            row[name] = rounded(row[name])
        rows.append(row | {k: v for k, v in rating.items() if k not in row})
    return rows


def _curves(result: AnalysisResult) -> dict[str, Any]:
    def numbers(values: np.ndarray) -> list[float | None]:
        return [rounded(float(v), 3) for v in values]

    def plain(curve: Curve | None) -> dict[str, Any] | None:
        if curve is None:
            return None
        return {"mean": numbers(curve.mean), "sd": numbers(curve.sd)}

    return {
        name: {
            "phase_pct": list(range(101)),
            "left": plain(sides.get("left")),
            "right": plain(sides.get("right")),
        }
        for name, sides in result.curves.items()
    }


def _key_frame(frame: KeyFrame) -> dict[str, Any]:
    return {
        "event": frame.event,
        "side": frame.side,
        "time_s": rounded(frame.time_s),
        "frame": frame.frame,
        "picture": frame.picture,
        "crop_px": list(frame.crop_px),
        "points": {name: list(point) for name, point in frame.points.items()},
        "angles": _plain(frame.angles),
        "people": [
            {"person": number, "box_px": [rounded(v, 1) for v in box]}
            for number, box in frame.people.items()
        ],
    }


def _plain(values: Mapping[str, float]) -> dict[str, float | None]:
    return {name: rounded(value, 3) for name, value in values.items()}
