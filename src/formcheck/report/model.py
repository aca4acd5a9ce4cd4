"""The report's content, taken from ``analysis.json`` and ready to be laid out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

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
    usual_words,
)
from formcheck.report.changes import changes
from formcheck.report.imperial import number_words, unit_words
from formcheck.report.methods import methods
from formcheck.report.stride import curves, norm, step_metrics, wings
from formcheck.words.numbers import decimals, suffix, write
from formcheck.words.wording import label, plain, word, wording

Json = Mapping[str, Any]

JUDGED = ("good", "watch", "off", "borderline")
_FINDING_GLYPHS = {"change": "▲", "watch": "◐", "keep": "●"}
_VERDICT = {
    "ok": ("●", "This clip can be trusted"),
    "caution": ("▲", "Usable, with care"),
    "refused": ("■", "This clip could not be measured"),
}


def build(analysis: Json) -> dict[str, Any]:
    """Return everything the templates print, under plain names.

    Parameters
    ----------
    analysis : mapping
        Content of ``analysis.json``.

    Returns
    -------
    dict
        Texts with their final digits, charts as SVG, lists in reading order.
    """
    refused = analysis["quality"]["verdict"] == "refused"
    content: dict[str, Any] = {
        "title": analysis["clip"]["name"],
        "refused": refused,
        "facts": _facts(analysis),
        "date": _date(analysis["clip"]["created"]),
        "made": _date(analysis["provenance"]["created_utc"]),
        "trust": _trust(analysis),
        "score": None if refused else _score(analysis),
        "withheld": analysis["score_withheld"],
        "findings": [] if refused else _findings(analysis),
        "findings_title": _findings_title(analysis),
        "judged": any(m["rating"] in JUDGED for m in analysis["metrics"]),
        "changes": None if refused else changes(analysis),
        "cards": [] if refused else cards(analysis),
        "others": [] if refused else others(analysis),
        "differences": [] if refused else differences(analysis),
        "missing": [] if refused else missing(analysis),
        "player": None if refused else _player(analysis),
        "curves": [] if refused else curves(analysis),
        "norm": None if refused else norm(analysis),
        "wings": [] if refused else wings(analysis),
        "table": None if refused else _table(analysis),
        "back": analysis["low_back"],
        "references": _references(analysis),
        "glossary": sorted(analysis["glossary"].items()),
        "methods": methods(analysis),
        "settings": _settings(analysis),
        "provenance": _provenance(analysis),
        "kinds": wording()["finding"],
        "grades": wording()["grade"],
        "plans": wording()["plan"],
    }
    return content


def _date(stamp: str | None) -> str | None:
    if not stamp:
        return None
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return stamp
    return f"{moment.day} {moment:%B %Y}"


def _facts(analysis: Json) -> list[str]:
    clip, speed, settings = analysis["clip"], analysis["speed_mps"], analysis["settings"]
    start, end = analysis["analysed_span_s"]
    facts = []
    if speed:
        kmh = 3.6 * speed["value"]
        pace_s = round(3600 / kmh) if kmh > 0 else 0
        guess = "" if speed["source"] == "user" else "about "
        facts.append(f"{guess}{write(kmh, 1)} km/h ({pace_s // 60}:{pace_s % 60:02d} min/km)")
    if analysis["gait"] == "run" and analysis["mode"] != "unknown":
        facts.append(analysis["mode"])
    if analysis["metrics"]:
        facts.append(f"{analysis['near_side']} leg near the camera")
    if settings["height_cm"]:
        facts.append(f"{write(settings['height_cm'], 0)} cm tall")
    facts.append(
        f"{write(end - start, 1)} s analysed"
        if analysis["metrics"]
        else f"{write(clip['duration_s'], 1)} s long"
    )
    facts.append(f"{clip['width']} x {clip['height']}")
    return facts


def _trust(analysis: Json) -> dict[str, Any]:
    quality, view, clip = analysis["quality"], analysis["view"], analysis["clip"]
    glyph, words = _VERDICT[quality["verdict"]]
    codes = {r["code"] for r in quality["reasons"]}
    seen = word("view", view["kind"])
    if view["yaw_deg"] is not None:
        seen += f", {write(abs(view['yaw_deg']), 0)}° off square"
    rate = clip["fps"] * analysis["slow_motion_factor"]
    checks = [("View", seen), ("Frame rate", f"{write(rate, 0)} a second")]
    if clip["container"] == "table":
        checks[0] = ("Source", "landmark table, no video")
    if analysis["steps"]:
        sides = [sum(s["side"] == side for s in analysis["steps"]) for side in charts.SIDES]
        checks.append(("Steps", f"{sides[0]} left, {sides[1]} right"))
    if view["roll_deg"] is not None:
        checks.append(("Camera tilt", f"{write(abs(view['roll_deg']), 1)}°"))
    if clip["container"] != "table":
        dim = codes & {"low_visibility", "low_light", "blurred"}
        moves = codes & {"camera_moves", "camera_moves_unknown"}
        checks.append(("Light and sharpness", "see below" if dim else "no complaint"))
        checks.append(("Camera", "see below" if moves else "no complaint"))
    return {
        "key": quality["verdict"],
        "glyph": glyph,
        "words": words,
        "checks": checks,
        "reasons": quality["reasons"],
    }


def _score(analysis: Json) -> dict[str, Any] | None:
    score = analysis["score"]
    if not score:
        return None
    parts = [p for d in score["domains"] for p in d["parts"] if p["score"] is not None]
    top = sum(p["score"] * p["weight"] for p in parts)
    bottom = sum(p["weight"] for p in parts)
    return {
        "value": write(score["value"], 0),
        "low": write(score["ci_low"], 0),
        "high": write(score["ci_high"], 0),
        "ruler": charts.score_ruler(score),
        "coverage": score["coverage"],
        "domains": [_domain(d) for d in score["domains"]],
        "top": write(top, 2),
        "bottom": write(bottom, 3),
        "mean": write(top / bottom, 1) if bottom else None,
    }


def _domain(domain: Json) -> dict[str, Any]:
    parts = [
        {
            "label": label(p["metric"]),
            "metric": p["metric"],
            "side": p["side"],
            "score": None if p["score"] is None else write(p["score"], 1),
            "weight": write(p["weight"], 3),
            "product": None if p["score"] is None else write(p["score"] * p["weight"], 2),
            "rating": rating(p["rating"]),
            "why": p.get("why_not_scored"),
        }
        for p in domain["parts"]
    ]
    points = domain["score"]
    return {
        "label": domain["label"],
        "score": None if points is None else write(points, 0),
        "share": 0 if points is None else round(points),
        "parts": parts,
    }


def _findings(analysis: Json) -> list[dict[str, Any]]:
    frames = {f["event"]: f for f in analysis["key_frames"]}
    found = []
    for finding in analysis["findings"]:
        frame = frames.get(finding["key_frame"]) if finding["key_frame"] else None
        rows = measured(analysis["metrics"], finding["metric"])
        row = _row_of(finding, rows, analysis["near_side"])
        found.append(
            {
                **finding,
                "frame": frame,
                "chart": charts.bullet([row]) if row else None,
                "reading": reading(row) if row else None,
                "label": label(finding["metric"]),
                "usual": usual_words(row) if row else None,
                "glyph": _FINDING_GLYPHS.get(finding["kind"], "▲"),
                "plan": [
                    (wording()["plan"][k], _items(v)) for k, v in finding["plan"].items() if v
                ],
            }
        )
    return found


def _row_of(finding: Json, rows: Sequence[Json], near_side: str) -> Json | None:
    """Return the metric row that a finding speaks of."""
    if not rows:
        return None
    return next((r for r in rows if r["side"] == finding["side"]), leading(rows, near_side))


def _findings_title(analysis: Json) -> str:
    kinds = {f["kind"] for f in analysis["findings"]}
    return "What to work on" if "change" in kinds else "What stands out"


def _items(entries: Sequence[Any]) -> list[dict[str, str]]:
    """Return plan entries as title, dose and why, whether they are texts or tables."""
    return [
        {k: str(e.get(k) or "") for k in ("title", "dose", "why")}
        if isinstance(e, Mapping)
        else {"title": str(e), "dose": "", "why": ""}
        for e in entries
    ]


def _player(analysis: Json) -> dict[str, Any]:
    steps, span = analysis["steps"], analysis["analysed_span_s"]
    bands = {m["metric"]: m["band"] for m in analysis["metrics"] if m.get("band")}
    traces = []
    for metric, unit in step_metrics(analysis):
        if sum(s.get(metric) is not None for s in steps) >= 3:
            chart = charts.step_chart(metric, unit, steps, bands.get(metric), span)
            traces.append(
                {
                    "metric": metric,
                    "label": label(metric),
                    "unit": unit_words(suffix(unit, metric).strip(), unit),
                    "chart": chart,
                }
            )
    return {
        "timeline": charts.timeline(steps, analysis["events"], span) if steps else None,
        "traces": traces,
        "portrait": analysis["clip"]["height"] > analysis["clip"]["width"],
        "fps": analysis["clip"]["fps"],
        "factor": analysis["slow_motion_factor"],
        "start_s": span[0] if span else 0.0,
    }


def _table(analysis: Json) -> dict[str, Any] | None:
    steps = analysis["steps"]
    if not steps:
        return None
    columns = step_metrics(analysis)
    head: list[tuple[str, str]] = [("Step", ""), ("Foot", ""), ("Contact at", "s")]
    head += [(label(m), _head_unit(m, u)) for m, u in columns]
    rows = []
    for s in steps:
        cells = [
            (str(s["step"]), s["step"]),
            (s["side"], s["side"]),
            (write(s["ic_s"], 3), s["ic_s"]),
        ]
        for metric, unit in columns:
            v = s.get(metric)
            cells.append(("–", "") if v is None else (number_words(v, unit, decimals(unit)), v))
        rows.append(cells)
    return {"head": head, "rows": rows, "metrics": [m for m, _ in columns]}


def _head_unit(metric: str, unit: str) -> str:
    """Return the unit of a column, unless its name says it already."""
    words = suffix(unit, metric).strip()
    return "" if label(metric).endswith(f" in {words}") else unit_words(words, unit)


def _references(analysis: Json) -> list[dict[str, Any]]:
    return [
        {"key": key, "number": i, **ref}
        for i, (key, ref) in enumerate(analysis["references"].items(), start=1)
    ]


def _settings(analysis: Json) -> list[tuple[str, str]]:
    return [(plain(k), str(v)) for k, v in analysis["settings"].items() if v is not None]


def _model(model: Json) -> str:
    if not model.get("name"):
        return "none"
    return f"{model['name']} ({model['sha256'] or 'file not recorded'})"


def _provenance(analysis: Json) -> list[tuple[str, str]]:
    made, clip = analysis["provenance"], analysis["clip"]
    model = made.get("model") or {}
    rows = [
        ("formcheck", made["formcheck"]),
        ("Python", made["python"]),
        *sorted((k, str(v)) for k, v in made["packages"].items()),
        ("Model", _model(model)),
        ("Clip SHA-256", clip["sha256"]),
        ("Made", made["created_utc"]),
    ]
    if made.get("duration_s"):
        spent = ", ".join(f"{k} {write(v, 1)} s" for k, v in made["duration_s"].items())
        rows.append(("Time taken", spent))
    return [(k, str(v)) for k, v in rows]
