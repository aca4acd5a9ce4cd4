"""What is said of inputs that are not this runner running: ``python -m tests.bench.inputs``.

Prints a row for each kind and variant: what a careful person would say, what is said, and whether
the two agree. ``--films`` adds the kinds that need the pose model (some minutes).
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from formcheck.domain.pose import PoseTrack
from formcheck.pipeline import analyze
from formcheck.settings import AnalysisSettings
from formcheck.tables.landmarks import read_landmarks, write_landmarks
from fuzz.films import write_film
from quality.altered import feet_kept_under, knees_folded, mirrored, shown, thinned
from quality.drawn import STYLES, drawn_runner
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


@dataclass(frozen=True)
class Input:
    """A table or film of a kind, and the codes one of which is right; none = it is measured."""

    kind: str
    variant: str
    right: tuple[str, ...]
    make: Callable[[Path], Path]


def table(track: PoseTrack) -> Callable[[Path], Path]:
    """How a track becomes a file."""

    def make(folder: Path) -> Path:
        path = folder / "track.csv"
        write_landmarks(track, path)
        return path

    return make


def tables() -> Iterator[Input]:
    """Kinds that landmarks alone show."""
    sound, _ = read_landmarks(SOUND_RUNNER)
    other, _ = read_landmarks(OVERSTRIDER)
    samples = {"S": sound, "O": other}
    for (name, track), (how, change), share in product(
        samples.items(), CHANGES.items(), (0.15, 0.3, 0.45)
    ):
        made = change(feet_kept_under(track, share))
        yield Input("A1", f"{name}, K {share}, {how}", ("not_locomotion",), table(made))
    for (name, track), (how, change) in product(samples.items(), CHANGES.items()):
        yield Input("runs", f"{name}, {how}", (), table(change(track)))
    for spot, cadence in product(SPOTS, (120.0, 175.0)):
        made, *_ = _body(spot, cadence=cadence)
        yield Input("A1", f"{spot}, {cadence:.0f}", ("not_locomotion",), table(made))
    for cadence in (110.0, 160.0, 200.0):
        made, *_ = _ride(cadence)
        yield Input("A1", f"bike, {cadence:.0f}", ("not_locomotion",), table(made))
    for kind, slow in product(WALKS, (1.0, 3.0)):
        made, *_ = _body(kind, cadence=112.0, slow=slow, seconds=8 * slow)
        yield Input("A2", f"{kind}, slow x{slow:.0f}", ("walking",), table(made))
        folded = knees_folded(made, 1.8)
        yield Input("A2", f"{kind}, folded, slow x{slow:.0f}", ("walking",), table(folded))
    for kind in RUNS:
        made, *_ = _body(kind, cadence=165.0)
        yield Input("runs", kind, (), table(made))
    for (name, spans), (how, change) in product(BOUNCES.items(), CHANGES.items()):
        made = change(shown(sound, *spans, noise=0.6))
        yield Input("A3", f"{name}, {how}", ("not_locomotion", "repeated_footage"), table(made))
    for (name, spans), (how, change) in product(LOOPS.items(), CHANGES.items()):
        made = change(shown(sound, *spans, noise=0.6))
        yield Input("A4", f"{name}, {how}", ("repeated_footage",), table(made))
    for slow in (5.0, 8.0):
        fps = 24.0 if slow == 5.0 else 30.0
        made, *_ = _body("run", cadence=170.0, slow=slow, fps=fps, seconds=13 * 60 / 170 * slow)
        yield Input("C", f"12 steps, slow x{slow:.0f}", ("slow_motion_corrected",), table(made))
        made, *_ = _body("run", cadence=170.0, slow=slow, fps=fps, seconds=3.2 * 60 / 170 * slow)
        few = ("too_few_steps", "too_short", "not_locomotion")
        yield Input("C", f"3 steps, slow x{slow:.0f}", few, table(made))


def films() -> Iterator[Input]:
    """Kinds that only pictures show."""
    for style, facing in product(STYLES, ("right", "left")):

        def drawing(folder: Path, style: str = style, facing: str = facing) -> Path:
            pictures, _ = drawn_runner(STYLES[style], seconds=4.0, facing=facing)
            return write_film(folder / "drawn.mp4", pictures)

        yield Input("A6", f"{style}, to the {facing}", ("not_a_person_video",), drawing)


def _body(kind: str, **how: float) -> tuple:
    made = stepper(kind, **how)
    return made if isinstance(made, tuple) else (made,)


def _ride(cadence: float) -> tuple:
    made = pedaller(cadence=cadence)
    return made if isinstance(made, tuple) else (made,)


def row_of(one: Input) -> dict[str, object]:
    """What is said of one input."""
    with tempfile.TemporaryDirectory() as place:
        path = one.make(Path(place))
        landmarks = path.suffix == ".csv"
        result = analyze(path, AnalysisSettings(), landmarks=landmarks).analysis
    quality = result.quality
    codes = [reason.code for reason in quality.reasons]
    refused = quality.verdict == "refused"
    agrees = bool(set(codes[:1] if refused else codes) & set(one.right)) or (
        not one.right and not refused
    )
    cadence = [
        m.value for m in getattr(result, "metrics", ()) if m.metric == "cadence_spm" and m.value
    ]
    return {
        "kind": one.kind,
        "variant": one.variant,
        "right": " / ".join(one.right) or "measured",
        "now": quality.verdict,
        "reasons": " ".join(codes),
        "cadence_spm": round(float(np.mean(cadence)), 1) if cadence else "",
        "agrees": agrees,
    }


def main() -> int:
    """Print the table; 1 where something is said that a careful person would not say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--films", action="store_true", help="kinds that need the pose model, too")
    told = parser.parse_args()
    inputs = [*tables(), *(films() if told.films else ())]
    rows = pd.DataFrame([row_of(one) for one in inputs])
    rows.to_csv(sys.stdout, index=False)
    print(rows.groupby("kind").agrees.agg(["sum", "count"]).to_string())
    return int(not rows.agrees.all())


if __name__ == "__main__":
    sys.exit(main())
