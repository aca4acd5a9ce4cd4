"""Pictures and video of an earlier analysis once more, with the runner's face hidden."""

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.domain.analysis import Analysis
from formcheck.domain.files import LANDMARKS_CSV, VIDEO
from formcheck.domain.pose import PoseTrack
from formcheck.errors import ClipError
from formcheck.overlay.annotate import STRIDE, film_size
from formcheck.overlay.faces import Ellipse, Faces, blur, face_of, hide, scaled
from formcheck.overlay.prefetch import prefetched
from formcheck.overlay.stills import save_jpeg
from formcheck.overlay.stride import StrideLoop, stride_window, typical_stride
from formcheck.settings import Progress
from formcheck.tables.landmarks import read_landmarks
from formcheck.video.planes import PlanarFrame, Planes, read_planes
from formcheck.video.probe import probe
from formcheck.video.schedule import schedule_of
from formcheck.video.writer import VideoWriter


def hide_faces(
    analysis: Analysis,
    folder: Path,
    target: Path,
    on_progress: Callable[[Progress], None] | None = None,
) -> None:
    """Write ``annotated.mp4`` and ``pictures/`` of a folder with the runner's face hidden.

    The clip itself is not needed: the face is where ``landmarks.csv`` says it is.

    Parameters
    ----------
    analysis : Analysis
        Of an earlier time.
    folder : Path
        Its folder.
    target : Path
        Another folder, which exists.
    on_progress : callable, optional
        Called as ``Progress("video", done, total)``.

    Raises
    ------
    ClipError
        A picture, the video or the table cannot be read.
    """
    track, _ = read_landmarks(folder / LANDMARKS_CSV)
    faces = Faces.of(track)
    for frame in analysis.key_frames:
        picture = folder / frame.picture
        if picture.is_file():
            face = face_of(frame.points) or _known(faces, track, frame.frame)
            _hide_in_still(picture, frame.crop_px, face, target / frame.picture)
    if (folder / VIDEO).is_file():
        _hide_in_film(folder, target, analysis, (track, faces), on_progress)


def _known(faces: Faces, track: PoseTrack, frame: int) -> Ellipse | None:
    rows = np.flatnonzero(track.frame == frame)
    return faces.at(int(rows[0])) if len(rows) else None


def _hide_in_still(
    picture: Path, crop_px: tuple[int, int, int, int], face: Ellipse | None, target: Path
) -> None:
    bgr = cv2.imdecode(np.fromfile(picture, np.uint8), cv2.IMREAD_COLOR)
    if bgr is None:
        raise ClipError(
            f"{picture} cannot be read as a picture.", "Analyse the clip again.", code="damaged"
        )
    image = np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)
    if face is not None:
        x, y, width, _ = crop_px
        moved = face._replace(x=face.x - x, y=face.y - y)
        blur(image, scaled(moved, image.shape[1] / width))
    save_jpeg(image, target)


def _hide_in_film(
    folder: Path,
    target: Path,
    analysis: Analysis,
    known: tuple[PoseTrack, Faces],
    on_progress: Callable[[Progress], None] | None,
) -> None:
    film = probe(folder / VIDEO)
    track, faces = known
    track, rows = _played(track, folder / VIDEO, analysis.slow_motion_factor)
    scale = film.width / track.width
    loop = _loop_of(analysis, track, scale)
    size = (film.width, film_size(track.width, track.height).picture)

    def hidden(frames: Iterator[PlanarFrame]) -> Iterator[tuple[float, Planes, int]]:
        for frame in frames:
            whole = Planes.empty(*frame.planes.size)
            whole.put(frame.planes)
            row = min(frame.index, len(rows) - 1)
            face = faces.at(int(rows[row]))
            upper = whole.part(0, 0, *size)
            if face is not None:
                hide(upper, scaled(face, scale))
            if loop is not None:
                loop.take(row, upper, frame.matrix)
            yield frame.time_s, whole, frame.matrix

    with (
        VideoWriter(target / VIDEO, fps=film.fps) as writer,
        prefetched(read_planes(folder / VIDEO, (film.width, film.height))) as read,
    ):
        for done, (time_s, planes, matrix) in enumerate(hidden(read), start=1):
            writer.write_planes(planes, time_s, matrix)
            if on_progress:
                on_progress(Progress("video", done, film.frames or None))
    if loop is not None:
        loop.write(target / STRIDE)


def _played(track: PoseTrack, film: Path, factor: float) -> tuple[PoseTrack, NDArray[np.int64]]:
    """The frames of a track that its annotated film plays, and their rows."""
    schedule = schedule_of(film)
    if schedule is None:
        return track, np.arange(len(track))
    played_s = (track.time_s - track.time_s[0]) * factor
    after = np.clip(np.searchsorted(played_s, schedule.time_s), 1, max(1, len(track) - 1))
    nearer = np.abs(played_s[after - 1] - schedule.time_s) <= np.abs(
        played_s[np.minimum(after, len(track) - 1)] - schedule.time_s
    )
    rows = np.unique(np.where(nearer, after - 1, after))
    return track.picked(rows), rows


def _loop_of(analysis: Analysis, track: PoseTrack, scale: float) -> StrideLoop | None:
    contacts = [(k.side, k.time_s) for k in analysis.key_frames if k.event == "IC" and k.side]
    stride_s = typical_stride(
        contacts[0] if contacts else None,
        [(step.side, step.ic_s, step.stride_end_s) for step in analysis.steps],
    )
    window = None if stride_s is None else stride_window(track, stride_s)
    return None if window is None else StrideLoop(window, scale)
