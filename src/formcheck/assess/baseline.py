"""Change against an earlier analysis, and what else differs between the two clips."""

from formcheck.change import differences
from formcheck.change.filmed import other_version, speeds_differ
from formcheck.domain.analysis import Analysis, Changes
from formcheck.domain.message import Message
from formcheck.domain.setup import SetUps


def compare_with_baseline(current: Analysis, baseline: Analysis) -> Changes:
    """Compare two analyses, metric row by metric row, and say what else differs.

    Parameters
    ----------
    current, baseline : Analysis

    Returns
    -------
    Changes
    """
    found = differences(current, baseline)
    caveats = caveats_of(current, baseline, found.filmed)
    return Changes(baseline.clip, found.rows, caveats, found.filmed, baseline.low_back.pain)


def caveats_of(current: Analysis, baseline: Analysis, filmed: SetUps) -> tuple[Message, ...]:
    """Return what else differs between two clips and could make a change."""
    found = []
    if other_version(current, baseline):
        versions = (baseline.provenance.formcheck, current.provenance.formcheck)
        found.append(Message("other_version", {"before": versions[0], "now": versions[1]}))
    if len({_name(analysis) for analysis in (current, baseline)} - {""}) == 2:
        found.append(Message("other_athlete"))
    now, before = current.speed_mps, baseline.speed_mps
    if not now or not before:
        found.append(Message("speed_not_known_in_both"))
    elif speeds_differ(now, before):
        found.append(Message("speeds_differ"))
    for name, pair in (
        ("other_leg_near", {current.near_side, baseline.near_side}),
        ("other_ground", {current.mode, baseline.mode}),
    ):
        if len(pair) == 2 and not pair & {None, "unknown"}:
            found.append(Message(name))
    models = {a.provenance.model.name for a in (current, baseline) if a.provenance.model}
    if len(models) == 2:
        found.append(Message("other_pose_model"))
    return (*found, *filmed.differs)


def _name(analysis: Analysis) -> str:
    """Return whose clip it is, as people mean it; empty where no name was given."""
    return " ".join(str(analysis.settings.get("athlete") or "").split()).casefold()
