"""Fifty odd files; each function writes one and names the exit codes that are right for it."""

import gzip
import io
import json
import os
import struct
import wave
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from fuzz.films import sample_pictures, write_film

READ = (0, 3)
UNREADABLE = (4,)
NO_SUCH = (2,)
EITHER = (0, 3, 4)
PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Oddity:
    """One odd file: how it is written, and which exit codes are right."""

    write: Callable[[Path, bytes], Path]
    codes: tuple[int, ...]


def content(name, data, codes=UNREADABLE):
    def write(folder, _film):
        path = folder / name
        path.write_bytes(data)
        return path

    return Oddity(write, codes)


def named(name, codes=READ):
    """A sound film under an odd name."""

    def write(folder, film):
        path = folder / name
        path.write_bytes(film)
        return path

    return Oddity(write, codes)


def film(name, codec="libx264", pixels="yuv420p", *, size=(64, 48), count=12, codes=READ, **how):
    def write(folder, _film):
        pictures = list(sample_pictures(count, size))
        return write_film(folder / name, pictures, codec, pixels, **how)

    return Oddity(write, codes)


def made(write, codes):
    return Oddity(write, codes)


def sound_only(folder, _film):
    path = folder / "sound.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=16000)
        tone = np.sin(np.arange(1024) / 10).astype(np.float32)[None]
        frame = av.AudioFrame.from_ndarray(tone, format="fltp", layout="mono")
        frame.sample_rate = 16000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def wave_file():
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(8000))
    return data.getvalue()


def zip_file():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("run.mp4", "nothing")
    return data.getvalue()


def folder_named_like_a_clip(folder, _film):
    path = folder / "run.mp4"
    path.mkdir()
    return path


def missing(folder, _film):
    return folder / "nowhere.mp4"


def broken_link(folder, _film):
    path = folder / "link.mp4"
    path.symlink_to(folder / "nowhere.mp4")
    return path


def good_link(folder, film_bytes):
    (folder / "real.mp4").write_bytes(film_bytes)
    path = folder / "link.mp4"
    path.symlink_to(folder / "real.mp4")
    return path


def playlist(text):
    """A text that sends the reader elsewhere: to a sound film next to it, or out."""

    def write(folder, film_bytes):
        (folder / "real.mp4").write_bytes(film_bytes)
        path = folder / "list.mp4"
        path.write_text(text.format(here=folder / "real.mp4"), encoding="utf-8")
        return path

    return write


def without_index(folder, film_bytes):
    path = folder / "nomoov.mp4"
    path.write_bytes(film_bytes[: film_bytes.index(b"moov")])
    return path


def renamed_boxes(folder, film_bytes):
    path = folder / "boxes.mp4"
    path.write_bytes(film_bytes.replace(b"trak", b"kart").replace(b"mdia", b"aidm"))
    return path


def two_films_in_a_row(folder, film_bytes):
    path = folder / "twice.mp4"
    path.write_bytes(film_bytes + film_bytes)
    return path


def picture_file(name, codec, pixels):
    def write(folder, _film):
        pictures = list(sample_pictures(1, (64, 48)))
        return write_film(folder / name, pictures, codec, pixels, format="image2")

    return write


def landmark_table(folder, _film):
    path = folder / "table.csv"
    path.write_text("frame,time_s,left_hip_x,left_hip_y\n0,0.0,1,2\n", encoding="utf-8")
    return path


def huge_box():
    return struct.pack(">I4sQ", 1, b"ftyp", 2**62) + b"isom" + bytes(64)


