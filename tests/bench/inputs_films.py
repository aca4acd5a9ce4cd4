"""Films in which not only a runner runs: drawings, changing pictures, cut-together films."""

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

from bench.trial import Said, Trial, judged
from fuzz.films import write_film
from quality.drawn import STYLES, drawn_runner


def trials() -> Iterator[Trial]:
    """Every film."""
    for style, facing in product(STYLES, ("right", "left")):
        yield Trial("A6", f"{style}, to the {facing}", "not_a_person_video", _drawn(style, facing))


def _drawn(style: str, facing: str) -> Callable[[Path], Said]:
    def attempt(folder: Path) -> Said:
        pictures, _ = drawn_runner(STYLES[style], seconds=4.0, facing=facing)
        return judged(("not_a_person_video",))(write_film(folder / "drawn.mp4", pictures))

    return attempt
