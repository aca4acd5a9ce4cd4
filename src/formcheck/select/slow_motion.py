"""How much slower than life a clip plays, told by the body when the file does not say.

Gravity times the steps: a runner who rises and falls by so much needs so long for a step,
whatever the speed of the film. Cameras film at a few usual rates. Where both together
leave one factor, it is used; where they leave two, the runner is asked.
"""

import math
from dataclasses import dataclass

from formcheck.domain.quality import Gait, SlowMotion, SlowMotionSource

STEP_OF_OSCILLATION_S = 1.11
"""Step time is this times the square root of the oscillation in leg lengths: force plate data of
13 runners at three speeds (Fukuchi 2017), spread 5 %; theory, with a contact of two thirds of
the step and legs of 0.86 m, gives 1.18."""
OSCILLATION_SD = 0.13
"""Spread of the logarithm of step times so found: 5 % runners, the rest landmarks (hips of
real people filmed at known speed read 0.84-1.1 times the true step time)."""
USUAL_SPM, USUAL_SD = 170.0, 0.11
"""Cadence of runners from 2.5 to 4.5 m/s; the spread is of its logarithm."""
NO_DOUBT_SPM = (140.0, 215.0)
"""Running cadences so usual that no slow motion is looked for."""
POSSIBLE_SPM = (115.0, 260.0)
"""Nobody runs slower or faster than this for several steps."""
CAPTURE_FPS = (24.0, 25.0, 30.0, 50.0, 60.0, 100.0, 120.0, 200.0, 240.0, 300.0, 480.0, 960.0)
PHONE_FPS = (60.0, 120.0, 240.0)
"""Slow-motion rates that nearly every telephone offers."""
LEAST_FACTOR = 1.15
USUAL_FACTOR = 1.5
"""Less than this comes about where an editor fits one film rate to another, which is rare."""
SURE = 0.9
LEAST_FIT = 0.02
"""A factor that fits cadence and oscillation worse than this is not used, even as the best."""
FEWEST_PEAKS = 8
"""Fewer steps measure the oscillation too badly to choose a factor by it."""
NEARLY_ONE = 0.03


@dataclass(frozen=True, slots=True)
class PlaybackRates:
    """What is known of the speed at which a clip plays.

    Attributes
    ----------
    fps : float
        New pictures a second of playback.
    file_fps : float
        Pictures a second of playback, copies included.
    given_fps : float or None
        Capture rate as the user gives it.
    tag_fps : float or None
        Capture rate as the file's tags give it.
    edit_stretch : float
        How many times more slowly than filmed the file's edit list plays it.
    """

    fps: float
    file_fps: float
    given_fps: float | None = None
    tag_fps: float | None = None
    edit_stretch: float = 1.0

    @property
    def noted_factor(self) -> float | None:
        """Slow-motion factor by what the file says of itself, None if it says nothing."""
        if self.tag_fps is not None and self.tag_fps > LEAST_FACTOR * self.file_fps:
            return self.tag_fps / self.file_fps
        return None if self.edit_stretch == 1.0 else self.edit_stretch


@dataclass(frozen=True, slots=True)
class Stepping:
    """What the steps look like on the playback clock.

    Attributes
    ----------
    gait : {"run", "walk", "none"}
    step_s : float
    peaks : int
        Steps seen, plus one.
    vertical_oscillation_leg : float or None
        Rise and fall of the hips in leg lengths.
    forward : bool
        False where the stance foot goes forward, as in a film that plays backwards.
    """

    gait: Gait
    step_s: float
    peaks: int
    vertical_oscillation_leg: float | None
    forward: bool = True

    def cadence_spm(self, factor: float) -> float:
        """Return steps a minute if the clip plays ``factor`` times too slowly."""
        return 60.0 * factor / self.step_s


@dataclass(frozen=True, slots=True)
class PlaybackSpeed:
    """The factor, and whether it is in doubt."""

    slow_motion: SlowMotion
    doubtful: bool = False


