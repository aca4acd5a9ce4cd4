"""Work a guideline out into numbers for this runner, this speed, this slope."""

import math
from dataclasses import dataclass

from formcheck.domain.assessment import Band, RunnerContext, Standing
from formcheck.domain.message import Message
from formcheck.domain.metric import KMH_PER_MPS, MetricSide
from formcheck.guidelines.schema import BandRule, GuidelineSet, LinearModel, MetricRule, Variable


@dataclass(frozen=True, slots=True)
class _Known:
    value: float
    sd: float
    given: bool


def no_band_reason(
    rule: MetricRule, context: RunnerContext, guidelines: GuidelineSet
) -> Message | None:
    """Why no band holds for this runner or run, whatever the metric's value.

    Returns
    -------
    Message or None
        None if the bands hold.
    """
    if context.gait != "run":
        return Message("not_running")
    if reason := age_reason(context, guidelines):
        return reason
    if reason := slope_reason(context, guidelines, rule):
        return reason
    if context.speed_disagrees and _goes_by_speed(rule):
        return Message("speed_in_doubt")
    low, high = guidelines.scoring.speeds_mps
    speed = context.speed_mps
    if speed is not None and not low <= speed.value <= high:
        told = {"speed_mps": round(speed.value, 5), "low_mps": low, "high_mps": high}
        return Message("speed_without_norms", told)
    return None


def _goes_by_speed(rule: MetricRule) -> bool:
    """Whether the edges of a rule depend on the speed."""
    return any(
        "speed" in band.needs
        or (band.relative != "absolute" and {"speed_mps", "speed_kmh"} & _terms(band))
        for band in rule.band
    )


def _terms(band: BandRule) -> set[Variable]:
    return set(band.expected.terms) if band.expected is not None else set()


def age_reason(context: RunnerContext, guidelines: GuidelineSet) -> Message | None:
    """Why the bands do not hold at this age, if they do not."""
    youngest, oldest = guidelines.scoring.ages_y
    if context.age is None or youngest <= context.age <= oldest:
        return None
    if context.age < youngest:
        return Message("age_below", {"youngest": youngest})
    return Message("age_above", {"oldest": oldest})


def slope_reason(
    context: RunnerContext, guidelines: GuidelineSet, rule: MetricRule | None = None
) -> Message | None:
    """Why bands of level running do not judge this run, if it goes up or down.

    A rule that a coach wrote for slopes says itself how steep they may be.
    """
    own = None if rule is None else rule.max_incline_pct
    most = guidelines.scoring.max_incline_pct if own is None else own
    incline = context.incline_pct or 0.0
    if abs(incline) <= most:
        return None
    return Message("slope_too_steep", {"incline_pct": abs(incline), "most_pct": most})


def resolve(
    rule: MetricRule, side: MetricSide, context: RunnerContext, guidelines: GuidelineSet
) -> Band | None:
    """Return the first band of ``rule`` whose needs are known, with its numbers.

    Parameters
    ----------
    rule : MetricRule
    side : {"left", "right", "both"}
        Of the metric row; a leg's standing angle moves the bands of that leg only.
    context : RunnerContext
    guidelines : GuidelineSet

    Returns
    -------
    Band or None
        None if the rule has no band at all, or none whose needs are known.
    """
    known = {"speed": context.speed_mps is not None, "height": context.height_m is not None}
    for band in rule.band:
        if all(known[need] for need in band.needs):
            return _worked_out(rule, band, side, context, guidelines)
    return None


def _worked_out(
    rule: MetricRule,
    band: BandRule,
    side: MetricSide,
    context: RunnerContext,
    guidelines: GuidelineSet,
) -> Band:
    expected: float | None = None
    line_sd = 0.0
    if band.expected is not None:
        expected, line_sd = _line(band.expected, context, guidelines)
    standing = _standing(band, side, context)
    shift, extra = None, band.extra_sd
    if standing is not None and band.standing is not None:
        shift, extra = band.standing.share * _angle(band, standing), band.standing.sd
    moving = band.relative != "absolute"
    edges = {
        name: None
        if (edge := _edge(band, name, expected, context)) is None
        else edge + (shift or 0.0)
        for name in ("good_low", "good_high", "watch_low", "watch_high")
    }
    return Band(
        unit=rule.unit,
        **edges,
        low_floor=band.low_floor,
        high_floor=band.high_floor,
        expected=None if expected is None else expected + (shift or 0.0),
        norm_sd=band.norm_sd,
        sd=math.hypot(line_sd if moving else 0.0, extra),
        standing_shift=shift,
        levels_camera=shift is not None
        and band.standing is not None
        and band.standing.levels_camera,
        basis=_basis(band, context, standing),
        scored=band.scored,
        note=_note(rule, rule.band.index(band)),
        grade=rule.grade,
        citations=rule.citations,
    )


