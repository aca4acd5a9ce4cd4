"""Initial contacts and toe-offs of both feet, sub-frame."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.gait import Event, EventKind
from formcheck.domain.skeleton import SIDES, Side
from formcheck.gait.anchors import find_anchors
from formcheck.gait.cues import Cues, EventOffsets, place_events, read_cues
from formcheck.gait.template import Template, fit_template
from formcheck.geometry.sagittal import SagittalTrack

FloatArray = NDArray[np.float64]

FEWEST_STRIDES_FOR_TO = 4
STEP_SHIFT_SD_S = 0.003
"""How far a single stride's event strays from the mean stride's (prior)."""
IC_WINDOW_S = (-0.050, 0.120)
TO_WINDOW_S = (-0.120, 0.120)


@dataclass(frozen=True, slots=True, eq=False)
class LegGait:
    """What the detector found for one leg.

    Attributes
    ----------
    template : Template
    cues : Cues
    offsets : EventOffsets
    events : tuple of Event
        In order of time.
    strength : float
        How strongly the leg's path repeats, at most 1.
    midstance_s : float or None
        When after contact the trunk is lowest over the foot; only where the toe-off is not seen.
    """

    template: Template
    cues: Cues
    offsets: EventOffsets
    events: tuple[Event, ...]
    strength: float
    midstance_s: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class GaitEvents:
    """Both legs; a leg is absent where no strides were found."""

    legs: dict[Side, LegGait]

    @property
    def all(self) -> tuple[Event, ...]:
        """Events of both legs in order of time."""
        return tuple(sorted(e for leg in self.legs.values() for e in leg.events))

    def times_s(self, side: Side, kind: EventKind) -> FloatArray:
        """Times of one kind of event of one leg."""
        leg = self.legs.get(side)
        events = leg.events if leg else ()
        return np.array([e.time_s for e in events if e.kind == kind])


def detect_events(track: SagittalTrack, *, with_height: bool = True) -> GaitEvents:
    """Detect the events of both legs from the runner's own mean stride.

    Parameters
    ----------
    track : SagittalTrack
        Cleaned landmarks, sides repaired, capture time.
    with_height : bool
        Whether vertical positions hold from frame to frame (camera still or stabilised).

    Returns
    -------
    GaitEvents
        Times at which the vertical force would pass 50 N. Toe-offs are absent for a leg
        with fewer than four strides or whose cues disagree (``offsets.to_reason``).
    """
    legs: dict[Side, LegGait] = {}
    for side in SIDES:
        leg = _detect_leg(track, side, with_height=with_height)
        if leg is not None:
            legs[side] = leg
    return GaitEvents(legs)


def _detect_leg(track: SagittalTrack, side: Side, *, with_height: bool) -> LegGait | None:
    anchors = find_anchors(track, side)
    if anchors is None:
        return None
    template = fit_template(track, side, anchors)
    if template is None:
        return None
    cues = read_cues(template, with_height=with_height)
    offsets = place_events(cues, track.source.cues)
    if len(template.anchors_s) < FEWEST_STRIDES_FOR_TO and offsets.to_s is not None:
        offsets = replace(offsets, to_s=None, to_reason="too_few_strides_for_toe_off")
    events = [
        *place(track, template, "IC", offsets.ic_s, IC_WINDOW_S),
        *place(track, template, "TO", offsets.to_s, TO_WINDOW_S),
    ]
    return LegGait(template, cues, offsets, tuple(sorted(events)), anchors.strength)


def _with_part_strides(template: Template) -> FloatArray:
    """Anchors, and one before and after them: the strides that the clip cuts off."""
    stride_s, anchors_s = template.stride_s, template.anchors_s
    found = list(anchors_s)
    for rough_s in (anchors_s[0] - stride_s, anchors_s[-1] + stride_s):
        shift_s, precision = template.shift_of(float(rough_s), -stride_s / 4, 0.6 * stride_s)
        if precision > 0:
            found.append(rough_s + shift_s)
    return np.sort(found)


def place(
    track: SagittalTrack,
    template: Template,
    kind: EventKind,
    offset_s: float | None,
    window_s: tuple[float, float],
) -> list[Event]:
    """Date one kind of event in every stride by how far its frames run after the mean stride's.

    Parameters
    ----------
    track : SagittalTrack
    template : Template
    kind : {"IC", "TO"}
    offset_s : float or None
        Event after the anchor in the mean stride; None gives none.
    window_s : tuple of float
        Around the event, what is compared.
    """
    if offset_s is None:
        return []
    events = []
    for anchor_s in _with_part_strides(template):
        shift_s, precision = template.shift_of(
            float(anchor_s), offset_s + window_s[0], offset_s + window_s[1]
        )
        pull = precision / (precision + 1 / STEP_SHIFT_SD_S**2)
        time_s = float(anchor_s + offset_s + shift_s * pull)
        if not track.time_s[0] <= time_s <= track.time_s[-1] or precision == 0:
            continue
        frame = float(np.interp(time_s, track.time_s, track.frame))
        confidence = float(np.clip(pull * np.exp(-((shift_s / 0.025) ** 2)), 0.0, 1.0))
        events.append(Event(time_s, template.side, kind, frame, round(confidence, 3)))
    return events
