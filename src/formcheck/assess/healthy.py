"""How many healthy runners a band calls something else than good."""

import math

from formcheck.assess.bands import resolve
from formcheck.domain.assessment import RunnerContext, Speed
from formcheck.guidelines.schema import Group, GuidelineSet, MetricRule

SPEEDS_MPS = (2.5, 3.5, 4.5)
"""At which the norm runners were measured."""


def share_outside(rule: MetricRule, context: RunnerContext, guidelines: GuidelineSet) -> float:
    """Return the share of healthy runners whose true value lies outside the good range.

    Parameters
    ----------
    rule : MetricRule
        With a band that judges.
    context : RunnerContext
        Of the runner for whom the band is worked out.
    guidelines : GuidelineSet

    Returns
    -------
    float
        0-1, by the mean and spread of the norm runners, or of the groups that the rule cites.

    Raises
    ------
    ValueError
        If the rule says nothing of healthy runners.
    """
    band = resolve(rule, "both", context, guidelines)
    if band is None:
        msg = f"{rule.id} has no band for this runner"
        raise ValueError(msg)
    groups = next((b.healthy for b in rule.band if b.healthy), ())
    if not groups:
        if band.expected is None or band.norm_sd is None:
            msg = f"{rule.id} says nothing of healthy runners"
            raise ValueError(msg)
        groups = (Group(mean=band.expected, sd=band.norm_sd, n=1),)
    outside = 0.0
    for group in groups:
        low = 0.0 if band.good_low is None else _below(band.good_low, group)
        high = 0.0 if band.good_high is None else 1.0 - _below(band.good_high, group)
        outside += group.n * (low + high)
    return outside / sum(group.n for group in groups)


def _below(edge: float, group: Group) -> float:
    return 0.5 * math.erfc((group.mean - edge) / group.sd / math.sqrt(2))


def shares(guidelines: GuidelineSet) -> dict[str, tuple[float, ...]]:
    """Return the share outside for each scored metric at each of :data:`SPEEDS_MPS`.

    A runner of 1.75 m and unknown age; cadence once more for an unknown height.
    """
    found = {}
    for domain in guidelines.domain:
        for part in domain.parts:
            rule = guidelines.rule(part.metric)
            if rule is None or rule.why_not_scored:
                continue
            for name, height_m in ((rule.id, 1.75), (f"{rule.id}, height unknown", None)):
                if height_m is None and not any("height" in band.needs for band in rule.band):
                    continue
                found[name] = tuple(
                    share_outside(
                        rule,
                        RunnerContext("right", Speed(speed_mps), height_m=height_m),
                        guidelines,
                    )
                    for speed_mps in SPEEDS_MPS
                )
    return found