LONG = "x" * 200 + ".mp4"
ODDITIES = {
    "empty": content("run.mp4", b""),
    "one byte": content("run.mp4", b"\x00"),
    "zeros": content("run.mp4", bytes(100_000)),
    "noise": content("run.mp4", np.random.default_rng(1).bytes(100_000)),
    "text": content("run.mp4", b"This is no film.\n" * 100),
    "text without suffix": content("run", b"This is no film."),
    "utf-16 text": content("run.mov", "kein Film".encode("utf-16")),
    "json": content("run.mp4", json.dumps({"a": [1] * 1000}).encode()),
    "html": content("run.mp4", b"<!doctype html><html><body>404</body></html>"),
    "pdf": content("run.mp4", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"),
    "zip": content("run.mp4", zip_file()),
    "gzip": content("run.mp4", gzip.compress(b"film" * 1000)),
    "wave": content("run.wav", wave_file()),
    "wave named mp4": content("run.mp4", wave_file()),
    "png head": content("run.mp4", PNG + bytes(200)),
    "riff head": content("run.avi", b"RIFF\xff\xff\xff\x7fAVI LIST" + bytes(64)),
    "matroska head": content("run.mkv", bytes.fromhex("1a45dfa3") + bytes(64)),
    "mp4 head": content("run.mp4", b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2"),
    "huge box": content("run.mp4", huge_box()),
    "subtitles": content("run.srt", b"1\n00:00:00,000 --> 00:00:02,000\nHello\n"),
    "sound only": made(sound_only, UNREADABLE),
    "no index": made(without_index, UNREADABLE),
    "renamed boxes": made(renamed_boxes, UNREADABLE),
    "missing": made(missing, NO_SUCH),
    "folder": made(folder_named_like_a_clip, NO_SUCH),
    "broken link": made(broken_link, NO_SUCH),
    "link": made(good_link, READ),
    "landmark table": made(landmark_table, NO_SUCH),
    "playlist to a file": made(playlist("#EXTM3U\n#EXTINF:1,\n{here}\n#EXT-X-ENDLIST\n"), EITHER),
    "playlist to the net": made(
        playlist("#EXTM3U\n#EXTINF:1,\nhttp://192.0.2.1/run.ts\n#EXT-X-ENDLIST\n"), UNREADABLE
    ),
    "list of files": made(playlist("ffconcat version 1.0\nfile '{here}'\n"), EITHER),
    "two films in a row": made(two_films_in_a_row, READ),
    "jpeg": made(picture_file("still.jpg", "mjpeg", "yuvj420p"), EITHER),
    "png": made(picture_file("still.png", "png", "rgb24"), EITHER),
    "one frame": film("one.mp4", count=1),
    "two frames": film("two.mp4", count=2),
    "odd size": film("odd.avi", "mpeg4", size=(101, 77)),
    "tiny": film("tiny.avi", "mpeg4", size=(16, 16)),
    "tall and thin": film("thin.mp4", size=(16, 800)),
    "gif": film("run.gif", "gif", "rgb8"),
    "avi": film("run.avi", "mpeg4"),
    "motion jpeg": film("run.mov", "mjpeg", "yuvj420p"),
    "prores": film("run.mov", "prores", "yuv422p10le"),
    "hevc 10 bit": film("run.mkv", "libx265", "yuv420p10le"),
    "av1": film("run.mp4", "libsvtav1"),
    "vp9": film("run.webm", "libvpx-vp9"),
    "4:4:4": film("run.mp4", pixels="yuv444p"),
    "grey": film("run.mkv", "ffv1", "gray"),
    "transport stream": film("run.ts"),
    "raw stream": film("run.h264"),
    "slow pictures": film("slow.mp4", step=60),
    "hours apart": film("hours.mkv", step=30 * 3600),
    "wrong suffix": named("run.txt"),
    "no suffix": named("run"),
    "spaces": named("my first run .mp4"),
    "quotes": named('it\'s "mine" `here` $HOME.mp4'),
    "umlauts and signs": named("Läuferin 跑步 🏃.mp4"),
    "percent and brackets": named("run %03d [1].mp4"),
    "dash": named("-run.mp4"),
    "long name": named(LONG),
    "colon": named("http:run.mp4"),
}
if os.name == "nt":
    for name in ("quotes", "colon", "spaces", "broken link", "link"):
        del ODDITIES[name]
