"""The block report of one athlete: from trends to one HTML text that needs nothing else."""

import base64
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup

from formcheck.block import charts
from formcheck.block.change_points import DRAWS
from formcheck.block.effects import ALPHA as EFFECT_ALPHA
from formcheck.block.effects import Shoes, by_shoe, within_session
from formcheck.block.source import BlockClip
from formcheck.block.trend import ALPHA, MIN_SESSIONS, OWN_FROM, trends
from formcheck.block.values import Effect, Series, Trend
from formcheck.locales import labelled, read_numbers_as
from formcheck.report.pages import environment, static, typefaces
from formcheck.report.svg import LinearScale
from formcheck.words import METRIC, phrase, say
from formcheck.words.numbers import decimals, suffix, write
from formcheck.words.wording import label, word, wording

GLYPHS = {"changed": "▲", "not_distinguishable": "○", "too_few": "–"}
Cells = Sequence[object]


def stylesheet() -> Markup:
    """Return the look of the single report and what the block adds."""
    own = static("formcheck.report", "report.css") + static("formcheck.block", "block.css")
    return typefaces() + own


def csv_link(rows: Iterable[Cells], head: Cells) -> str:
    """Return a table as ``data:`` address of a CSV file."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    data = base64.b64encode(file.getvalue().encode()).decode("ascii")
    return f"data:text/csv;charset=utf-8;base64,{data}"


def athlete_page(
    name: str | None,
    clips: Sequence[BlockClip],
    block: Sequence[Series],
    *,
    inputs: str,
    root: str,
    reports: frozenset[str],
    legs: Mapping[str, Any] | None = None,
    pain_log: Sequence[tuple[datetime, float]] = (),
) -> str:
    """Return the block report of one athlete.

    Parameters
    ----------
    name : str or None
    clips : sequence of BlockClip
    block : sequence of Series
    inputs : str
        Fingerprint of what the page was made from; it stands in the page's head.
    root : str
        Where the analyses' folders lie, seen from the page (``""`` or ``"../"``).
    reports : frozenset of str
        Names of the clips that have a report to link to.
    legs : mapping, optional
        Left against right, where sessions were filmed from both sides.
    pain_log : sequence of (datetime, float)
        Pain, 0-10, that was noted on days without a clip.
    """
    found = trends(block)
    x = charts.day_scale([s.day for t in found for s in t.sessions]) if found else None
    shoes = by_shoe(block, found)
    content: dict[str, Any] = {
        "title": name or phrase("block_title"),
        "inputs": inputs,
        "counts": _counts(clips),
        "changed": [_found(t) for t in found if t.verdict == "changed"],
        "trends": [_trend(t, x) for t in sorted(found, key=_changed_first)] if x else [],
        "steady": [label(t.metric) for t in found if t.verdict == "not_distinguishable"],
        "few": [label(t.metric) for t in found if t.verdict == "too_few"],
        "min_sessions": MIN_SESSIONS,
        "own_from": OWN_FROM,
        "draws": read_numbers_as(str(DRAWS)),
        "calendar": _calendar(clips),
        "pain": _pain(clips, x, pain_log),
        "drift": _effects(within_session(block), phrase("per_km")),
        "shoes": _shoes(shoes),
        "legs": legs,
        "sessions": _sessions(clips, root, reports),
        "sessions_csv": _clips_csv(clips),
        "alpha": write(100 * ALPHA, 0),
        "effect_alpha": write(100 * EFFECT_ALPHA, 0),
        "lag1": max((t.lag1 for t in found), default=0.0),
        "from_file_time": any(c.row["date_source"] == "file" for c in clips),
        "css": stylesheet(),
    }
    return environment("formcheck.block").get_template("block.html.j2").render(**content)


def _changed_first(t: Trend) -> int:
    return list(GLYPHS).index(t.verdict)


def _counts(clips: Sequence[BlockClip]) -> dict[str, Any]:
    days = [c.when for c in clips if c.when]
    return {
        "sessions": len({c.session for c in clips if c.session}),
        "clips": len(clips),
        "measured": sum(c.measured for c in clips),
        "days": [charts.day_of(day) for day in (min(days), max(days))] if days else [],
    }


def change_words(
    delta: float, low: float, high: float, unit: str, metric: str, *, finer: int = 0
) -> tuple[str, str]:
    """Return a difference with its sign and unit, and its likely range.

    Parameters
    ----------
    delta, low, high : float
    unit, metric : str
    finer : int
        Decimals beyond what the unit usually gets, for differences per kilometre.
    """
    places = decimals(unit, low, high)
    if finer and places == decimals(unit):
        places += finer
    number = write(delta, places)
    sign = "+" if delta > 0 and round(delta, places) != 0 else ""
    between = phrase("values_between", low=write(low, places), high=write(high, places))
    end = suffix(unit, metric).replace(" ", "\N{NO-BREAK SPACE}", 1)
    return f"{sign}{number}{end}", between


def _found(t: Trend) -> dict[str, str]:
    delta, low, high = t.delta or 0.0, t.ci_low or 0.0, t.ci_high or 0.0
    if t.shape == "drift":
        how = phrase("bit_by_bit")
    else:
        how = phrase("from_day_on", day=charts.full_date(t.at_day or 0.0))
    amount, interval = change_words(delta, low, high, t.unit, t.metric)
    return {
        "metric": t.metric,
        "label": label(t.metric),
        "amount": amount,
        "interval": interval,
        "how": how,
        "toward": word("difference_verdict", t.toward or "differs"),
    }


def _trend(t: Trend, x: LinearScale) -> dict[str, Any]:
    unit = suffix(t.unit, t.metric)
    places = decimals(t.unit)
    found = _found(t) if t.verdict == "changed" else None
    details = [
        (word("trend_detail", name), value)
        for name in wording()["trend_detail"]
        if (value := getattr(t, name)) is not None
    ]
    return {
        "metric": t.metric,
        "label": label(t.metric),
        "verdict": t.verdict,
        "glyph": GLYPHS[t.verdict],
        "words": word("trend_verdict", t.verdict),
        "found": found,
        "n": len(t.compared),
        "chart": charts.trend_chart(label(t.metric), t, x),
        "details": [(k, f"{write(v, max(places, 1))}{unit}") for k, v in details],
        "visible": None if t.visible is None else f"{write(t.visible, places)}{unit}",
        "speed": None if t.speed is None else say(t.speed),
        "caveats": [say(caveat) for caveat in t.caveats],
        "csv": _trend_csv(t),
    }


def _trend_csv(t: Trend) -> str:
    head = ("session", "date", "value", "unit", "ci_low", "ci_high", "at_mean_speed",
            "sd_within_runner", "clips", "speed_mps", "km_into_run", "shoe",
            "comparable")  # fmt: skip
    alike = dict(zip((s.session for s in t.compared), t.alike, strict=False))
    rows = [
        (s.session, charts.date_of(s.day).date().isoformat(), round(s.value, 4), t.unit,
         round(s.ci_low, 4), round(s.ci_high, 4), round(alike.get(s.session, s.value), 4)
         if s.comparable else None, round(s.sd, 4), s.n_clips,
         s.speed_mps, s.km, s.shoe, int(s.comparable))
        for s in t.sessions
    ]  # fmt: skip
    return csv_link(rows, head)


def _day(clip: BlockClip) -> float:
    return (clip.when - charts.EPOCH).total_seconds() / 86400.0 if clip.when else 0.0


def _calendar(clips: Sequence[BlockClip]) -> Markup | None:
    days = [
        (_day(c), labelled(charts.full_date(_day(c)), c.session or "")) for c in clips if c.when
    ]
    return charts.calendar(days) if days else None


def _pain(
    clips: Sequence[BlockClip], x: LinearScale | None, log: Sequence[tuple[datetime, float]]
) -> dict[str, Any] | None:
    noted = {(_day(c), float(c.row["pain_0_10"])) for c in clips
             if c.when and c.row["pain_0_10"] is not None}  # fmt: skip
    noted |= {((day - charts.EPOCH).total_seconds() / 86400.0, pain) for day, pain in log}
    if not noted or x is None:
        return None
    entries = sorted(noted)
    scale = charts.day_scale([x.low, x.high, *(day for day, _ in entries)])
    rows = [(charts.date_of(day).date().isoformat(), pain) for day, pain in entries]
    return {
        "chart": charts.pain_chart(entries, scale),
        "csv": csv_link(rows, ("date", "pain_0_10")),
    }


def _effects(effects: Sequence[Effect], per: str) -> dict[str, Any] | None:
    if not effects:
        return None
    head = ("metric", "unit", "difference", "ci_low", "ci_high", "verdict")
    rows = [
        (e.metric, unit, round(e.delta, 4), round(e.ci_low, 4), round(e.ci_high, 4), e.verdict)
        for e in effects
        for unit in (f"{e.unit} per km" if per else e.unit,)
    ]
    return {"rows": [_effect(e, per) for e in effects], "csv": csv_link(rows, head)}


def _effect(e: Effect, per: str) -> dict[str, Any]:
    amount, interval = change_words(
        *(e.delta, e.ci_low, e.ci_high, e.unit, e.metric), finer=1 if per else 0
    )
    return {
        "label": label(e.metric),
        "amount": amount + per,
        "interval": interval,
        "verdict": e.verdict,
        "glyph": GLYPHS[e.verdict],
        "words": word("difference_verdict", e.verdict),
        "chart": charts.effect_chart(e.delta, e.ci_low, e.ci_high),
    }


def _shoes(shoes: Shoes | None) -> dict[str, Any] | None:
    if shoes is None:
        return None
    return {
        "first": shoes.first,
        "second": shoes.second,
        "entangled": shoes.entangled,
        "table": _effects(shoes.effects, ""),
    }


def _sessions(
    clips: Sequence[BlockClip], root: str, reports: frozenset[str]
) -> list[dict[str, Any]]:
    """Clips under their sessions, in order of time."""
    gathered: dict[str, list[BlockClip]] = {}
    for clip in clips:
        gathered.setdefault(clip.session or "", []).append(clip)
    found = []
    for session, own in gathered.items():
        day = charts.full_date(_day(own[0])) if own[0].when else phrase("no_date")
        given = own[0].row["session"]
        found.append(
            {
                "date": day,
                "name": session if given and session != day else "",
                "clips": [_row(clip, root, reports) for clip in own],
            }
        )
    return found


def _row(clip: BlockClip, root: str, reports: frozenset[str]) -> dict[str, Any]:
    row: Mapping[str, Any] = clip.row
    speed = row["speed_mps"]
    score = row["score"]
    said = "" if row["status"] == "ok" else clip.said
    return {
        "name": clip.name,
        "report": f"{root}{clip.name}/report.html" if clip.name in reports else None,
        "status": row["status"],
        "status_words": word("clip_status", row["status"]),
        "speed": "" if speed is None else METRIC.speed(speed),
        "km": "" if row["km_into_run"] is None else read_numbers_as(f"{row['km_into_run']:g}"),
        "shoe": row["shoe"] or "",
        "side": word("leg", row["near_side"]) if row["near_side"] else "",
        "rate": "" if row["capture_fps"] is None else f"{write(row['capture_fps'], 0)}",
        "score": ""
        if score is None
        else phrase("score_between", score=score, low=row["score_low"], high=row["score_high"]),
        "pain": "" if row["pain_0_10"] is None else read_numbers_as(f"{row['pain_0_10']:g}"),
        "notes": " ".join(words for words in (said, _twin(clip), row["notes"] or "") if words),
    }


def _twin(clip: BlockClip) -> str:
    return phrase("counted_once", name=clip.same_as) if clip.same_as else ""


def _clips_csv(clips: Sequence[BlockClip]) -> str:
    head = tuple(name for name in clips[0].row if name != "id") if clips else ()
    return csv_link([tuple(c.row[name] for name in head) for c in clips], head)
