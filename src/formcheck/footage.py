"""The first room: a clip or a landmark table becomes landmarks on capture time.

What comes out is the part that is analysed, without copied pictures, with the evidence on
which the quality gate decides.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.attire import attire_of_film
from formcheck.domain.assessment import Standing
from formcheck.domain.clip import Clip
from formcheck.domain.gravity import Vertical
from formcheck.domain.pose import PoseTrack
from formcheck.domain.quality import Direction, SlowMotion
from formcheck.domain.setup import Attire
from formcheck.domain.skeleton import Side
from formcheck.errors import ClipError, UsageError
from formcheck.gait.between import FilmFrames
from formcheck.gait.kind import body_height_px
from formcheck.plumb import vertical_by_hand, vertical_of_film, vertical_of_table
from formcheck.pose.backend import back_end_of, source_of
from formcheck.pose.look import Seen
from formcheck.pose.raw import RawPose
from formcheck.select.evidence import Evidence
from formcheck.select.part import AnalysedPart, choose_part, person_jumps
from formcheck.select.people import Detections, has_rival
from formcheck.select.pictures import Pictures, camera_motion, copies, cuts, rate_hz, retimed
from formcheck.select.slow_motion import PlaybackRates, slow_motion_of
from formcheck.select.standing import find_standing
from formcheck.select.steadiness import view_turns
from formcheck.settings import AnalysisSettings
from formcheck.tables.landmarks import read_landmarks
from formcheck.tables.sidecar import Sidecar

FloatArray = NDArray[np.float64]

PAINT_STEPS, PAINT_LONGEST_S = 4.0, 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Footage:
    """What the analysis starts from.

    Attributes
    ----------
    path : Path
    clip : Clip
    track : PoseTrack
        The part that is analysed, as the model gave it or as the table says, capture time.
    direction : {"left", "right"}
        Where the runner faces in it.
    slow_motion : SlowMotion
    evidence : Evidence
    raw : RawPose or None
        All that the pose stage saw; None for a table.
    sidecar : Sidecar or None
        What stood beside a table; None for a clip.
    standing : Standing or None
        How the runner stood before the run, where the clip shows it; against the picture's edge.
    attire : mapping of side to Attire
        Clothes and light, by the leg that may turn out to be near; empty for a table.
    vertical : Vertical or None
        Where down is, if picture, phone or user say so.
    film : FilmFrames or None
        Every frame of the same part; None where the track holds them all.
    """

    path: Path
    clip: Clip
    track: PoseTrack
    direction: Direction
    slow_motion: SlowMotion
    evidence: Evidence
    raw: RawPose | None = None
    sidecar: Sidecar | None = None
    standing: Standing | None = None
    vertical: Vertical | None = None
    attire: Mapping[Side, Attire] = field(default_factory=dict)
    film: FilmFrames | None = None

    @property
    def film_fps(self) -> float | None:
        """Rate at which the camera filmed; None where the track holds every frame."""
        return None if self.film is None else rate_hz(self.film.time_s)


def load_footage(path: Path, settings: AnalysisSettings, seen: Seen | None = None) -> Footage:
    """Make landmarks of what was seen of a film, or read a table; choose the part to analyse.

    Parameters
    ----------
    path : Path
    settings : AnalysisSettings
    seen : Seen, optional
        What :func:`formcheck.pose.look.look_at` made of the film; a table has none.

    Raises
    ------
    ClipError, UsageError
    """
    if seen is None:
        return _from_table(path, settings)
    footage = _from_film(path, seen.clip, seen.raw, settings)
    vertical = vertical_by_hand(settings.roll_deg) or vertical_of_film(
        path, seen, footage.track, use_cache=settings.use_cache
    )
    attire = attire_of_film(path, seen, footage.track, use_cache=settings.use_cache)
    return replace(footage, vertical=vertical, attire=attire)


def _from_film(path: Path, clip: Clip, raw: RawPose, settings: AnalysisSettings) -> Footage:
    from formcheck.video.frame_stats import RESHAPED

    pictures = _pictures(raw)
    is_new = ~copies(pictures)
    new = np.flatnonzero(is_new)
    whole = raw.track(back_end_of(raw.model).source).picked(is_new)
    scenes = cuts(pictures.change_mean)
    breaks = [int(np.searchsorted(new, frame)) for frame in scenes]
    height_px = body_height_px(whole)
    motion = camera_motion(pictures, height_px)
    whole = replace(whole, camera=replace(motion, path_px=motion.path_px[is_new]))
    part = choose_part(whole, breaks)
    span = slice(int(new[part.start]), int(new[part.stop - 1]) + 1)
    time_s = retimed(raw.time_s[span], is_new[span])
    rates = [rate_hz(times_s) * raw.frames_per_seen for times_s in (time_s, raw.time_s[span])]
    speed = slow_motion_of(_playing(rates, clip, settings), part.stepping)
    factor = speed.slow_motion.factor
    own = camera_motion(pictures.span(span), height_px)
    track = replace(
        whole.picked(slice(part.start, part.stop)),
        time_s=time_s / factor,
        camera=replace(own, path_px=own.path_px[is_new[span]]),
    )
    standing = None
    if not motion.moves:
        breaks += person_jumps(whole)
        standing = find_standing(whole, part, breaks, factor=factor)
    evidence = Evidence(
        playing=speed,
        step_s=_step_s(part, factor),
        is_film=True,
        cuts=len(scenes),
        reshaped=bool((pictures.change_mean >= RESHAPED).any()),
        part_s=_length_s(track.time_s),
        whole_s=_length_s(raw.time_s) / factor,
        seen_s=_seen_s(track),
        copied_share=float((~is_new[span]).mean()),
        turns=view_turns(raw.time_s, raw.world_m),
        turned=part.turned,
        flat_share=_flat_share(path, whole, part),
        rival=settings.person is None and has_rival(_detections(raw), track),
        luma=float(np.median(pictures.luma[span])),
        sharpness=float(np.median(pictures.sharpness[span])),
        truncated=raw.read.truncated,
        pace_ratio=part.pace_ratio,
        pace_change=part.pace_change,
        repeated_share=part.repeats.share if part.repeats else 0.0,
        plays_back=part.repeats is not None and bool(part.repeats.turns),
    )
    return Footage(
        path=path,
        clip=clip,
        track=track,
        direction=part.direction,
        slow_motion=speed.slow_motion,
        evidence=evidence,
        raw=raw,
        standing=standing,
        film=_film(raw, track, factor),
    )


def _flat_share(path: Path, whole: PoseTrack, part: AnalysedPart) -> float | None:
    """How much of a runner is painted in flat colours; two strides tell, or three seconds."""
    from formcheck.video.paint import flat_share

    if part.stepping is None or part.stepping.gait != "run":
        return None
    start_s, last_s = (float(whole.time_s[i]) for i in (part.start, part.stop - 1))
    length_s = min(PAINT_STEPS * part.stepping.step_s, PAINT_LONGEST_S)
    return flat_share(path, whole, start_s, min(start_s + length_s, last_s))


def _playing(rates: list[float], clip: Clip, settings: AnalysisSettings) -> PlaybackRates:
    """What is known of the speed, from the rates of new and of all pictures."""
    fps, file_fps = rates
    return PlaybackRates(
        fps=fps,
        file_fps=file_fps,
        given_fps=settings.capture_fps,
        tag_fps=clip.capture_fps_tag,
        edit_stretch=clip.edit_stretch,
    )


def _film(raw: RawPose, track: PoseTrack, factor: float) -> FilmFrames | None:
    """Every frame from the first to the last of the part, on capture time."""
    if raw.film is None:
        return None
    frame = raw.film.frame
    part = slice(*np.searchsorted(frame, (track.frame[0], track.frame[-1] + 1)).tolist())
    return FilmFrames(frame[part], raw.film.time_s[part] / factor)


def _pictures(raw: RawPose) -> Pictures:
    stats = raw.stats
    return Pictures(
        time_s=raw.time_s,
        change_mean=stats.change_mean,
        shift_px=stats.shift_px,
        shift_response=stats.shift_response,
        luma=stats.luma / _share_without_bars(raw),
        sharpness=stats.sharpness,
    )


def _share_without_bars(raw: RawPose) -> FloatArray:
    """Share of each picture that is not covered by dark bars at its edges, shape (T,)."""
    left, top, right, bottom = raw.stats.border_px.T
    wide, high = 1 - (left + right) / raw.width, 1 - (top + bottom) / raw.height
    return np.asarray(np.clip(wide * high, 0.1, 1.0))


def _detections(raw: RawPose) -> list[Detections]:
    looks = []
    for seen in raw.candidates:
        boxes = [(b.x_px, b.y_px, b.width_px, b.height_px) for b in seen.boxes]
        looks.append(
            Detections(seen.frame, np.array(boxes, dtype=np.float64).reshape(len(boxes), 4))
        )
    return looks


def _length_s(time_s: FloatArray) -> float:
    """Time that the frames fill, the last one included."""
    if len(time_s) < 2:
        return 0.0
    return float(time_s[-1] - time_s[0] + np.median(np.diff(time_s)))


def _seen_s(track: PoseTrack) -> float:
    share = np.isfinite(track.xy_px).any(axis=(1, 2)).mean()
    return float(share) * _length_s(track.time_s)


def _step_s(part: AnalysedPart, factor: float) -> float | None:
    return part.stepping.step_s / factor if part.stepping else None


def _from_table(path: Path, settings: AnalysisSettings) -> Footage:
    from formcheck.video.probe import file_sha256

    if not path.is_file():
        raise UsageError(
            f"There is no file {path}.", "Check the name and the folder.", code="usage"
        )
    table, sidecar = read_landmarks(path, settings.person)
    table = replace(table, source=source_of(sidecar.pose_model))
    clip = Clip(
        name=path.name,
        sha256=file_sha256(path),
        width=table.width,
        height=table.height,
        rotation_deg=0,
        codec="landmarks",
        container="table",
        duration_s=float(table.time_s[-1] - table.time_s[0]),
        frames=len(table),
        fps=table.fps if math.isfinite(table.fps) else 0.0,
    )
    whole = table.span(
        settings.start_s or 0.0, math.inf if settings.end_s is None else settings.end_s
    )
    if len(whole) == 0:
        raise ClipError(
            "No row of the table lies in the part that was asked for.",
            "Check --start and --end.",
            code="too_short",
        )
    every, whole = whole, whole.only_seen()
    part = choose_part(whole, ())
    track = whole.picked(slice(part.start, part.stop))
    fps = rate_hz(track.time_s if every.seen is None else every.time_s)
    speed = slow_motion_of(PlaybackRates(fps, fps, settings.capture_fps), part.stepping)
    factor = speed.slow_motion.factor
    track = replace(track, time_s=track.time_s / factor)
    evidence = Evidence(
        playing=speed,
        step_s=_step_s(part, factor),
        part_s=_length_s(track.time_s),
        whole_s=_length_s(whole.time_s) / factor,
        seen_s=_seen_s(track),
        pace_ratio=part.pace_ratio,
        pace_change=part.pace_change,
        repeated_share=part.repeats.share if part.repeats else 0.0,
        plays_back=part.repeats is not None and bool(part.repeats.turns),
    )
    standing = find_standing(whole, part, person_jumps(whole), factor=factor)
    return Footage(
        path,
        clip,
        track,
        part.direction,
        speed.slow_motion,
        evidence,
        sidecar=sidecar,
        standing=standing,
        vertical=vertical_by_hand(settings.roll_deg) or vertical_of_table(sidecar),
        film=film_of(every, factor),
    )


def film_of(track: PoseTrack, factor: float = 1.0) -> FilmFrames | None:
    """Every frame of a landmark table of which the pose model saw only some."""
    return None if track.seen is None else FilmFrames(track.frame, track.time_s / factor)
