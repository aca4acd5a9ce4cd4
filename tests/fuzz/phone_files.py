"""Sound films that phones and editors wrote in an unusual way; bytes set by hand."""

import struct
from fractions import Fraction

import av

from fuzz.films import sample_pictures, write_film

LETTERS = b"QQQQ"


def with_tag(path, key, letters, *, stream=False):
    """Put letters of any alphabet into a tag; as many bytes as `LETTERS`."""
    pictures = list(sample_pictures())
    options = {"options": {"movflags": "use_metadata_tags"}} if path.suffix == ".mp4" else {}
    with av.open(str(path), "w", **options) as container:
        track = container.add_stream("mpeg4", rate=30)
        track.height, track.width = pictures[0].shape[:2]
        track.pix_fmt = "yuv420p"
        (track if stream else container).metadata[key] = LETTERS.decode()
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 30)
            container.mux(track.encode(frame))
        container.mux(track.encode(None))
    data = path.read_bytes()
    assert LETTERS in data, f"{path.suffix} keeps no {key}"
    path.write_bytes(data.replace(LETTERS, letters))
    return path


def with_media_length(path, ticks):
    """Write a wrong length into the head of the track's media (``mdhd``, version 0)."""
    write_film(path, sample_pictures())
    data = bytearray(path.read_bytes())
    at = data.index(b"mdhd") + 4
    assert data[at] == 0
    struct.pack_into(">I", data, at + 16, ticks)
    path.write_bytes(data)
    return path


def with_still_first(path, codec, *, count=1, size=(320, 180)):
    """A film behind a still picture (or a few), whose track is the one to show."""
    still = list(sample_pictures(1, size))
    film = list(sample_pictures())
    with av.open(str(path), "w") as container:
        pixels = {"mjpeg": "yuvj420p", "png": "rgb24"}.get(codec, "yuv420p")
        tracks = []
        for name, pictures, form in ((codec, still, pixels), ("libx264", film, "yuv420p")):
            track = container.add_stream(name, rate=30)
            track.height, track.width = pictures[0].shape[:2]
            track.pix_fmt = form
            tracks.append((track, pictures, form))
        tracks[0][0].disposition = av.stream.Disposition.default
        tracks[1][0].disposition = av.stream.Disposition(0)
        for track, pictures, form in tracks:
            for number, picture in enumerate(pictures * (count if track is tracks[0][0] else 1)):
                frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format=form)
                frame.pts, frame.time_base = number, Fraction(1, 30)
                container.mux(track.encode(frame))
            container.mux(track.encode(None))
    return path