def slow_motion_of(playing: PlaybackRates, stepping: Stepping | None) -> PlaybackSpeed:
    """Find the slow-motion factor.

    The user takes precedence over the file's tags, these over the runner's body. A tag that makes
    a usual cadence impossible is not believed: re-encoded files keep tags that no longer
    hold.

    Parameters
    ----------
    playing : PlaybackRates
    stepping : Stepping or None
        None where nobody steps steadily.
    """
    run = stepping if stepping is not None and stepping.gait == "run" else None
    if playing.given_fps is not None:
        return _as_stated(playing.given_fps / playing.fps, "user", run)
    factor = playing.noted_factor
    if factor is not None and (run is None or not _no_doubt(run, 1.0) or _possible(run, factor)):
        return _as_stated(factor, "metadata", run)
    if run is None or _no_doubt(run, 1.0):
        return PlaybackSpeed(SlowMotion())
    return _by_body(playing, run)


def _as_stated(factor: float, source: SlowMotionSource, run: Stepping | None) -> PlaybackSpeed:
    if abs(factor - 1.0) < NEARLY_ONE:
        factor = 1.0
    doubtful = run is not None and not _possible(run, factor)
    return PlaybackSpeed(SlowMotion(factor, source), doubtful)


def _by_body(playing: PlaybackRates, run: Stepping) -> PlaybackSpeed:
    odds = {factor: weight * _fit(run, factor) for factor, weight in _candidates(playing).items()}
    best = max(odds, key=lambda factor: odds[factor])
    total = sum(odds.values())
    sure = total > 0 and odds[best] > SURE * total and _possible(run, best)
    if sure and best == 1.0:
        return PlaybackSpeed(SlowMotion())
    if not sure or run.peaks < FEWEST_PEAKS or _fit(run, best) < LEAST_FIT:
        return PlaybackSpeed(SlowMotion(), doubtful=True)
    copied = abs(best / (playing.file_fps / playing.fps) - 1) < NEARLY_ONE
    return PlaybackSpeed(SlowMotion(round(best, 4), "duplicates" if copied else "physiology"))


def _candidates(playing: PlaybackRates) -> dict[float, float]:
    """Factors that are possible, with how usual they are; 1 = real time."""
    usual = {1.0: 100.0}
    doubles = [playing.fps * 2**k for k in range(1, 6)]
    for rate in (*doubles, *CAPTURE_FPS, playing.file_fps):
        factor = rate / playing.fps
        if factor < LEAST_FACTOR:
            continue
        near = next((f for f in usual if abs(f / factor - 1) < NEARLY_ONE), factor)
        is_usual = rate in doubles or rate == playing.file_fps
        weight = 1.0 if is_usual else 0.5 if rate in PHONE_FPS else 0.05
        if factor < USUAL_FACTOR:
            weight = 0.02
        usual[near] = max(weight, usual.get(near, 0.0))
    return usual


def _fit(run: Stepping, factor: float) -> float:
    """How well a factor agrees with usual cadences and with gravity (a likelihood)."""
    score = math.log(run.cadence_spm(factor) / USUAL_SPM) / USUAL_SD
    exponent = score * score
    if run.vertical_oscillation_leg:
        needed_s = STEP_OF_OSCILLATION_S * math.sqrt(run.vertical_oscillation_leg)
        score = math.log(run.step_s / factor / needed_s) / OSCILLATION_SD
        exponent += score * score
    return math.exp(-exponent / 2)


def _no_doubt(run: Stepping, factor: float) -> bool:
    return NO_DOUBT_SPM[0] <= run.cadence_spm(factor) <= NO_DOUBT_SPM[1]


def _possible(run: Stepping, factor: float) -> bool:
    return POSSIBLE_SPM[0] <= run.cadence_spm(factor) <= POSSIBLE_SPM[1]
