"""Whether fewer frames a second cost more mistakes: ``python -m tests.bench.seen``.

Each film of ``../shared`` of which the pose model sees only some frames is seen as it is and with
every frame. Leg swaps are counted after cleaning, on landmarks that are kept from before where
there are any. ``--seams`` finds them all anew, which takes minutes a film, and counts the segments
that began on something else than the body and were read again.
"""

import argparse
import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from bench.truth import SHARED
from formcheck.cleaning.clean import clean
from formcheck.cli.demo import sample_clip
from formcheck.domain.clip import Clip
from formcheck.errors import FormcheckError
from formcheck.footage import load_footage
from formcheck.geometry.sagittal import mean_leg_px
from formcheck.pose import extract, sampling, segment_starts
from formcheck.pose.look import look_at
from formcheck.pose.sampling import frames_per_seen
from formcheck.pose.segment_starts import FloatArray
from formcheck.settings import AnalysisSettings
from formcheck.video.probe import probe

PLACES = (SHARED / "clips", SHARED / "synth", sample_clip().parent)
FAST_FPS = 50.0
WAYS = {"as it is": False, "every frame": True}


class Count(NamedTuple):
    """What one way of seeing a film led to.

    ``swapped_pct`` is NaN where no leg is seen, ``read_again`` None where landmarks were kept.
    """

    frames: int
    swapped_pct: float
    read_again: int | None


def films(*, shorter: bool) -> Iterator[tuple[Path, Clip]]:
    """Films of which the model does not see every frame, or would not if they were longer."""
    for place in PLACES:
        for path in sorted(place.rglob("*.mp4")):
            try:
                clip = probe(path)
            except FormcheckError:
                continue
            if frames_per_seen(clip) > 1 or (shorter and clip.fps >= FAST_FPS):
                yield path, clip


def seen(path: Path, model: str, *, every_frame: bool, seams: bool) -> Count:
    """See a film one way."""
    settings = AnalysisSettings(model=model, every_frame=every_frame, use_cache=not seams)
    judged: list[bool] = []
    told = segment_starts.is_better

    def counted(again: FloatArray, before: FloatArray, usual: float) -> bool:
        judged.append(told(again, before, usual))
        return judged[-1]

    with patch.object(extract, "is_better", counted):
        film = look_at(path, settings)
    track = load_footage(path, settings, film).track
    legs = np.isfinite(mean_leg_px(track))
    swapped_pct = 100 * float(clean(track).swapped_share) if legs else np.nan
    return Count(len(film.raw), swapped_pct, sum(judged) if seams else None)


def main() -> int:
    """Print a row for each film and the sums."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.seen", description=__doc__)
    parser.add_argument("--model", choices=("full", "heavy"), default="heavy")
    parser.add_argument("--seams", action="store_true", help="count what was read again, too")
    parser.add_argument("--shorter", action="store_true", help="short films at 30 a second, too")
    parser.add_argument("--name", default="", help="only films with this in their path")
    args = parser.parse_args()
    table = csv.writer(sys.stdout)
    table.writerow(["film", "fps", *(f"{field}, {way}" for way in WAYS for field in Count._fields)])
    every: list[list[Count]] = []
    fewest = 0 if args.shorter else sampling.FEWEST_FRAMES
    for path, clip in films(shorter=args.shorter):
        if args.name not in str(path):
            continue
        with patch.object(sampling, "FEWEST_FRAMES", fewest):
            counts = [
                seen(path, args.model, every_frame=way, seams=args.seams) for way in WAYS.values()
            ]
        told = ["" if value is None else round(value, 2) for one in counts for value in one]
        table.writerow([path.stem, round(clip.fps, 2), *told])
        sys.stdout.flush()
        every.append(counts)
    for number, way in enumerate(WAYS):
        ones = [counts[number] for counts in every]
        swapped = np.nanmean([one.swapped_pct for one in ones])
        seams = sum(one.read_again or 0 for one in ones) if args.seams else "not counted"
        sys.stdout.write(f"{way}: legs swapped in {swapped:.2f} %, segments read again {seams}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
