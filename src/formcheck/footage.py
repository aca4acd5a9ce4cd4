"""The first room: a clip or a landmark table becomes landmarks on capture time."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.domain.clip import Clip
from formcheck.domain.pose import PoseTrack
from formcheck.domain.quality import SlowMotion
from formcheck.gait.movement import CameraMotion
from formcheck.errors import ClipError, UsageError
from formcheck.settings import AnalysisSettings, Progress
from formcheck.tables.landmarks import Sidecar, is_landmark_table, read_landmarks

if TYPE_CHECKING:
    from formcheck.pose.raw import RawPose

NORMAL_FPS_LIMIT = 1.15
"""A capture rate this close to the playback rate is no slow motion."""


@dataclass(frozen=True, slots=True, eq=False)
class Footage:
    """What the analysis starts from.

    Attributes
    ----------
    path : Path
    clip : Clip
    track : PoseTrack
        As the model gave it, or as the table says, on capture time.
    slow_motion : SlowMotion
    raw : RawPose or None
        All that the pose stage saw; None for a table.
    camera : CameraMotion or None
        How the picture itself moved; None for a table.
    sidecar : Sidecar or None
        What stood beside a table; None for a clip.
    """

    path: Path
    clip: Clip
    track: PoseTrack
    slow_motion: SlowMotion
    raw: "RawPose | None" = None
    camera: CameraMotion | None = None
    sidecar: Sidecar | None = None


def load_footage(
    path: Path,
    settings: AnalysisSettings,
    *,
    landmarks: bool,
    on_progress: Callable[[Progress], None] | None = None,
) -> Footage:
    """Read a clip or a table into landmarks.

    Raises
    ------
    ClipError, UsageError, InstallationError
    """
    if not landmarks and is_landmark_table(path):
        raise UsageError(
            f"{path.name} is a landmark table, not a clip.",
            f"Give it as such: formcheck analyze --landmarks {path}",
            code="usage",
        )
    return _from_table(path, settings) if landmarks else _from_clip(path, settings, on_progress)


def _from_table(path: Path, settings: AnalysisSettings) -> Footage:
    from formcheck.video.probe import file_sha256

    if not path.is_file():
        raise UsageError(f"There is no file {path}.", "Check the name and the folder.", code="usage")
    track, sidecar = read_landmarks(path)
    clip = Clip(
        name=path.name,
        sha256=file_sha256(path),
        width=track.width,
        height=track.height,
        rotation_deg=0,
        codec="landmarks",
        container="table",
        duration_s=float(track.time_s[-1] - track.time_s[0]),
        frames=len(track),
        fps=track.fps if math.isfinite(track.fps) else 0.0,
    )
    slow = slow_motion_of(clip, settings)
    track = _on_capture_time(track, slow.factor)
    return Footage(path, clip, _in_span(track, settings, slow.factor), slow, sidecar=sidecar)


def _from_clip(
    path: Path, settings: AnalysisSettings, on_progress: Callable[[Progress], None] | None
) -> Footage:
    from formcheck.pose.extract import extract_pose
    from formcheck.video.probe import probe

    def tell(done: int, total: int | None) -> None:
        if on_progress:
            on_progress(Progress("pose", done, total))

    clip = probe(path)
    slow = slow_motion_of(clip, settings)
    raw = extract_pose(
        path,
        clip,
        model=settings.model,
        start_s=settings.start_s or 0.0,
        end_s=math.inf if settings.end_s is None else settings.end_s,
        jobs=settings.jobs,
        person=settings.person,
        on_progress=tell,
    )
    if len(raw) == 0:
        raise ClipError(
            f"{path.name}: no frame lies in the part that was asked for.",
            f"The clip is {clip.duration_s:.1f} s long; check --start and --end.",
            code="too_short",
        )
    return Footage(path, clip, raw.track(slow.factor), slow, raw=raw)


def slow_motion_of(clip: Clip, settings: AnalysisSettings) -> SlowMotion:
    """Slow-motion factor as the user or the file says it."""
    if clip.fps <= 0:
        return SlowMotion()
    if settings.capture_fps is not None:
        return SlowMotion(settings.capture_fps / clip.fps, "user")
    if clip.capture_fps_tag is not None and clip.capture_fps_tag > NORMAL_FPS_LIMIT * clip.fps:
        return SlowMotion(clip.capture_fps_tag / clip.fps, "metadata")
    return SlowMotion()


def _on_capture_time(track: PoseTrack, factor: float) -> PoseTrack:
    from dataclasses import replace

    return replace(track, time_s=track.time_s / factor) if factor != 1.0 else track


def _in_span(track: PoseTrack, settings: AnalysisSettings, factor: float) -> PoseTrack:
    start_s = (settings.start_s or 0.0) / factor
    end_s = math.inf if settings.end_s is None else settings.end_s / factor
    part = track.span(start_s, end_s)
    if len(part) == 0:
        raise ClipError(
            "No row of the table lies in the part that was asked for.",
            "Check --start and --end.",
            code="too_short",
        )
    return part
