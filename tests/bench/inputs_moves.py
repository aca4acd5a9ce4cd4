"""Movements that landmarks alone tell from a run, and runs that must stay runs."""

from collections.abc import Callable, Iterator
from itertools import product

from bench.trial import Trial, table
from formcheck.domain.pose import PoseTrack
from formcheck.tables.landmarks import read_landmarks
from quality.altered import feet_kept_under, knees_folded, mirrored, shown, thinned
from quality.other_moves import PACES_SPM, other_move
from quality.stepper import pedaller, stepper
from runner import OVERSTRIDER, SOUND_RUNNER

CHANGES: dict[str, Callable[[PoseTrack], PoseTrack]] = {
    "as it is": lambda track: track,
    "other side": mirrored,
    "half the rate": lambda track: thinned(track, 2),
    "cut": lambda track: track.picked(slice(len(track) // 9, -len(track) // 7)),
}
LOOPS = {
    "2 s four times": [(0, 120)] * 4,
    "three strides five times": [(30, 154)] * 5,
    "replay at the end": [(0, 400), (150, 330)],
}
BOUNCES = {
    "boomerang": [(0, 90), (90, 0)] * 6,
    "3 s and back": [(0, 180), (180, 0)],
    "back, then forth": [(260, 60), (60, 260)],
}
RUNS = ("run", "fast run", "jog", "slow jog", "grounded run", "grounded jog")
WALKS = ("bouncy walk", "march", "rucksack walk", "brisk walk")
SPOTS = ("on the spot", "heels up on the spot", "high knees", "march on the spot")
RIGHT_OF = {
    "nordic walking": ("walking",),
    "side shuffle": ("not_side_view",),
    "jumping jacks": ("not_locomotion", "standing_only"),
}
"""What is right for other moves than ``not_locomotion``."""
SEEN = {
    "square": {},
    "15 degrees off": {"yaw_deg": 15.0, "fps": 60.0},
    "to the left": {"yaw_deg": -18.0, "facing": "left", "fps": 25.0},
}
NOWHERE, WALKING, AGAIN = ("not_locomotion",), ("walking",), ("repeated_footage",)


def one(kind: str, variant: str, right: tuple[str, ...], track: PoseTrack) -> Trial:
    """A table that is refused by one of these reasons, or measured where there is none."""
    return Trial(kind, variant, " / ".join(right) or "measured", table(track, right))


def trials() -> Iterator[Trial]:
    """Every movement."""
    sound, _ = read_landmarks(SOUND_RUNNER)
    other, _ = read_landmarks(OVERSTRIDER)
    yield from _of_samples({"S": sound, "O": other})
    yield from _on_the_spot()
    yield from _walks_and_runs()
    yield from _other_moves()
    for (name, spans), (how, change) in product(BOUNCES.items(), CHANGES.items()):
        made = change(shown(sound, *spans, noise=0.6))
        yield one("A3", f"{name}, {how}", NOWHERE + AGAIN, made)
    for (name, spans), (how, change) in product(LOOPS.items(), CHANGES.items()):
        made = change(shown(sound, *spans, noise=0.6))
        yield one("A4", f"{name}, {how}", AGAIN, made)
    for slow, fps in ((5.0, 24.0), (8.0, 30.0)):
        for steps, right in (
            (13.0, ("slow_motion_corrected",)),
            (3.2, ("too_few_steps", "too_short", "not_locomotion")),
        ):
            seconds = steps * 60 / 170 * slow
            made, _ = stepper("run", cadence=170.0, slow=slow, fps=fps, seconds=seconds)
            yield one("C", f"{steps:.0f} steps, slow x{slow:.0f}", right, made)


def _of_samples(samples: dict[str, PoseTrack]) -> Iterator[Trial]:
    for (name, track), (how, change) in product(samples.items(), CHANGES.items()):
        for share in (0.15, 0.3, 0.45):
            made = change(feet_kept_under(track, share))
            yield one("A1", f"{name}, K {share}, {how}", NOWHERE, made)
        yield one("runs", f"{name}, {how}", (), change(track))


def _on_the_spot() -> Iterator[Trial]:
    for spot, cadence in product(SPOTS, (120.0, 175.0)):
        made, _ = stepper(spot, cadence=cadence)
        yield one("A1", f"{spot}, {cadence:.0f}", NOWHERE, made)
    for cadence in (110.0, 160.0, 200.0):
        made, _ = pedaller(cadence=cadence)
        yield one("A1", f"bike, {cadence:.0f}", NOWHERE, made)


def _walks_and_runs() -> Iterator[Trial]:
    for kind, slow in product(WALKS, (1.0, 3.0)):
        made, _ = stepper(kind, cadence=112.0, slow=slow, seconds=8 * slow)
        yield one("A2", f"{kind}, slow x{slow:.0f}", WALKING, made)
        yield one("A2", f"{kind}, folded, slow x{slow:.0f}", WALKING, knees_folded(made, 1.8))
    for kind in RUNS:
        made, _ = stepper(kind, cadence=165.0)
        yield one("runs", kind, (), made)


def _other_moves() -> Iterator[Trial]:
    for (move, paces), (how, seen) in product(PACES_SPM.items(), SEEN.items()):
        for pace in paces:
            made, _ = other_move(move, pace=pace, **seen)
            yield one("moves", f"{move}, {pace:.0f}, {how}", RIGHT_OF.get(move, NOWHERE), made)
