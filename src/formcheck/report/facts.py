"""The head of the page: facts of the clip, and how far it can be trusted."""

from datetime import datetime
from typing import Any

from formcheck.domain.analysis import Analysis
from formcheck.domain.metric import Z90
from formcheck.domain.quality import View
from formcheck.domain.skeleton import SIDES
from formcheck.locales.dates import full_date
from formcheck.words import METRIC, Units, fix_of, phrase, sentence_of
from formcheck.words.wording import word

_VERDICT_GLYPHS = {"ok": "●", "caution": "▲", "refused": "■"}


def day(stamp: str | None) -> str | None:
    """Return a time stamp as a date for people; what is none stands as it is."""
    if not stamp:
        return None
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return stamp
    return full_date(moment)


def facts(analysis: Analysis, units: Units = METRIC) -> list[str]:
    """Return the few facts that stand below a clip's name."""
    clip, speed, height_cm = analysis.clip, analysis.speed_mps, analysis.settings.get("height_cm")
    start, end = analysis.analysed_span_s
    told = []
    if speed:
        code = "running_at" if speed.source == "user" else "running_at_about"
        told.append(phrase(code, units, speed_mps=speed.value))
    if analysis.gait == "run" and analysis.mode != "unknown":
        told.append(word("mode", analysis.mode))
    if analysis.metrics and analysis.view.kind == "back":
        told.append(word("view", "back"))
    elif analysis.metrics:
        told.append(phrase("near_leg", side=str(analysis.near_side)))
    if isinstance(height_cm, int | float):
        told.append(phrase("body_height", units, height_m=height_cm / 100))
    told.append(
        phrase("seconds_analysed", seconds=end - start)
        if analysis.metrics
        else phrase("seconds_long", seconds=clip.duration_s)
    )
    return [*told, phrase("picture_size", width=clip.width, height=clip.height)]


def _plumb_line(view: View) -> str:
    """By how much the picture was turned upright, how sure that is, and who says so."""
    roll_deg, half_deg = abs(view.roll_deg or 0.0), Z90 * (view.roll_sd_deg or 0.0)
    return phrase(
        "picture_turned", roll_deg=roll_deg, half_deg=half_deg, source=view.gravity_source
    )


def trust(analysis: Analysis) -> dict[str, Any]:
    """Return the verdict on the clip, what was looked at for it, and the reasons."""
    quality, view, clip = analysis.quality, analysis.view, analysis.clip
    codes = {r.code for r in quality.reasons}
    seen = word("view", view.kind)
    behind = bool(analysis.metrics) and view.kind == "back"
    if view.yaw_deg is not None and not behind:
        seen = phrase("seen_off_square", kind=view.kind, yaw_deg=abs(view.yaw_deg))
    rate = clip.fps * analysis.slow_motion_factor
    checks = {"view": seen, "frame_rate": phrase("frames_a_second", fps=rate)}
    if clip.container == "table":
        rest = {"frame_rate": checks["frame_rate"]}
        checks = {"source": phrase("table_without_video"), **rest}
    if analysis.steps:
        left, right = (sum(s.side == side for s in analysis.steps) for side in SIDES)
        checks["steps"] = phrase("steps_by_foot", left=left, right=right)
    if view.roll_deg is not None:
        checks["plumb_line"] = _plumb_line(view)
    if clip.container != "table":
        dim = codes & {"low_visibility", "low_light", "blurred"}
        moves = codes & {"camera_moves", "camera_moves_unknown"}
        checks["light"] = phrase("see_below" if dim else "no_complaint")
        checks["camera"] = phrase("see_below" if moves else "no_complaint")
    return {
        "key": quality.verdict,
        "glyph": _VERDICT_GLYPHS[quality.verdict],
        "words": word("verdict", quality.verdict),
        "checks": [(word("check", name), said) for name, said in checks.items()],
        "reasons": [
            {"message": sentence_of(reason), "fix": fix_of(reason)} for reason in quality.reasons
        ],
    }
