"""Films in which not only a runner runs: drawings, changing shapes, cut-together tutorials."""

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

from bench.trial import FilmBase, Said, Trial, ffmpeg, judged
from bench.truth import SHARED
from formcheck.cli.demo import sample_clip
from fuzz.films import write_film
from quality.drawn import STYLES, drawn_runner

SOUND = sample_clip()
RENDERS = {
    "S": SOUND,
    "other side": SHARED / "synth" / "clip02.mp4",
    "from behind": SHARED / "synth" / "rear" / "rear0.mp4",
    "oblique": SHARED / "synth" / "clip10.mp4",
    "walk": SHARED / "synth" / "clip20.mp4",
    "nobody": SHARED / "synth" / "clip21.mp4",
}
X264 = ("-c:v", "libx264", "-crf", 16, "-pix_fmt", "yuv420p", "-an")


class Scene(NamedTuple):
    """What is shown for a while: a render, from when on, how long; slowed, or a still."""

    render: str
    start_s: float
    length_s: float
    slow: float = 1.0
    crop: str = ""
    still: bool = False

    def write(self, path: Path) -> None:
        """Encode the scene at 30 pictures a second."""
        first = "select='eq(n,0)',loop=-1:1," if self.still else ""
        crop = f"crop={self.crop}," if self.crop else ""
        way = f"{first}{crop}scale=1280:720,setsar=1,setpts={self.slow}*(PTS-STARTPTS),fps=30"
        part = ("-ss", self.start_s, "-t", self.length_s, "-i", RENDERS[self.render])
        ffmpeg(*part, "-vf", way, "-t", self.length_s * self.slow, *X264, path)


def run(start_s: float, length_s: float, *, slow: float = 1.0) -> Scene:
    """The sample's runner from the side."""
    return Scene("S", start_s, length_s, slow)


HEAD = Scene("S", 1.0, 1.3, slow=3.0, crop="352:198:490:100")
"""Somebody talks to the camera, head and shoulders."""
STILL = Scene("S", 2.0, 3.0, still=True)
WALK = Scene("walk", 0.0, 4.0)
OBLIQUE = Scene("oblique", 0.0, 4.0)
GOOD = ("cuts_in_clip",)
NO_STEPS = ("standing_only", "not_locomotion", "feet_not_visible")
"""What the longest scene shows, where none holds steps enough."""
FEW = ("too_few_steps", "too_short", *NO_STEPS)
SLOWED = ("slow_motion_corrected", "slow_motion_suspected")
TUTORIALS: dict[str, tuple[tuple[Scene, ...], tuple[str, ...]]] = {
    "run, head, behind, run, slow repeat": (
        (run(0, 3), HEAD, Scene("from behind", 0, 3), run(3, 4.5), run(3, 1.2, slow=4)),
        GOOD,
    ),
    "head, run, still, other side": (
        (HEAD, run(0.5, 5), STILL, Scene("other side", 1, 2)),
        GOOD,
    ),
    "walk, head, run": ((WALK, HEAD, run(2, 4)), GOOD),
    "nobody, then a run": ((Scene("nobody", 0, 3), run(0, 4.5)), GOOD),
    "head, slow motion, head": ((HEAD, run(2, 3, slow=4), HEAD), SLOWED),
    "head, a short run, head": ((HEAD, run(0, 0.8), HEAD), FEW),
    "short runs between heads": ((run(0, 0.7), HEAD, run(3, 0.7), STILL, run(6, 0.7), HEAD), FEW),
    "walk, head, walk": ((WALK, HEAD, Scene("walk", 4, 3)), ("walking",)),
    "oblique, head, oblique": ((OBLIQUE, HEAD, Scene("oblique", 4, 3)), ("not_side_view",)),
    "stills and a head": ((STILL, HEAD, Scene("S", 5, 3, still=True)), NO_STEPS),
}
SHAPES = {
    "4:3, then wide": ((0.5, "960:720"), (5.0, "1280:720")),
    "upright, then wide": ((0.6, "406:720"), (5.0, "1280:720")),
    "wide, then upright": ((0.5, "1280:720"), (5.0, "406:720")),
}


def trials() -> Iterator[Trial]:
    """Every film."""
    for name, shapes in SHAPES.items():
        yield Trial("A5", name, "lean of the plain film", _reshaped(shapes))
    for style, facing in product(STYLES, ("right", "left")):
        yield Trial("A6", f"{style}, to the {facing}", "not_a_person_video", _drawn(style, facing))
    for name, (scenes, right) in TUTORIALS.items():
        if all(RENDERS[scene.render].is_file() for scene in scenes):
            yield Trial("A8", name, " / ".join(right), _cut_together(scenes, right))


def _drawn(style: str, facing: str) -> Callable[[Path], Said]:
    def attempt(folder: Path) -> Said:
        pictures, _ = drawn_runner(STYLES[style], seconds=4.0, facing=facing)
        return judged(("not_a_person_video",))(write_film(folder / "drawn.mp4", pictures))

    return attempt


def _cut_together(scenes: tuple[Scene, ...], right: tuple[str, ...]) -> Callable[[Path], Said]:
    def attempt(folder: Path) -> Said:
        names = []
        for number, scene in enumerate(scenes):
            names.append(folder / f"scene{number}.mp4")
            scene.write(names[-1])
        listed = folder / "list.txt"
        listed.write_text("".join(f"file '{name}'\n" for name in names), encoding="utf-8")
        film = folder / "tutorial.mp4"
        ffmpeg("-f", "concat", "-safe", 0, "-i", listed, "-c", "copy", film)
        return judged(right)(film)

    return attempt


def _reshaped(shapes: tuple[tuple[float, str], ...]) -> Callable[[Path], Said]:
    """A phone turned while a browser records: one stream, pictures of several shapes."""

    def attempt(folder: Path) -> Said:
        begun, data = 0.0, b""
        for number, (length_s, size) in enumerate(shapes):
            piece = folder / f"piece{number}.ts"
            part = ("-ss", begun, "-t", length_s, "-i", SOUND, "-vf", f"crop={size}")
            ffmpeg(*part, *X264, "-bf", 0, "-output_ts_offset", begun, "-muxdelay", 0, piece)
            data += piece.read_bytes()
            begun += length_s
        film = folder / "turned" / "run.ts"
        film.parent.mkdir()
        film.write_bytes(data)
        return FilmBase(SOUND).like(film, length=False)

    return attempt
