"""Good films as phones, recorders and editors wrap them: read as the plain film is."""

import os
import struct
import time
from collections.abc import Callable, Iterator
from itertools import cycle, product
from pathlib import Path
from typing import Final

import av
import numpy as np

from bench.trial import FilmBase, Said, Trial, command, ffmpeg, measure, numbers, same, written
from formcheck.cli.demo import sample_clip

SOUND: Final = sample_clip()
OTHER: Final = SOUND.with_name("overstrider_portrait.mp4")
BYTES = {"Latin-1": b"caf\xe9", "no letters": b"\xff\xfe\x80"}
NEAR_LUMA = 8.0
X264 = ("-c:v", "libx264", "-crf", "14", "-pix_fmt", "yuv420p")
TO_2020 = "zscale=transfer={}:primaries=bt2020:matrix=bt2020nc:range=limited:npl=203"
CURVES = {"HLG": "arib-std-b67", "PQ": "smpte2084"}


def trials() -> Iterator[Trial]:
    """Every film."""
    yield from _tags()
    for name in CURVES:
        yield Trial("B2", f"{name}, 10 bit", "numbers and light of the twin", _hdr(name))
    for ticks in (0, 960, 0x7FFF_FFFF):
        yield Trial("B3", f"mdhd says {ticks}", "4 s", _like(_media_length(ticks)))
    for suffix in ("mp4", "mov"):
        yield Trial("B4", suffix, "the film", _like(_still_first(suffix)))
    for zone, days in (("America/Los_Angeles", 1), ("UTC", 2), ("Asia/Kolkata", 1)):
        right = f"{days} day{'s' * (days > 1)}"
        yield Trial("B11", f"23:50Z and 00:10Z, {zone}", right, _midnight(zone, days))
    for name, make in WRAPPED.items():
        yield Trial("films", name, "as the plain film", _like(make))
    for name, (make, code, said) in NOT_ENOUGH.items():
        yield Trial("films", name, f"exit {code}: {said}", _told(make, code, said))


PLAIN = FilmBase(SOUND)


def plain(folder: Path, source: Path = SOUND) -> Path:
    """The first seconds of a sample, cut without encoding again."""
    path = folder / f"plain{source.suffix}"
    ffmpeg("-i", source, "-t", FilmBase.length_s, "-c", "copy", path)
    return path


def _like(make: Callable[[Path, Path], Path]) -> Callable[[Path], Said]:
    """Whether a film has the numbers of the plain one."""

    def attempt(folder: Path) -> Said:
        own = folder / "own"
        own.mkdir()
        return PLAIN.like(make(plain(folder), own))

    return attempt


def _told(make: Callable[[Path, Path], Path], code: int, said: str) -> Callable[[Path], Said]:
    def attempt(folder: Path) -> Said:
        own = folder / "own"
        own.mkdir()
        ran = measure(make(plain(folder), own))
        codes = " ".join(ran.codes) if ran.document else ran.said
        return Said(ran.told, ran.code == code and said in codes)

    return attempt


def _tags() -> Iterator[Trial]:
    places = {"title": "-metadata", "comment": "-metadata", "handler_name": "-metadata:s:v:0"}
    ways = cycle(BYTES.items())
    for suffix, (key, where) in product(("mp4", "mov", "mkv"), places.items()):
        how, letters = next(ways)

        def make(
            film: Path, folder: Path, words: tuple = (suffix, where, key.encode() + b"=" + letters)
        ) -> Path:
            path = folder / f"run.{words[0]}"
            ffmpeg("-i", film, "-c", "copy", *words[1:], path)
            return path

        yield Trial("B1", f"{suffix}, {key}, {how}", "read as usual", _like(make))


def _hdr(name: str) -> Callable[[Path], Said]:
    """The film of high dynamic range against its twin of the usual one, drawing included."""

    def attempt(folder: Path) -> Said:
        base, told = plain(folder, OTHER), []
        twins: dict[str, tuple] = {
            "sdr": ("-vf", "format=yuv420p10le"),
            "hdr": ("-vf", TO_2020.format(CURVES[name]) + ",format=yuv420p10le"),
        }
        for twin, words in twins.items():
            path = folder / twin / "run.mp4"
            path.parent.mkdir()
            ffmpeg("-i", base, *words, "-c:v", "libx265", "-crf", 14, *QUIET, path)
            told.append((measure(path, only_data=False), _luma(path.parent / "out")))
        (sdr, light), (hdr, other) = told
        now = f"{numbers(hdr)} (twin {numbers(sdr)}), light {other:.0f} ({light:.0f})"
        return Said(now, same(hdr, sdr) and abs(light - other) < NEAR_LUMA)

    return attempt


QUIET = ("-x265-params", "log-level=error")


def _luma(folder: Path) -> float:
    """Usual light of the annotated video, 0-255."""
    with av.open(str(folder / "annotated.mp4")) as container:
        frames = [f.to_ndarray(format="gray").mean() for f in container.decode(video=0)]
    return float(np.median(frames))


def _media_length(ticks: int) -> Callable[[Path, Path], Path]:
    def make(film: Path, folder: Path) -> Path:
        data = bytearray(film.read_bytes())
        at = data.index(b"mdhd") + 4
        struct.pack_into(">I", data, at + 16, ticks)
        path = folder / "run.mp4"
        path.write_bytes(data)
        return path

    return make


def _still_first(suffix: str) -> Callable[[Path, Path], Path]:
    def make(film: Path, folder: Path) -> Path:
        still, path = folder / "still.jpg", folder / f"run.{suffix}"
        ffmpeg("-i", film, "-frames:v", 1, still)
        default = ("-disposition:v:0", "default", "-disposition:v:1", 0)
        ffmpeg("-i", still, "-i", film, "-map", 0, "-map", 1, "-c", "copy", *default, path)
        return path

    return make


