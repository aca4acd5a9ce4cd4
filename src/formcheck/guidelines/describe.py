"""One readable row a metric, for ``formcheck guidelines show``."""

from dataclasses import dataclass

from formcheck.domain.assessment import Grade
from formcheck.guidelines.schema import BandRule, GuidelineSet, LinearModel, MetricRule
from formcheck.locales import gettext, listed, pgettext, read_numbers_as


def _per() -> dict[str, str]:
    return {
        "speed_mps": gettext("per m/s"),
        "speed_kmh": gettext("per km/h"),
        "height_m": gettext("per m of height"),
        "mass_kg": gettext("per kg"),
        "age_y": gettext("per year of age"),
        "female": gettext("if female"),
    }


def _standing() -> dict[str, str]:
    return {"lean_deg": gettext("standing lean"), "knee_flexion_deg": gettext("standing knee bend")}


def _needed() -> dict[str, str]:
    return {"speed": pgettext("guidelines", "speed"), "height": pgettext("guidelines", "height")}


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

    It speaks the reader's language; keys and units stay as they stand in the file.

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
        needs=", ".join(_needed()[name] for name in band.needs)
        or pgettext("guidelines", "nothing"),
        weight=weight,
        population=rule.population,
        citations=rule.citations,
        why_not_scored=rule.why_not_scored,
    )


def _moves(rule: MetricRule, band: BandRule, steepest: float) -> str:
    """What moves the edges besides the expected value, or takes them away."""
    if not band.has_edges:
        return ""
    parts = [
        gettext("{edge} {by} above {speed} km/h").format(
            edge=_edge(shift.edge), by=_number(shift.by, "+g"), speed=_number(shift.above_speed_kmh)
        )
        for shift in band.shifts
    ]
    if band.standing is not None:
        parts.append(
            gettext("edges + {share} x {angle}, where the runner is seen standing").format(
                share=_number(band.standing.share), angle=_standing()[band.standing.angle]
            )
        )
    most = steepest if rule.max_incline_pct is None else rule.max_incline_pct
    parts.append(gettext("not judged on more than {slope} % slope").format(slope=_number(most)))
    return listed(parts)


def _edge(name: str) -> str:
    return {
        "good_low": gettext("good low"),
        "good_high": gettext("good high"),
        "watch_low": gettext("watch low"),
        "watch_high": gettext("watch high"),
    }[name]


def _number(value: float, form: str = "g") -> str:
    return read_numbers_as(f"{value:{form}}")


def _line(line: LinearModel | None, unit: str, norm_sd: float | None) -> str:
    if line is None:
        return ""
    text = f"{_number(line.intercept)} {unit}"
    for name, term in line.terms.items():
        text += f" {'+' if term >= 0 else '-'} {_number(abs(term))} {_per()[name]}"
        if centre := line.centre.get(name, 0.0):
            text += " " + gettext("from {centre}").format(centre=_number(centre))
    if norm_sd:
        text += ", " + gettext("SD {sd}").format(sd=_number(norm_sd))
    return text


def _range(band: BandRule, name: str, unit: str) -> str:
    low, high = getattr(band, f"{name}_low"), getattr(band, f"{name}_high")
    if low is None and high is None:
        return ""
    form = "g" if band.relative == "absolute" else "+g"
    if low is None:
        text = gettext("up to {edge}").format(edge=_number(high, form))
    elif high is None:
        text = gettext("from {edge}").format(edge=_number(low, form))
    else:
        text = gettext("{low} to {high}").format(low=_number(low, form), high=_number(high, form))
    if band.relative == "absolute":
        return f"{text} {unit}"
    if band.relative == "percent":
        return gettext("{range} % from expected").format(range=text)
    if unit == "%":
        return gettext("{range} points from expected").format(range=text)
    return gettext("{range} {unit} from expected").format(range=text, unit=unit)
