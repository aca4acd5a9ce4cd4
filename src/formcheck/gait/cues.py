"""Instants on the mean stride that tell initial contact and toe-off.

Each cue is a time in seconds after the anchor. The weights that turn cues into events belong to
whatever drew the landmarks: :class:`formcheck.domain.landmark_source.CueDates`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.landmark_source import FORCE_PLATES, CueDates, Rules
from formcheck.gait.template import Template
from formcheck.geometry.angles import knee_flexion_deg, reach_deg
from formcheck.signal.peaks import first_rise

FloatArray = NDArray[np.float64]

GRID_S = 0.001
BELT_WINDOW_S = (0.060, 0.140)
CUES_AGREE_S = 0.012


@dataclass(frozen=True, slots=True)
class Cues:
    """Cue times of one leg in seconds after the anchor; None where a cue is not seen.

    Attributes
    ----------
    heel_slows_s : float or None
        Heel's backward speed first reaches three quarters of the stance foot's.
    knee_gives_s : float or None
        Knee flexed by 30 % of the way from its straightest around contact to its peak.
    shank_tips_s : float or None
        Shank tilted 5 degrees past the vertical, over the stance foot.
    knee_flexes_again_s : float or None
        Knee 8 degrees past its straightest before swing.
    knee_flexes_again_check_s : float or None
        The same by a second rule; the two must agree.
    ankle_lifts_s : float or None
        Ankle 0.2 leg lengths above its stance height; None where height is unknown.
    """

    heel_slows_s: float | None
    knee_gives_s: float | None
    shank_tips_s: float | None
    knee_flexes_again_s: float | None
    knee_flexes_again_check_s: float | None
    ankle_lifts_s: float | None


@dataclass(frozen=True, slots=True)
class EventOffsets:
    """Events in seconds after the anchor; None with a reason where cues fail.

    Attributes
    ----------
    ic_s, to_s : float or None
    to_reason : str or None
        Why toe-off is missing.
    fewer_cues : bool
        Whether some cue of the landing could not be read or trusted.
    """

    ic_s: float | None
    to_s: float | None
    to_reason: str | None = None
    fewer_cues: bool = False


def read_cues(template: Template, *, with_height: bool = True) -> Cues:
    """Find the cues on a template.

    Parameters
    ----------
    template : Template
    with_height : bool
        Whether the hips' height can be trusted (a still or stabilised camera).
    """
    stride = template.stride_s
    t = np.arange(-0.25 * stride, stride, GRID_S)
    knee_deg = knee_flexion_deg(
        template.point("hip", t), template.point("knee", t), template.point("ankle", t)
    )
    bend = np.gradient(knee_deg, GRID_S)
    return Cues(
        heel_slows_s=_heel_slows_s(template, t),
        knee_gives_s=_knee_gives_s(t, knee_deg, stride),
        shank_tips_s=_shank_tips_s(template, t),
        knee_flexes_again_s=_knee_flexes_again_s(t, knee_deg, bend, stride),
        knee_flexes_again_check_s=_knee_flexes_again_check_s(t, knee_deg, stride),
        ankle_lifts_s=_ankle_lifts_s(template, t) if with_height else None,
    )


def place_events(cues: Cues, dates: CueDates = FORCE_PLATES) -> EventOffsets:
    """Combine the cues into initial contact and toe-off (50 N).

    A runner who lands on a knee that is bent already shows no giving way, and a cue can be
    misread: then the others tell.
    """
    read = {
        "heel_slows": cues.heel_slows_s,
        "knee_gives": cues.knee_gives_s,
        "shank_tips": cues.shank_tips_s,
    }
    landing = _trusted({name: cue for name, cue in read.items() if cue is not None}, dates)
    ic_s = _dated(landing, dates.contact)
    if ic_s is None:
        return EventOffsets(None, None, "landing_unclear")
    fewer = len(landing) < len(dates.alone)
    knee, check = cues.knee_flexes_again_s, cues.knee_flexes_again_check_s
    if knee is None or check is None:
        return EventOffsets(ic_s, None, "toe_off_unclear", fewer)
    if abs(knee - check) > CUES_AGREE_S:
        return EventOffsets(ic_s, None, "toe_off_disagrees", fewer)
    leaving = {"knee_flexes_again": knee}
    if cues.ankle_lifts_s is not None:
        leaving["ankle_lifts"] = cues.ankle_lifts_s
    if "knee_gives" in landing:
        leaving["knee_gives"] = landing["knee_gives"]
    to_s = _dated(leaving, dates.toe_off)
    return EventOffsets(ic_s, to_s, "toe_off_unclear" if to_s is None else None, fewer)


def _dated(read: dict[str, float], rules: Rules) -> float | None:
    """Event by the cues that were read, in seconds after the anchor."""
    rule = rules.get(tuple(read))
    if rule is None:
        return None
    weights, constant = rule
    return constant + sum(w * cue for w, cue in zip(weights, read.values(), strict=True))


def _trusted(read: dict[str, float], dates: CueDates) -> dict[str, float]:
    """Cues of the landing that were read and agree; of three, one that is odd was misread."""
    if len(read) < len(dates.alone):
        return read
    contact_s = {
        name: factor * read[name] + constant for name, (factor, constant) in dates.alone.items()
    }
    middle_s = float(np.median(list(contact_s.values())))
    oddest = max(contact_s, key=lambda name: abs(contact_s[name] - middle_s))
    if abs(contact_s[oddest] - middle_s) > dates.odd_s:
        return {name: cue for name, cue in read.items() if name != oddest}
    return read


def foot_speed(template: Template) -> float:
    """Backward speed of ankle and toe against the hips while planted, leg lengths/s."""
    t = np.arange(*BELT_WINDOW_S, GRID_S)
    signals = [s for s in ("ankle_x", "foot_index_x") if s in template.coefficients]
    return -float(np.mean([template.slope(signal, t).mean() for signal in signals]))


def _index(t: FloatArray, time_s: float) -> int:
    return round(float(time_s - t[0]) / GRID_S)


def _time_s(t: FloatArray, index: float | None) -> float | None:
    return None if index is None else float(t[0] + index * GRID_S)


def _heel_slows_s(template: Template, t: FloatArray) -> float | None:
    if "heel_x" not in template.coefficients:
        return None
    speed = -template.slope("heel_x", t)
    level = 0.75 * foot_speed(template)
    return _time_s(t, first_rise(speed, level, _index(t, -0.020), _index(t, 0.160)))


def _knee_gives_s(t: FloatArray, knee_deg: FloatArray, stride: float) -> float | None:
    low, high = _index(t, 0.050), _index(t, 0.36 * stride)
    if high <= low:
        return None
    most = low + int(knee_deg[low:high].argmax())
    start = _index(t, -0.030)
    straightest = start + int(knee_deg[start:most].argmin())
    level = knee_deg[straightest] + 0.3 * (knee_deg[most] - knee_deg[straightest])
    return _time_s(t, first_rise(knee_deg, level, straightest + 1, most + 1))


def _shank_tips_s(template: Template, t: FloatArray) -> float | None:
    tipped_deg = -reach_deg(template.point("knee", t), template.point("ankle", t))
    return _time_s(t, first_rise(tipped_deg, 5.0, _index(t, -0.050), _index(t, 0.200)))


def _knee_flexes_again_s(
    t: FloatArray, knee_deg: FloatArray, bend: FloatArray, stride: float
) -> float | None:
    low, high = _index(t, 0.25 * stride), _index(t, 0.72 * stride)
    i = low + int(bend[low:high].argmax())
    while i > low and bend[i] > 0:
        i -= 1
    start = max(0, i - 60)
    straightest = start + int(knee_deg[start : i + 1].argmin())
    level = knee_deg[straightest] + 8.0
    return _time_s(t, first_rise(knee_deg, level, straightest + 1, straightest + 250))


def _knee_flexes_again_check_s(t: FloatArray, knee_deg: FloatArray, stride: float) -> float | None:
    low, high = _index(t, 0.050), _index(t, 0.36 * stride)
    if high <= low:
        return None
    most = low + int(knee_deg[low:high].argmax())
    most_s = t[most]
    stop_s = max(most_s + 0.080, min(most_s + 0.280, 0.56 * stride + 0.030))
    straightest = most + int(knee_deg[most : _index(t, stop_s)].argmin())
    level = knee_deg[straightest] + 8.0
    return _time_s(t, first_rise(knee_deg, level, straightest + 1, straightest + 140))


def _ankle_lifts_s(template: Template, t: FloatArray) -> float | None:
    if "ankle_y" not in template.coefficients or "hip_oscillation" not in template.coefficients:
        return None
    height = template.curve("ankle_y", t) + template.curve("hip_oscillation", t)
    stance = height[_index(t, 0.030) : _index(t, 0.250)]
    base = float(np.sort(stance)[:40].mean())
    return _time_s(t, first_rise(height, base + 0.20, _index(t, 0.090), len(t)))
