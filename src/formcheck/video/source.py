"""Opening a file as video, with plain words when that fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from formcheck.errors import ClipError, UsageError
from formcheck.video.edits import Edits, edit_lists

# A playlist disguised as a video must not reach out to the network.
_OPTIONS = {"protocol_whitelist": "file"}
# Tags may be in any alphabet; nothing that is measured depends on their letters. From 19 on PyAV
# lets any byte pass by itself, and knows the argument no more.
_ANY_LETTERS: dict[str, Any] = (
    {"metadata_errors": "replace"} if int(av.__version__.partition(".")[0]) < 19 else {}
)
_ENOUGH_PICTURES = 300
_AS_STORED = {"ignore_editlist": "1", "advanced_editlist": "0"}


class OpenFilm(NamedTuple):
    """An opened file; ``edits`` is None where FFmpeg itself shows what is meant to be seen."""

    container: InputContainer
    stream: VideoStream
    edits: Edits | None


def require_file(path: Path) -> None:
    """Check that ``path`` names an existing file.

    Raises
    ------
    UsageError
        Nothing stands there (``file_not_found``), or a folder (``is_a_folder``), or
        something that cannot be read twice (``not_a_file``).
    """
    if path.is_dir():
        raise UsageError(
            f"{path} is a folder, not a video.",
            "Name one video file, or use `formcheck batch` for a folder.",
            code="is_a_folder",
        )
    if not path.exists():
        raise UsageError(
            f"There is no file {path}.", "Check the path and its spelling.", code="file_not_found"
        )
    if not path.is_file():
        # A pipe or a device would be waited for without end.
        raise UsageError(
            f"{path} is a pipe or a device, not a file.",
            "Save the video to a file first.",
            code="not_a_file",
        )


def unreadable(path: Path, why: str) -> ClipError:
    """Return the error for a file that cannot be read as video."""
    return ClipError(
        f"{path.name} cannot be read as video: {why}.",
        "Copy the original from the camera again, or convert it to MP4 (H.264).",
        code="unreadable_file",
    )


def plain_cause(error: Exception) -> str:
    """Return an exception's own words without error number and path, in lower case."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    text = str(text).strip().rstrip(".")
    return text[:1].lower() + text[1:]


def _film(container: InputContainer, path: Path) -> VideoStream | None:
    """Return the stream that holds the film; cover pictures of music do not count.

    Phones put the still picture of a motion photo before the film, as the track to show.
    """
    films = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    best = container.streams.best("video")
    first = best if isinstance(best, VideoStream) and best in films else next(iter(films), None)
    if first is None or len(films) == 1:
        return first
    count = {s.index: s.frames for s in films}
    if not all(count.values()):
        count = _count_pictures(path, list(count))
    most = max(films, key=lambda s: (count[s.index], s is first))
    return first if 2 * count[first.index] >= count[most.index] else most


def _count_pictures(path: Path, films: list[int]) -> dict[int, int]:
    """How many pictures each of some streams holds, as far as a look into the file tells."""
    count = dict.fromkeys(films, 0)
    with av.open(str(path.absolute()), options=_OPTIONS, **_ANY_LETTERS) as container:
        try:
            for packet in container.demux([container.streams[index] for index in films]):
                count[packet.stream_index] += packet.size > 0
                if max(count.values()) >= _ENOUGH_PICTURES:
                    break
        except av.error.FFmpegError:
            pass
    return count


@contextmanager
def open_video(path: Path) -> Iterator[OpenFilm]:
    """Open ``path`` and hand out its film stream, decoding on all cores.

    Raises
    ------
    UsageError
        Missing file or a folder.
    ClipError
        ``unreadable_file`` or ``no_video_stream``.
    """
    require_file(path)
    edits = edit_lists(path)
    options = _OPTIONS | (_AS_STORED if edits else {})
    try:
        container = av.open(str(path.absolute()), options=options, **_ANY_LETTERS)
    except (av.error.FFmpegError, OSError, ValueError) as error:
        why = "it is empty" if path.stat().st_size == 0 else plain_cause(error)
        raise unreadable(path, why) from error
    with container:
        stream = _film(container, path)
        if stream is None or stream.codec_context is None:
            raise ClipError(
                f"{path.name} holds no film, only {_other_content(container)}.",
                "Give the video itself, as the camera or phone recorded it.",
                code="no_video_stream",
            )
        stream.thread_type = "AUTO"
        yield OpenFilm(container, stream, edits.get(stream.id))


def _other_content(container: InputContainer) -> str:
    kinds = sorted({s.type for s in container.streams if s.type != "video"})
    return " and ".join(kinds) if kinds else "a cover picture or nothing"
