"""Films for the speed bench, made from the rendered sample: other sizes, and any length."""

import json
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import av
import cv2

from formcheck.video.reader import read_frames
from formcheck.video.writer import VideoWriter

SAMPLE = Path(__file__).parents[2] / "sample_videos" / "sound_runner_treadmill.mp4"
STRIDES = 7
_TICKS_PER_S = 90_000


class Film(NamedTuple):
    """What to make of the sample (1280 x 720, 60 frames a second, 8 s).

    ``crop`` is its width in the sample's pixels (full height, around the runner); every
    ``every``-th frame is taken; ``whole`` takes all 8 s, else seven strides (4.8 s), which
    can be repeated without a seam.
    """

    width: int
    height: int
    crop: int = 1280
    every: int = 1
    whole: bool = False


SIDE_BY_SIDE = {
    "1280x720, 60 fps": None,
    "1080x1920, 60 fps": Film(1080, 1920, crop=404, whole=True),
    "480x360, 60 fps": Film(480, 360, crop=960, whole=True),
}
"""Clips of the table; None is the sample itself."""

SIZES = {
    "640x360": Film(640, 360),
    "1280x720": Film(1280, 720),
    "1920x1080": Film(1920, 1080),
    "3840x2160": Film(3840, 2160),
}
LONG = Film(1920, 1080, every=2)
LONG_FPS = 60.0 / LONG.every


def make(film: Film, path: Path) -> int:
    """Write a film and return its number of frames."""
    truth = json.loads(SAMPLE.with_suffix(".truth.json").read_text(encoding="utf-8"))
    contacts = sorted(
        event["frame"]
        for event in truth["events"]
        if event["side"] == "left" and event["type"] == "initial_contact"
    )
    first, last = (0, 10**9) if film.whole else (round(contacts[0]), round(contacts[STRIDES]))
    left = (1280 - film.crop) // 2
    fps = 60.0 / film.every
    count = 0
    with VideoWriter(path, fps=fps) as writer:
        for frame in read_frames(SAMPLE):
            if not first <= frame.index < last or (frame.index - first) % film.every:
                continue
            part = frame.image_rgb[:, left : left + film.crop]
            how = cv2.INTER_AREA if film.height < 720 else cv2.INTER_CUBIC
            image = cv2.resize(part, (film.width, film.height), interpolation=how)
            writer.write(image, count / fps)
            count += 1
    return count


RATES = {
    "30 fps, 10 s": (30, 10.0),
    "60 fps, 10 s": (60, 10.0),
    "120 fps, 8 s": (120, 8.0),
    "240 fps, 4 s": (240, 4.0),
    "240 fps, 8 s": (240, 8.0),
}
"""Frames a second and length of the films that differ in rate only."""


def at_rate(fps: int, seconds: float, path: Path) -> int:
    """Write the sample at another rate, frames between blended, and return its frames.

    The sample is 8 s long: a longer film begins again.
    """
    count, wanted = 0, round(fps * seconds)
    between = max(1, fps // 60)
    with VideoWriter(path, fps=fps) as writer:
        while count < wanted:
            before = None
            for frame in read_frames(SAMPLE):
                if fps < 60 and frame.index % (60 // fps):
                    continue
                for k in range(between if before is not None else 1):
                    share = (k + 1) / between
                    image = frame.image_rgb
                    if before is not None:
                        image = cv2.addWeighted(before, 1 - share, frame.image_rgb, share, 0)
                    if count < wanted:
                        writer.write(image, count / fps)
                        count += 1
                before = frame.image_rgb
    return count


def copies(path: Path, count: int, folder: Path) -> None:
    """Copy a film so that each is another file to the cache: empty boxes make the difference."""
    folder.mkdir()
    for k in range(count):
        empty = b"\0\0\0\x08free" * k
        (folder / f"run_{k:02d}.mp4").write_bytes(path.read_bytes() + empty)


def repeat(path: Path, times: int, frames: int, fps: float, into: Path) -> None:
    """Write a film several times behind itself, without coding it again."""
    length = round(frames / fps * _TICKS_PER_S)
    with av.open(str(into), "w", format="mp4") as out:
        stream = None
        for k in range(times):
            with av.open(str(path)) as film:
                source = film.streams.video[0]
                stream = stream or out.add_stream_from_template(source)
                to_ticks = source.time_base / Fraction(1, _TICKS_PER_S)
                for packet in film.demux(source):
                    if packet.dts is None:
                        continue
                    packet.pts = round(packet.pts * to_ticks) + k * length
                    packet.dts = round(packet.dts * to_ticks) + k * length
                    packet.time_base = Fraction(1, _TICKS_PER_S)
                    packet.stream = stream
                    out.mux(packet)
