"""What a file says about itself, before anyone looks at its pictures."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from formcheck.domain.clip import Clip
from formcheck.video.filmed import filmed_at
from formcheck.video.source import OpenFilm, open_video, plain_cause, require_file, unreadable
from formcheck.video.upright import Upright

_MAX_PACKETS = 300


def probe(path: str | Path) -> Clip:
    """Describe a video file and make sure that its first picture can be decoded.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    Clip
        ``capture_fps_tag`` is the rate the camera says it filmed at (Android's
        ``com.android.capture.fps`` and other tags named alike); players slow the
        film down when it is larger than ``fps``.

    Raises
    ------
    UsageError
        The path is missing or a folder.
    ClipError
        ``unreadable_file`` (damaged, empty, not a video, no permission) or
        ``no_video_stream`` (sound only).
    """
    path = Path(path)
    require_file(path)
    sha256 = file_sha256(path)
    with open_video(path) as film:
        container, stream, edits = film
        upright = Upright.of(_first_frame(path, container, stream), pixel_aspect(stream))
        width, height = upright.size
        tags = {**stream.metadata, **container.metadata}
        slow = float(edits.stretch) if edits else 1.0
        created, zone = filmed_at(tags)
        return Clip(
            name=path.name,
            sha256=sha256,
            width=width,
            height=height,
            rotation_deg=upright.rotation_deg,
            codec=stream.codec_context.name,
            container=container.format.name,
            duration_s=_duration_s(film),
            frames=0 if edits else stream.frames,
            fps=float(stream.average_rate or stream.guessed_rate or 0.0) / slow,
            capture_fps_tag=capture_fps(tags),
            edit_stretch=slow,
            created=created,
            created_zone=zone,
            focal_35mm=focal_35mm(tags),
        )


def when_filmed(path: Path) -> str | None:
    """Return when a film was made, as :func:`filmed_at` tells it, without looking at a picture.

    Raises
    ------
    ClipError
        If the file cannot be opened as a film.
    """
    with open_video(path) as film:
        container, stream, _ = film
        return filmed_at({**stream.metadata, **container.metadata})[0]


def file_sha256(path: Path) -> str:
    """Hash of a file's content, in hexadecimal.

    Raises
    ------
    ClipError
        ``unreadable_file``: the file may not be opened.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path, plain_cause(error)) from error


def pixel_aspect(stream: VideoStream) -> float:
    """Width over height of one stored pixel, 1.0 where the file does not say."""
    ratio = stream.sample_aspect_ratio
    return float(ratio) if ratio else 1.0


def focal_35mm(tags: Mapping[str, str]) -> float | None:
    """Find the lens's focal length as of a 35 mm camera among a file's tags, in millimetres."""
    for key, text in tags.items():
        name = key.lower().replace("-", "").replace("_", "").replace(".", "")
        if name.endswith(("focallength35mmequivalent", "focallengthin35mmfilm")):
            length = _rate(text)
            if length is not None and 8.0 <= length <= 400.0:
                return length
    return None


def capture_fps(tags: Mapping[str, str]) -> float | None:
    """Find the capture rate among a file's tags.

    Examples
    --------
    >>> capture_fps({"com.android.capture.fps": "240.000000"})
    240.0
    >>> capture_fps({"encoder": "x"}) is None
    True
    """
    for key, text in tags.items():
        name = key.lower().replace("-", "").replace("_", "").replace(".", "")
        if "capturefps" in name or "captureframerate" in name:
            rate = _rate(text)
            if rate is not None and 1.0 <= rate <= 5000.0:
                return rate
    return None


def _rate(text: str) -> float | None:
    """Read a rate as cameras write it: ``240.000000``, ``240/1``, ``119.88p``."""
    found = re.match(r"\s*(\d+(?:\.\d+)?)(?:/(\d+))?", text)
    if found is None:
        return None
    divisor = float(found[2] or 1)
    return float(found[1]) / divisor if divisor else None


def _first_frame(path: Path, container: InputContainer, stream: VideoStream) -> av.VideoFrame:
    why = "no picture in it can be decoded"
    try:
        for number, packet in enumerate(container.demux(stream)):
            try:
                frames = packet.decode()
            except av.error.FFmpegError as error:
                why = plain_cause(error)
                frames = []
            for frame in frames:
                if isinstance(frame, av.VideoFrame):
                    return frame
            if number >= _MAX_PACKETS:
                break
    except av.error.FFmpegError as error:
        why = plain_cause(error)
    raise unreadable(path, why)


def _duration_s(film: OpenFilm) -> float:
    container, stream, edits = film
    if stream.duration and stream.time_base:
        stored_s = stream.duration * stream.time_base
        return float(edits.length_s(stored_s) if edits else stored_s)
    if container.duration:
        return container.duration / av.time_base
    return _scanned_duration_s(container, stream)


def _scanned_duration_s(container: InputContainer, stream: VideoStream) -> float:
    """Length from the packets' timestamps, for files that do not declare it."""
    stamps: list[int] = []
    try:
        container.seek(0)
        stamps = [p.pts for p in container.demux(stream) if p.pts is not None]
    except av.error.FFmpegError:
        pass
    if len(stamps) < 2 or not stream.time_base:
        return 0.0
    length = (max(stamps) - min(stamps)) * len(stamps) / (len(stamps) - 1)
    return float(length * stream.time_base)
