"""Made-up analyses for the report's tests: a sound run, a run with faults and pain, a refusal.

The numbers are invented but hang together: steps follow the events, medians the steps, the
score its parts. Pictures are drawn here, so no person is in them.
"""

import math
from statistics import median
from typing import Any

import numpy as np

from formcheck.document import parse
from formcheck.domain.analysis import Analysis
from report.example_data import (
    BANDS,
    BOTH_HALF_WIDTH,
    CLIP,
    FAULTY,
    MISSING,
    PROGRAMME,
    PROVENANCE,
    REASONS,
    RED_FLAGS,
    REFERENCES,
    SCORE_LAYOUT,
    SETTINGS,
    SIDED_HALF_WIDTH,
    SOUND,
    UNITS,
)
from report.example_motion import curves, events, key_frames, steps, write_pictures

Json = dict[str, Any]

__all__ = ["faulty_run", "refused_clip", "sound_run", "typed", "write_pictures"]


def typed(document: Json) -> Analysis:
    """Return one of these documents, which have the shape of schema 1.0, as it is opened."""
    made = {"platform": "Linux", **document["provenance"]}
    return parse({"contact_poses": [], **document, "provenance": made})


def _band(metric: str) -> Json | None:
    if metric not in BANDS:
        return None
    names = ("good_low", "good_high", "watch_low", "watch_high", "expected", "norm_sd")
    return {
        **dict(zip(names, BANDS[metric], strict=True)),
        "unit": UNITS[metric], "low_floor": False, "high_floor": False, "sd": 0.5,
        "basis": "at 11.0 km/h and 1.78 m", "scored": True, "note": "",
        "grade": "B" if "cadence" in metric else "C", "citations": ["fukuchi2017"],
    }  # fmt: skip


def _rate(value: float, half: float, band: Json | None) -> str:
    if band is None:
        return "not_scored"
    low, high, watch_low, watch_high = (
        fallback if band[key] is None else band[key]
        for key, fallback in (("good_low", -math.inf), ("good_high", math.inf),
                              ("watch_low", -math.inf), ("watch_high", math.inf))
    )  # fmt: skip
    if any(abs(value - edge) < half / 4 for edge in (low, high, watch_low, watch_high)):
        return "borderline"
    if low <= value <= high:
        return "good"
    return "watch" if watch_low <= value <= watch_high else "off"


