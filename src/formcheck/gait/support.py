"""How the legs carry the body: what a stance foot does under it in a mean stride.

Whoever goes somewhere, or runs on a belt, has the ground pass under the body while a foot
stands. The leg then turns about the hip as a whole, so that the foot travels about twice as
far as the knee. On the spot the thigh swings alone and the stance foot stays; on a bike the
foot never gets behind the hip and the hips never rise. A foot on the ground stands still on it
for a good part of the stride, so that its path has a level bottom, while a pedal goes round with
its crank. And legs take turns: where one swings and the other keeps its place, somebody pushes
a scooter. Nothing here needs to know how fast the film plays.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.skeleton import SIDES, Side
from formcheck.geometry.sagittal import SagittalTrack
from formcheck.signal.filters import low_pass, moving_mean, resample_even
from formcheck.signal.fourier import fit_series, series_design

FloatArray = NDArray[np.float64]

HARMONICS = 6
GRID = 200
EDGE_OF_STEP = 2.0
"""Low pass for one peak a stride, in cycles a step."""
SHORTEST_STRIDE, SMALLEST_PROMINENCE = 1.4, 0.3
"""Of a step; of the ankle's range."""
FEWEST_STRIDES = 2.0
STANDS_LEG = 0.06
"""An ankle this little over its lowest place belongs to a foot that stands."""
WITH_THE_GROUND = 0.5
"""A foot that goes back at half the speed of the ground or more goes with it."""
LEAST_TRAVEL_LEG = 0.30
"""Ground that passes in a step. Runners read 0.7-1.6 (slow jogging 0.5), stepping on the spot
less than 0.2."""
LEAST_TURN = 1.3
"""Travel of the ankle over that of the knee. Runners read 1.5-2.0, walkers 1.8-2.7, knees lifted
over a foot that stays 0.3-1.0 (``tests/bench/test_margins.py``)."""
BEHIND_LEG, STILL_HIPS_LEG = -0.08, 0.03
"""A stance foot goes 0.2-0.45 leg lengths behind the hip, and the hips rise by 0.05 or more;
who sits on a bike shows neither."""

ROUND = 0.06
"""Share of an ankle's path beyond one plain turn a stride. Runners read 0.11-0.35, walkers more;
even pedals 0.01-0.02, with 3 % of unevenness 0.03 (``tests/quality/test_kinds.py``)."""

LEAST_SHARED = 0.4
"""Fore-aft travel of the quieter ankle over that of the other; runners read 0.85-1.0."""


@dataclass(frozen=True, slots=True)
class Support:
    """What a mean stride says of the stance foot, in leg lengths.

    Attributes
    ----------
    travel_leg : float
        Ground that passes under the body in a step, by the speed of the stance foot against
        the hips; negative where it goes forward.
    turn : float
        Fore-aft travel of the ankle over that of the knee, both against the hips.
    behind_leg : float
        Place of the stance foot against the hips when it is farthest back.
    rise_leg : float or None
        Rise and fall of the hips; None where heights cannot be compared.
    stance_share : float
        Share of the stride for which a foot goes back with the ground. It is a little more
        than the duty factor, because a lifted foot goes on backwards at first.
    beyond_round : float or None
        Amplitude of all but the first harmonic over that of the first, along both axes: 0 for an
        ellipse. None where heights cannot be compared.
    shared : float
        Fore-aft travel of the quieter ankle over that of the other; 1 where only one is seen.
    """

    travel_leg: float
    turn: float
    behind_leg: float
    rise_leg: float | None
    stance_share: float
    beyond_round: float | None
    shared: float = 1.0

    @property
    def on_the_spot(self) -> bool:
        """Whether the body steps without covering ground."""
        return abs(self.travel_leg) < LEAST_TRAVEL_LEG or self.turn < LEAST_TURN

    @property
    def seated(self) -> bool:
        """Whether the legs turn under a body that rests on something, as on a bike."""
        still = self.rise_leg is not None and self.rise_leg < STILL_HIPS_LEG
        return still and self.behind_leg > BEHIND_LEG

    @property
    def on_pedals(self) -> bool:
        """Whether the feet go round as on a crank, at an even pace, and never stand."""
        return self.beyond_round is not None and self.beyond_round < ROUND

    @property
    def one_legged(self) -> bool:
        """Whether one leg pushes and the other only stands."""
        return self.shared < LEAST_SHARED

    @property
    def carries(self) -> bool:
        """Whether the legs take turns in carrying the body over the ground."""
        return not (self.on_the_spot or self.seated or self.on_pedals or self.one_legged)