def _midnight(zone: str, days: int) -> Callable[[Path], Said]:
    """Two clips of one evening, in a batch on a machine of that time zone."""

    def attempt(folder: Path) -> Said:
        base, clips, out = plain(folder), folder / "clips", folder / "block"
        clips.mkdir()
        for name, when in (("a", "2026-06-01T23:50:00Z"), ("b", "2026-06-02T00:10:00Z")):
            words = ("-c", "copy", "-metadata", f"creation_time={when}")
            ffmpeg("-i", base, *words, clips / f"{name}.mp4")
        before = os.environ.get("TZ")
        os.environ["TZ"] = zone
        time.tzset()
        try:
            words = ("--only-data", "--jobs", 1, "--quiet", "--model", "full")
            code, _ = command("batch", clips, "--out", out, *words)
        finally:
            os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
            time.tzset()
        created = [written(code, "", out / name).document["clip"]["created"] for name in ("a", "b")]
        found = len({when[:10] for when in created})
        return Said(f"exit {code} {' '.join(created)}", (code, found) == (0, days))

    return attempt


def _encoded(*words: object, suffix: str = "mp4") -> Callable[[Path, Path], Path]:
    def make(film: Path, folder: Path) -> Path:
        path = folder / f"run.{suffix}"
        ffmpeg("-i", film, *words, path)
        return path

    return make


def _turned(degrees: int, picture: str) -> Callable[[Path, Path], Path]:
    """Filmed with the phone on its side or head: the file says by how much."""

    def make(film: Path, folder: Path) -> Path:
        lying, path = folder / "lying.mp4", folder / "run.mp4"
        ffmpeg("-i", film, "-vf", picture, *X264, lying)
        tag = ("-metadata:s:v:0", f"rotate={degrees}")
        ffmpeg("-i", lying, "-c", "copy", *tag, path)
        return path

    return make


def _trimmed(film: Path, folder: Path) -> Path:
    """The start cut off without encoding: an edit list hides what lies before."""
    longer, path = folder / "longer.mp4", folder / "run.mp4"
    ffmpeg("-i", film, "-vf", "tpad=start=25:start_mode=clone", "-g", 250, *X264, longer)
    ffmpeg("-ss", 25 / 60, "-i", longer, "-c", "copy", path)
    return path


def _uneven(film: Path, folder: Path) -> Path:
    """Pictures left out at random, as phones do in bad light; each keeps its own time."""
    path = folder / "run.mp4"
    some = "select='gt(random(7),0.25)'"
    ffmpeg("-i", film, "-vf", some, "-vsync", "vfr", *X264, path)
    return path


WRAPPED: dict[str, Callable[[Path, Path], Path]] = {
    "turned by 90": _turned(90, "transpose=clock"),
    "turned by 180": _turned(180, "hflip,vflip"),
    "turned by 270": _turned(270, "transpose=cclock"),
    "start trimmed by an edit list": _trimmed,
    "uneven frames": _uneven,
    "mirrored": _encoded("-vf", "hflip", *X264),
    "odd size": _encoded("-vf", "scale=853:479", "-c:v", "mpeg4", "-q:v", 2, suffix="avi"),
    "pixels that are not square": _encoded("-vf", "scale=960:720,setsar=4/3", *X264),
    "10 bit 4:2:2": _encoded("-c:v", "prores_ks", "-pix_fmt", "yuv422p10le", suffix="mov"),
    "10 bit 4:4:4": _encoded("-c:v", "libx264", "-crf", 12, "-pix_fmt", "yuv444p10le"),
    "interlaced flag": _encoded("-flags", "+ilme+ildct", *X264),
    "fragmented": _encoded("-c", "copy", "-movflags", "frag_keyframe+empty_moov"),
    "matroska": _encoded("-c", "copy", suffix="mkv"),
    "transport stream": _encoded("-c", "copy", suffix="ts"),
}


def _cut_off(film: Path, folder: Path) -> Path:
    whole, path = folder / "whole.mp4", folder / "run.mp4"
    ffmpeg("-i", film, "-c", "copy", "-movflags", "+faststart", whole)
    data = whole.read_bytes()
    path.write_bytes(data[: len(data) * 3 // 4])
    whole.unlink()
    return path


def _on_its_side(film: Path, folder: Path) -> Path:
    path = folder / "run.mp4"
    ffmpeg("-i", film, "-c", "copy", "-metadata:s:v:0", "rotate=90", path)
    return path


def _huge_still(film: Path, folder: Path) -> Path:
    path = folder / "run.gif"
    ffmpeg("-i", film, "-frames:v", 1, "-vf", "scale=7680:-2", path)
    return path


def _sound(_film: Path, folder: Path) -> Path:
    path = folder / "run.mp4"
    ffmpeg("-f", "lavfi", "-i", "sine=duration=3", path)
    return path


NOT_ENOUGH: dict[str, tuple[Callable[[Path, Path], Path], int, str]] = {
    "cut off": (_cut_off, 0, "truncated_file"),
    "on its side, no word of it": (_on_its_side, 3, "not_locomotion"),
    "upside down": (_encoded("-vf", "hflip,vflip", *X264), 3, "not_locomotion"),
    "one picture": (_encoded("-frames:v", 1, *X264), 3, "too_short"),
    "a huge still GIF": (_huge_still, 3, "too_short"),
    "sound only": (_sound, 4, "holds no"),
    "played backwards": (_encoded("-vf", "reverse", *X264), 3, "not_locomotion"),
}