def _standing(band: BandRule, side: MetricSide, context: RunnerContext) -> Standing | None:
    """How the runner stands, if that bears on this band and this side."""
    standing = context.standing
    if standing is None or band.standing is None:
        return None
    own = band.standing.angle == "lean_deg" or side == standing.side
    return standing if own else None


def _angle(band: BandRule, standing: Standing) -> float:
    knee = band.standing is not None and band.standing.angle == "knee_flexion_deg"
    return standing.knee_flexion_deg if knee else standing.lean_deg


def _edge(
    band: BandRule, name: str, expected: float | None, context: RunnerContext
) -> float | None:
    edge: float | None = getattr(band, name)
    if edge is None:
        return None
    if context.speed_mps is not None:
        kmh = context.speed_mps.value * KMH_PER_MPS
        edge += sum(s.by for s in band.shifts if s.edge == name and kmh > s.above_speed_kmh)
    if band.relative == "absolute" or expected is None:
        return edge
    return expected + (edge if band.relative == "offset" else expected * edge / 100)


def _line(
    line: LinearModel, context: RunnerContext, guidelines: GuidelineSet
) -> tuple[float, float]:
    value, variance = line.intercept, 0.0
    for name, term in line.terms.items():
        known = _variable(name, context, guidelines)
        value += term * (known.value - line.centre.get(name, 0.0))
        variance += (term * known.sd) ** 2
    return value, math.sqrt(variance)


def _variable(name: Variable, context: RunnerContext, guidelines: GuidelineSet) -> _Known:
    if name == "speed_kmh":
        speed = _variable("speed_mps", context, guidelines)
        return _Known(speed.value * KMH_PER_MPS, speed.sd * KMH_PER_MPS, speed.given)
    if name == "speed_mps" and context.speed_mps is not None:
        return _Known(context.speed_mps.value, context.speed_mps.sd, given=True)
    given = {
        "height_m": context.height_m,
        "mass_kg": context.mass_kg,
        "age_y": context.age,
        "female": None if context.sex is None else float(context.sex.lower() == "f"),
    }.get(name)
    if given is not None:
        return _Known(float(given), 0.0, given=True)
    assumed = guidelines.assumed[name]
    return _Known(assumed.value, assumed.sd, given=False)


def _note(rule: MetricRule, index: int) -> Message | None:
    """What else a reader should know, in the words of whoever wrote the rule."""
    text = rule.band[index].note
    if not text:
        return None
    if rule.own:
        return Message("as_written", {"text": text})
    return Message("band_note", {"metric": rule.id, "band": index})


def _basis(
    band: BandRule, context: RunnerContext, standing: Standing | None
) -> tuple[Message, ...]:
    """For whom the numbers hold."""
    terms = _terms(band)
    found = []
    if terms & {"speed_mps", "speed_kmh"}:
        speed = context.speed_mps
        if speed is None:
            found.append(Message("basis_usual_speeds"))
        else:
            name = "basis_speed" if speed.source == "user" else "basis_speed_about"
            found.append(Message(name, {"speed_mps": round(speed.value, 5)}))
    if "height_m" in terms and context.height_m is not None:
        found.append(Message("basis_height", {"height_m": context.height_m}))
    if standing is not None:
        found.append(_stance(band, standing))
    return tuple(found)


def _stance(band: BandRule, standing: Standing) -> Message:
    degrees = round(_angle(band, standing), 1)
    if band.standing is not None and band.standing.angle == "knee_flexion_deg":
        return Message("basis_standing_knee", {"bend_deg": degrees})
    if round(degrees) == 0:
        return Message("basis_standing_upright")
    name = "basis_standing_forward" if degrees > 0 else "basis_standing_back"
    return Message(name, {"lean_deg": abs(degrees)})