def support_of(track: SagittalTrack, step_s: float, *, heights_hold: bool = True) -> Support | None:
    """Read the mean stride of both legs.

    Parameters
    ----------
    track : SagittalTrack
        Of a bout of steady stepping, on any clock.
    step_s : float
        Its step time on the track's clock.
    heights_hold : bool
        Whether vertical positions can be compared from frame to frame.

    Returns
    -------
    Support or None
        Of the leg that travels farther, with the mean stance of both: a leg that is badly
        seen must not make a runner stand still. None where no stride is seen.
    """
    legs = [_of_leg(track, side, step_s, heights_hold=heights_hold) for side in SIDES]
    seen = [leg for leg in legs if leg is not None]
    if not seen:
        return None
    rises = [leg.rise_leg for leg in seen if leg.rise_leg is not None]
    rounds = [leg.beyond_round for leg in seen if leg.beyond_round is not None]
    return Support(
        travel_leg=max((leg.travel_leg for leg in seen), key=abs),
        turn=max(leg.turn for leg in seen),
        behind_leg=min(leg.behind_leg for leg in seen),
        rise_leg=max(rises) if rises else None,
        stance_share=float(np.mean([leg.stance_share for leg in seen])),
        beyond_round=min(rounds) if rounds else None,
        shared=_shared(track),
    )


def _shared(track: SagittalTrack) -> float:
    middle = track.midpoint("hip")[:, 0]
    paths = [track.point(f"{side}_ankle")[:, 0] - middle for side in SIDES]
    seen = [path[np.isfinite(path)] for path in paths]
    travels = [float(np.subtract(*np.percentile(x, [95, 5]))) for x in seen if len(x)]
    return min(travels) / max(travels) if len(travels) == 2 and max(travels) > 0 else 1.0


def _of_leg(
    track: SagittalTrack, side: Side, step_s: float, *, heights_hold: bool
) -> Support | None:
    middle = track.midpoint("hip")
    ankle, knee = (
        (track.point(f"{side}_{part}") - middle) / track.leg_length_px for part in ("ankle", "knee")
    )
    phase = _stride_phase(track.time_s, ankle[:, 0], step_s)
    if phase is None or np.ptp(phase) < FEWEST_STRIDES:
        return None
    hips = (middle[:, 1] - moving_mean(track.time_s, middle[:, 1], 2 * step_s)) / (
        track.leg_length_px
    )
    paths = [ankle[:, 0], ankle[:, 1], knee[:, 0], hips]
    curves = [_mean_stride(phase, path) for path in paths]
    ahead, height, knee_ahead, rise = curves
    if ahead is None or height is None or knee_ahead is None or np.ptp(knee_ahead) == 0:
        return None
    known = heights_hold and rise is not None
    if rise is not None and known:
        height = height + rise
    stands = height - height.min() < STANDS_LEG
    speed = np.gradient(np.tile(ahead, 3))[GRID : 2 * GRID] * GRID
    ground = float(np.median(speed[stands]))
    return Support(
        travel_leg=-ground / 2,
        turn=float(np.ptp(ahead) / np.ptp(knee_ahead)),
        behind_leg=float(ahead[stands].min()),
        rise_leg=float(np.ptp(rise)) if rise is not None and known else None,
        stance_share=float((speed / ground > WITH_THE_GROUND).mean()) if ground else 1.0,
        beyond_round=_beyond_round(ahead, height) if known else None,
    )


def _beyond_round(*paths: FloatArray) -> float:
    waves = np.abs(np.fft.rfft(np.stack(paths), axis=1))[:, 1:]
    return float(np.sqrt((waves[:, 1:] ** 2).sum() / (waves[:, 0] ** 2).sum()))


def _stride_phase(time_s: FloatArray, ahead: FloatArray, step_s: float) -> FloatArray | None:
    """Strides gone by at each frame, from the instants at which the ankle is farthest ahead."""
    from scipy.signal import find_peaks

    seen = np.isfinite(ahead)
    if seen.sum() < 2 * HARMONICS:
        return None
    rate_hz = 1.0 / float(np.median(np.diff(time_s)))
    grid_s, even = resample_even(time_s[seen], ahead[seen], rate_hz)
    smooth = low_pass(even, rate_hz, EDGE_OF_STEP / step_s)
    peaks, _ = find_peaks(
        smooth,
        distance=max(1, round(SHORTEST_STRIDE * step_s * rate_hz)),
        prominence=SMALLEST_PROMINENCE * float(np.ptp(smooth)),
    )
    if len(peaks) < 2:
        return None
    peaks_s = grid_s[0] + peaks / rate_hz
    stride_s = float(np.median(np.diff(peaks_s)))
    count = np.arange(len(peaks_s), dtype=float)
    phase = np.asarray(np.interp(time_s, peaks_s, count), dtype=np.float64)
    before, after = time_s < peaks_s[0], time_s > peaks_s[-1]
    phase[before] = (time_s[before] - peaks_s[0]) / stride_s
    phase[after] = count[-1] + (time_s[after] - peaks_s[-1]) / stride_s
    return phase


def _mean_stride(phase: FloatArray, path: FloatArray) -> FloatArray | None:
    fit = fit_series(series_design(phase, HARMONICS), path)
    if fit is None:
        return None
    return np.asarray(series_design(np.arange(GRID) / GRID, HARMONICS) @ fit[0])
