"""One readable row a metric, for ``formcheck guidelines show``."""

from dataclasses import dataclass

from formcheck.domain.assessment import Grade
from formcheck.guidelines.schema import BandRule, GuidelineSet, LinearModel, MetricRule

_NAMES = {
    "speed_mps": "m/s",
    "speed_kmh": "km/h",
    "height_m": "m of height",
    "mass_kg": "kg",
    "age_y": "year of age",
    "female": "if female",
}


_STANDING = {"lean_deg": "standing lean", "knee_flexion_deg": "standing knee bend"}


@dataclass(frozen=True, slots=True)
class GuidelineRow:
    """What the set says about one metric, in words.

    ``expected``, ``good`` and ``watch`` are empty where the metric is only described, and
    ``why_not_scored`` is empty where it is judged. ``moves`` says what shifts the edges or
    takes them away. ``weight`` is the share of the full score in percent, 0 if the metric
    does not count.
    """

    metric: str
    label: str
    definition: str
    view: str
    unit: str
    grade: Grade
    expected: str
    good: str
    watch: str
    moves: str
    needs: str
    weight: float
    population: str
    citations: tuple[str, ...]
    why_not_scored: str


def describe(guidelines: GuidelineSet) -> list[GuidelineRow]:
    """Return one row for each metric of the set, one more for each further band.

    Parameters
    ----------
    guidelines : GuidelineSet

    Returns
    -------
    list of GuidelineRow
        In the order of the file.
    """
    weights = full_weights(guidelines)
    whole = sum(weights.values())
    rows = []
    for rule in guidelines.metric:
        weight = round(100 * weights.get(rule.id, 0.0) / whole, 1)
        rows += [
            _row(rule, band, weight if band.scored else 0.0, guidelines.scoring.max_incline_pct)
            for band in rule.band or (BandRule(),)
        ]
    return rows


def full_weights(guidelines: GuidelineSet) -> dict[str, float]:
    """Weight of each scored metric when the clip shows it fully.

    Grade weight x domain weight x share in the domain.
    """
    weights = {}
    for domain in guidelines.domain:
        for part in domain.parts:
            rule = guidelines.rule(part.metric)
            if rule is None or rule.why_not_scored:
                continue
            grade = guidelines.scoring.grade_weight[rule.grade]
            weights[rule.id] = grade * domain.weight * part.share
    return weights


def _row(rule: MetricRule, band: BandRule, weight: float, steepest: float) -> GuidelineRow:
    return GuidelineRow(
        metric=rule.id,
        label=rule.label,
        definition=rule.definition,
        view=rule.view,
        unit=rule.unit,
        grade=rule.grade,
        expected=_line(band.expected, rule.unit, band.norm_sd),
        good=_range(band, "good", rule.unit),
        watch=_range(band, "watch", rule.unit),
        moves=_moves(rule, band, steepest),
        needs=", ".join(band.needs) or "nothing",
        weight=weight,
        population=rule.population,
        citations=rule.citations,
        why_not_scored=rule.why_not_scored,
    )


def _moves(rule: MetricRule, band: BandRule, steepest: float) -> str:
    """What moves the edges besides the expected value, or takes them away."""
    if not band.has_edges:
        return ""
    told = [
        f"{shift.edge.replace('_', ' ')} {shift.by:+g} above {shift.above_speed_kmh:g} km/h"
        for shift in band.shifts
    ]
    if band.standing is not None:
        angle = _STANDING[band.standing.angle]
        told.append(f"edges + {band.standing.share:g} x {angle}, where the runner is seen standing")
    most = steepest if rule.max_incline_pct is None else rule.max_incline_pct
    told.append(f"not judged on more than {most:g} % slope")
    return "; ".join(told)


def _line(line: LinearModel | None, unit: str, norm_sd: float | None) -> str:
    if line is None:
        return ""
    text = f"{line.intercept:g} {unit}"
    for name, term in line.terms.items():
        centre = line.centre.get(name, 0.0)
        around = f" from {centre:g}" if centre else ""
        text += f" {'+' if term >= 0 else '-'} {abs(term):g} per {_NAMES[name]}{around}"
    return text + (f", SD {norm_sd:g}" if norm_sd else "")


def _range(band: BandRule, name: str, unit: str) -> str:
    low, high = getattr(band, f"{name}_low"), getattr(band, f"{name}_high")
    if low is None and high is None:
        return ""
    points = "points" if unit == "%" else unit
    suffix = {
        "absolute": f" {unit}",
        "offset": f" {points} from expected",
        "percent": " % from expected",
    }[band.relative]
    sign = "g" if band.relative == "absolute" else "+g"
    if low is None:
        return f"up to {high:{sign}}{suffix}"
    if high is None:
        return f"from {low:{sign}}{suffix}"
    return f"{low:{sign}} to {high:{sign}}{suffix}"