def _metrics(rng: np.random.Generator, profile: Json, steps: list[Json]) -> list[Json]:
    rows: list[Json] = []

    def add(metric: str, side: str, value: float, half: float, n: int) -> None:
        band = _band(metric)
        rows.append(
            {
                "metric": metric,
                "side": side,
                "unit": UNITS[metric],
                "value": value,
                "ci_low": value - half,
                "ci_high": value + half,
                "n_steps": n,
                "rating": _rate(value, half, band),
                "missing_reason": None,
                "sd_parts": {"landmarks": half * 0.5, "strides": half * 0.25, "view": half * 0.2},
                "band": band,
                "why_not_scored": None if band else "Described, not scored: no band is supported.",
            }
        )

    for metric, half in BOTH_HALF_WIDTH.items():
        add(metric, "both", profile[metric], half, len(steps))
    for metric, half in SIDED_HALF_WIDTH.items():
        for side in ("left", "right"):
            seen = [s[metric] for s in steps if s["side"] == side and s.get(metric) is not None]
            wide = half * (1.0 if side == "right" else 1.5)
            value = median(seen) if seen else profile[metric] + rng.normal(0, half / 6)
            add(metric, side, value, wide, len(seen) or len(steps) // 2)
    for metric, (unit, reason) in MISSING.items():
        rows.append(
            {
                "metric": metric,
                "side": "both",
                "unit": unit,
                "value": None,
                "ci_low": None,
                "ci_high": None,
                "n_steps": 0,
                "rating": "missing",
                "missing_reason": reason,
                "sd_parts": {},
                "band": None,
                "why_not_scored": None,
            }
        )
    return rows


def _score(profile: Json, metrics: list[Json]) -> Json:
    given = profile["part_scores"]
    domains = []
    for domain, label, weight, parts in SCORE_LAYOUT:
        rows = []
        for metric, share in parts:
            row = next(
                m for m in metrics if m["metric"] == metric and m["side"] in ("right", "both")
            )
            rows.append(
                {
                    "metric": metric,
                    "label": metric,
                    "side": row["side"],
                    "score": given[metric],
                    "weight": weight * share,
                    "p_good": given[metric] / 100,
                    "p_watch": 1 - given[metric] / 100,
                    "p_off": 0.0,
                    "rating": row["rating"],
                    "why_not_scored": None,
                }
            )
        top = sum(p["score"] * p["weight"] for p in rows)
        total = sum(p["weight"] for p in rows)
        domains.append(
            {"domain": domain, "label": label, "score": top / total, "weight": total, "parts": rows}
        )
    exact = sum(d["score"] * d["weight"] for d in domains) / sum(d["weight"] for d in domains)
    value = 5 * round(exact / 5)
    return {
        "value": value,
        "ci_low": value - 5,
        "ci_high": min(100, value + 5),
        "exact": exact,
        "coverage": {"judged": 8, "of": 8, "weight_pct": 100.0, "missing": []},
        "domains": domains,
    }


def _finding(ident: str, metric: str, title: str, seen: str, **more: Any) -> Json:
    return {
        "id": ident,
        "kind": "change",
        "side": "right",
        "metric": metric,
        "title": title,
        "seen": seen,
        "why": "A longer reach is associated with more braking at each step in laboratory studies.",
        "grade": "B",
        "citations": ["heiderscheit2011"],
        "try": "Keep your speed and take slightly quicker steps, with a metronome.",
        "check": "Film again after four weeks. A change of more than 3.7 % of leg length is real.",
        "key_frame": "IC",
        "linked_to_back": False,
        "plan": {
            "drill": ["Metronome at 159 steps/min, 4 x 2 min, twice a week"],
            "strength": ["Split squat, 3 x 8 each side", "Step-down, 3 x 8 each side"],
            "stretch": ["Calf stretch at a wall, 2 x 30 s"],
            "cross_training": ["Pool running, 20 min, once a week"],
        },
        **more,
    }


def _low_back(pain: int | None, findings: list[Json]) -> Json:
    return {
        "pain": pain,
        "red_flags": RED_FLAGS,
        "when_to_see": ["Pain that stops you from running deserves a look by a professional."],
        "links": [
            {
                "finding": f["id"],
                "metric": f["metric"],
                "topic": "How far ahead your foot lands",
                "strength": "weak",
                "text": "Some studies of runners with back pain found this more often.",
                "citations": f["citations"],
            }
            for f in findings
            if f["linked_to_back"]
        ],
        "text": [
            "Running is not forbidden with a sore back; many people feel better for it.",
            "One clip cannot explain a pain. Change one thing at a time.",
        ],
        "pain_rule": "Up to 3 of 10 while running is fine if it is back to usual next morning.",
        "base_programme": PROGRAMME,
        "citations": ["finucane2020"],
    }


def _stride_norm(profile: Json) -> Json:
    return {
        "speed_mps": profile["speed_mps"], "n_runners": 13, "citation": "fukuchi2017",
        "curves": {
            "knee_flexion_deg": {
                "mean": [30 + 20 * math.sin(math.pi * p / 50) for p in range(101)],
                "sd": [4.0] * 101,
            }
        },
    }  # fmt: skip


def _shell(name: str, profile: Json, seed: int) -> Json:
    rng = np.random.default_rng(seed)
    rows = steps(rng, profile, 8.0)
    metrics = _metrics(rng, profile, rows)
    return {
        "schema_version": "1.0",
        "clip": {**CLIP, "name": name},
        "settings": dict(SETTINGS),
        "quality": {"verdict": "ok", "reasons": []},
        "view": {"kind": "side", "yaw_deg": -3.2, "roll_deg": 0.4},
        "direction": "right", "near_side": "right", "mode": "treadmill", "gait": "run",
        "slow_motion_factor": 1.0, "slow_motion_source": "none", "analysed_span_s": [0.0, 8.0],
        "speed_mps": {
            "value": profile["speed_mps"], "ci_low": 2.98, "ci_high": 3.12,
            "source": "planted_foot",
        },
        "scale": {"m_per_px": 0.00343, "source": "stature", "rel_sd": 0.03},
        "leg_length_px": 252.0,
        "metrics": metrics,
        "steps": rows,
        "events": events(rows, 60.0),
        "curves": curves(profile),
        "stride_norm": _stride_norm(profile),
        "key_frames": key_frames(profile),
        "score": _score(profile, metrics),
        "score_withheld": None,
        "findings": [],
        "low_back": _low_back(None, []),
        "references": REFERENCES,
        "glossary": {
            "cadence": "Steps a minute, both feet counted.",
            "initial contact": "The instant the shoe first carries weight.",
        },
        "watch": None,
        "provenance": PROVENANCE,
    }  # fmt: skip


def sound_run() -> Json:
    """Return the analysis of a run with nothing to complain about."""
    return _shell("evening-treadmill.mp4", SOUND, 1)


def faulty_run() -> Json:
    """Return the analysis of a run with three findings, pain 3 and a caution."""
    analysis = _shell("long-run-km18.mov", FAULTY, 2)
    findings = [
        _finding(
            "overstride", "overstride_pct_leg", "Your foot lands far ahead of your hip",
            "At contact the ankle is 34 % of leg length ahead of the hip; at this speed about "
            "24 % is usual.", linked_to_back=True,
        ),
        _finding(
            "trunk_lean", "trunk_lean_deg", "You bend forward from the waist",
            "The trunk leans 16 degrees; 2 to 10 is common.", grade="C", key_frame="midstance",
            linked_to_back=True, **{"try": "Run tall: ribs over the pelvis, eyes on the horizon."},
        ),
        _finding(
            "cadence", "cadence_spm", "Your steps are slow for this speed",
            "151 steps a minute; runners of your height usually take 160 or more here.",
            key_frame=None,
        ),
    ]  # fmt: skip
    analysis |= {
        "quality": {"verdict": "caution", "reasons": REASONS},
        "slow_motion_factor": 2.0,
        "slow_motion_source": "physiology",
        "findings": findings,
        "low_back": _low_back(3, findings),
    }
    analysis["settings"] |= {"back_pain": 3}
    return analysis


def refused_clip() -> Json:
    """Return the analysis of a clip that shows a runner from the front."""
    analysis = _shell("from-the-front.mp4", SOUND, 3)
    frames = [
        {
            "event": "midstance", "side": "right", "time_s": 1.5, "frame": 90,
            "picture": "pictures/midstance.jpg", "crop_px": [200, 60, 440, 520], "points": {},
            "angles": {},
        }
    ]  # fmt: skip
    analysis |= {
        "quality": {
            "verdict": "refused",
            "reasons": [
                {
                    "code": "not_side_view",
                    "message": "The runner is seen from the front.",
                    "fix": "Place the camera beside the runner, square to the running direction.",
                    "withholds_score": True,
                }
            ],
        },
        "view": {"kind": "front", "yaw_deg": 84.0, "roll_deg": None},
        "speed_mps": None, "scale": None, "leg_length_px": None, "metrics": [], "steps": [],
        "events": [], "curves": {}, "stride_norm": None, "key_frames": frames, "score": None,
        "score_withheld": "The clip was refused.", "findings": [],
    }  # fmt: skip
    return analysis
