"""Judge again what depends on the contacts, after a person has corrected them."""

from formcheck.domain.quality import Quality, Reason
from formcheck.gait.movement import Movement
from formcheck.metrics.context import SpeedConflict
from formcheck.quality import checks
from formcheck.quality.reasons import Found, catalogue, verdict

_BY_CONTACTS = frozenset(
    {
        *("too_few_steps", "contacts_unsure", "few_steps", "low_frame_rate", "too_few_frames"),
        *("speed_changes", "speed_disagrees"),
    }
)
"""Reasons that the checks below give or take away."""


def rejudged(
    quality: Quality, movement: Movement, conflict: SpeedConflict | None = None
) -> Quality:
    """Return the verdict with the reasons that follow from these contacts.

    Parameters
    ----------
    quality : Quality
        Of the analysis as it was.
    movement : Movement
        With the corrected contacts.
    conflict : SpeedConflict, optional
        A speed that is told now and that the stance foot contradicts.
    """
    found = [_found(reason) for reason in quality.reasons if not _depends(reason)]
    found += checks.check_steps(movement.events, movement.sagittal.fps, None)
    found += checks.check_steadiness(movement.events)
    found += checks.check_given_speed(conflict)
    return verdict(found)


def _depends(reason: Reason) -> bool:
    name = reason.message.code
    if name in catalogue():
        return name in _BY_CONTACTS
    # an older document names the code alone: of its speed changes, one withholds the score
    return reason.code in _BY_CONTACTS and (
        reason.code != "speed_changes" or reason.withholds_score
    )


def _found(reason: Reason) -> Found:
    known = catalogue().get(reason.message.code)
    usual = "withhold" if reason.withholds_score else "note"
    return Found(reason, known["effect"] if known else usual)
