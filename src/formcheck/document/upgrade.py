"""Documents of schema 1.0, which held sentences, in the shape of today.

Their sentences stay as they were written: they become messages ``as_written``.
"""

from collections.abc import Mapping
from typing import Any

from formcheck.domain.analysis import SCHEMA_VERSION, STEP_TIMES
from formcheck.domain.low_back import pain_level

Json = Mapping[str, Any]

_BAND = {"standing_shift": None, "levels_camera": False}
"""Fields that bands of the first documents lack."""


def upgraded(old: Json) -> dict[str, Any]:
    """Return the content of a document of schema 1.x as schema 2.0."""
    back, changes, standing = old["low_back"], old.get("changes"), old.get("standing")
    provenance = old["provenance"]
    found = {
        **{k: v for k, v in old.items() if k not in ("glossary", "guidelines")},
        "schema_version": SCHEMA_VERSION,
        "quality": {**old["quality"], "reasons": [_reason(r) for r in old["quality"]["reasons"]]},
        "metrics": [_metric(row) for row in old["metrics"]],
        "steps": [_step(row) for row in old["steps"]],
        "score": _score(old["score"]),
        "score_withheld": _message(old["score_withheld"]),
        "findings": [_finding(f) for f in old["findings"]],
        "low_back": {
            "pain": back["pain"],
            "links": [{k: link[k] for k in ("finding", "metric")} for link in back["links"]],
            "citations": back["citations"],
            "level": pain_level(back["pain"]),
        },
        "provenance": {
            **provenance,
            "history": [_message(note) for note in provenance.get("history", ())],
        },
        "standing": standing,
        "changes": changes and _changes(changes),
    }
    if old["quality"]["verdict"] == "refused":
        kept = ("leg_length_px", "direction", "near_side")
        empty = ("metrics", "steps", "events", "contact_poses", "findings")
        found |= {name: [] for name in empty} | {name: old.get(name) for name in kept}
        found |= dict.fromkeys(
            ("speed_mps", "scale", "standing", "score", "stride_norm", "changes")
        )
    return found


def _message(text: str | None) -> Json | None:
    return {"code": "as_written", "values": {"text": text}} if text else None


def _reason(old: Json) -> Json:
    return {
        "code": old["code"],
        "variant": "as_written",
        "values": {"text": old["message"], "fix": old["fix"]},
        "withholds_score": old.get("withholds_score", False),
    }


def _metric(old: Json) -> Json:
    row = {**old, "why_not_scored": _message(old.get("why_not_scored"))}
    if old["missing_reason"] is not None:
        row |= {
            "missing_reason": "as_written",
            "missing_values": {"text": _sentence(old["missing_reason"])},
            "why_not_scored": None,
        }
    if band := old.get("band"):
        basis = [_message(band["basis"])] if band["basis"] else []
        row["band"] = {**_BAND, **band, "basis": basis, "note": _message(band["note"])}
    return row


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def _step(old: Json) -> Json:
    metrics = {name: value for name, value in old.items() if name not in STEP_TIMES}
    return {**{name: old[name] for name in STEP_TIMES}, "metrics": metrics}


def _score(old: Json | None) -> Json | None:
    if old is None:
        return None
    labels = {p["label"]: p["metric"] for d in old["domains"] for p in d["parts"]}
    coverage = old["coverage"]
    missing = [labels.get(label, label) for label in coverage["missing"]]
    domains = [
        {
            **domain,
            "own_label": domain["label"],
            "parts": [
                {**part, "why_not_scored": _message(part.get("why_not_scored"))}
                for part in domain["parts"]
            ],
        }
        for domain in old["domains"]
    ]
    return {**old, "coverage": {**coverage, "missing": missing}, "domains": domains}


def _finding(old: Json) -> Json:
    texts = {name: old[name] for name in ("title", "seen", "why", "check", "plan")}
    kept = ("id", "kind", "metric", "side", "grade", "citations", "key_frame", "linked_to_back")
    written = {**texts, "cue": old["try"]}
    return {**{name: old[name] for name in kept}, "values": {}, "as_written": written}


def _changes(old: Json) -> Json:
    caveats = dict.fromkeys(text for row in old["rows"] for text in row.get("caveats", ()))
    return {**old, "caveats": [_message(text) for text in caveats]}
