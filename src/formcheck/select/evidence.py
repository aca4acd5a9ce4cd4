"""What was found out about a clip before anything is judged."""

from dataclasses import dataclass

from formcheck.select.slow_motion import PlaybackSpeed
from formcheck.select.steadiness import Turned


@dataclass(frozen=True, slots=True)
class Evidence:
    """Facts about a clip (or table) and the part of it that is analysed.

    Attributes
    ----------
    playing : PlaybackSpeed
        Slow-motion factor, and whether it is in doubt.
    step_s : float or None
        Step time of the part, capture clock; None where nobody steps steadily.
    is_film : bool
        False for a landmark table.
    cuts : int
        Scene changes in the clip.
    reshaped : bool
        The pictures change their shape within the clip.
    part_s, whole_s : float
        Length of the analysed part and of the clip, both on the capture clock.
    seen_s : float
        Of the part, the time in which somebody is seen.
    copied_share : float
        Pictures that only repeat the one before, 0-1.
    turns : bool
        The view changes from the side to front or back, or back.
    turned : {"nowhere", "elsewhere", "everywhere"}
        Whether the runner is seen from another side: in steps that are left out, or throughout.
    flat_share : float or None
        Share of a runner's body that is painted in flat colours, 0-1; None where it is not known.
    rival : bool
        Another person could be the runner as well.
    luma, sharpness : float or None
        Medians over the part; None for a table.
    truncated : bool
        The file ends early.
    repeated_share : float
        Frames that were shown before, 0-1.
    plays_back : bool
        The film goes forth and back.
    pace_ratio : float or None
        How many times slower (> 1) or faster another part of the clip plays, None if none does.
    pace_change : float or None
        How much the stride time changed within the clip, where only its steady part is kept.
    """

    playing: PlaybackSpeed
    step_s: float | None = None
    is_film: bool = False
    cuts: int = 0
    reshaped: bool = False
    part_s: float = 0.0
    whole_s: float = 0.0
    seen_s: float = 0.0
    copied_share: float = 0.0
    turns: bool = False
    turned: Turned = "nowhere"
    flat_share: float | None = None
    rival: bool = False
    luma: float | None = None
    sharpness: float | None = None
    truncated: bool = False
    repeated_share: float = 0.0
    plays_back: bool = False
    pace_ratio: float | None = None
    pace_change: float | None = None

    @property
    def cadence_spm(self) -> float | None:
        """Cadence of the part by its rhythm, before any contact is looked for."""
        return None if self.step_s is None else 60.0 / self.step_s
