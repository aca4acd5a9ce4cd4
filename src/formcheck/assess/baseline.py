"""Change against an earlier analysis, and whether measurement alone could make it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from formcheck.assess.probability import interval_sd

Z95 = 1.96

ChangeVerdict = Literal["changed", "not_distinguishable", "missing"]


@dataclass(frozen=True, slots=True)
class Change:
    """One metric row in both analyses.

    Attributes
    ----------
    metric, side, unit : str
    current, baseline : float or None
    delta : float or None
        Current minus baseline.
    sd : float or None
        Standard deviation of the difference by measurement alone.
    threshold : float or None
        ``1.96 * sd``: what the difference must exceed.
    verdict : {"changed", "not_distinguishable", "missing"}
    caveats : tuple of str
        What else differs between the clips and could make the change.
    """

    metric: str
    side: str
    unit: str
    current: float | None
    baseline: float | None
    delta: float | None
    sd: float | None
    threshold: float | None
    verdict: ChangeVerdict
    caveats: tuple[str, ...] = ()


def compare_with_baseline(current: Mapping[str, Any], baseline: Mapping[str, Any]) -> list[Change]:
    """Compare two ``analysis.json`` dicts, metric row by metric row.

    A change counts only if ``|delta| > 1.96 * sqrt(sd1^2 + sd2^2)``.

    Parameters
    ----------
    current, baseline : mapping
        As read from analysis.json.

    Returns
    -------
    list of Change
        One for each (metric, side) of either analysis, in the current order; ``missing``
        where one of the two has no value.
    """
    now, before = _rows(current), _rows(baseline)
    caveats = _caveats(current, baseline)
    keys = [*now, *(key for key in before if key not in now)]
    return [_change(key, now.get(key), before.get(key), caveats) for key in keys]


def measuring_sd(now: Mapping[str, Any], before: Mapping[str, Any]) -> float:
    """Return the standard deviation of a difference by measurement alone, from two intervals."""
    return math.hypot(
        interval_sd(now["ci_low"], now["ci_high"]), interval_sd(before["ci_low"], before["ci_high"])
    )


def _rows(analysis: Mapping[str, Any]) -> dict[tuple[str, str], Mapping[str, Any]]:
    return {(row["metric"], row["side"]): row for row in analysis.get("metrics", [])}


def _change(
    key: tuple[str, str],
    now: Mapping[str, Any] | None,
    before: Mapping[str, Any] | None,
    caveats: tuple[str, ...],
) -> Change:
    new = None if now is None else now.get("value")
    old = None if before is None else before.get("value")
    unit = str((now or before or {}).get("unit", ""))
    if now is None or before is None or new is None or old is None:
        return Change(*key, unit, new, old, None, None, None, "missing")
    sd = measuring_sd(now, before)
    delta, threshold = new - old, Z95 * sd
    verdict: ChangeVerdict = "changed" if abs(delta) > threshold else "not_distinguishable"
    return Change(*key, unit, new, old, delta, sd, threshold, verdict, caveats)


def _caveats(current: Mapping[str, Any], baseline: Mapping[str, Any]) -> tuple[str, ...]:
    found = []
    now, before = current.get("speed_mps"), baseline.get("speed_mps")
    if not now or not before:
        found.append("Speed is not known in both clips; it changes most metrics.")
    elif _speeds_differ(now, before):
        found.append("The speeds differ, and speed changes most metrics.")
    for key, what in (
        ("near_side", "The clips show different legs from the near side."),
        ("mode", "One clip is on a treadmill, the other is not."),
    ):
        pair = {current.get(key), baseline.get(key)}
        if len(pair) == 2 and not pair & {None, "unknown"}:
            found.append(what)
    models = [
        ((a.get("provenance") or {}).get("model") or {}).get("name") for a in (current, baseline)
    ]
    if None not in models and models[0] != models[1]:
        found.append("The clips were read with different pose models.")
    return tuple(found)


def _speeds_differ(now: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    allowed = max(Z95 * measuring_sd(now, before), 0.02 * float(before["value"]))
    return abs(float(now["value"]) - float(before["value"])) > allowed
