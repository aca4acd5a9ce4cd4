"""Measure an earlier analysis again with contacts that a person has corrected."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from formcheck.change import judged, leg_of, with_other_strides
from formcheck.cleaning.clean import CleanTrack
from formcheck.compose import compose
from formcheck.domain.analysis import (
    Analysis,
    Change,
    Changes,
    ChangeVerdict,
    EventRow,
    Measured,
    MetricRow,
    Setting,
)
from formcheck.domain.files import (
    ANALYSIS_JSON,
    EVENTS_CSV,
    LANDMARKS_CSV,
    PICTURES,
    REAR,
    SHARE,
    VIDEO,
)
from formcheck.domain.gait import Event
from formcheck.domain.message import Message
from formcheck.domain.pose import PoseTrack
from formcheck.domain.provenance import Correction
from formcheck.domain.quality import SlowMotion
from formcheck.domain.setup import SetUps
from formcheck.domain.skeleton import SIDES
from formcheck.errors import UsageError
from formcheck.footage import Footage, film_of
from formcheck.gait.behind import detect_behind, upright_behind
from formcheck.gait.detect import GaitEvents, detect_events
from formcheck.gait.movement import Movement
from formcheck.gait.steps import build_steps
from formcheck.geometry.sagittal import leg_length_px, to_sagittal
from formcheck.guidelines import load as load_guidelines
from formcheck.metrics.context import speed_conflict
from formcheck.pose.backend import source_of
from formcheck.publishing import write_all
from formcheck.quality.recheck import rejudged
from formcheck.result import AnalysisResult
from formcheck.select.evidence import Evidence
from formcheck.select.slow_motion import PlaybackSpeed
from formcheck.session import joined_rows, with_rear
from formcheck.settings import AnalysisSettings, Progress
from formcheck.store.events import read_events
from formcheck.store.film import find_film
from formcheck.store.folder import put_analysis, read_analysis, run_around, write_data
from formcheck.store.place import new_folder
from formcheck.tables.landmarks import read_landmarks
from formcheck.tables.sidecar import Sidecar

MOVED_S = 0.002
"""Events closer than this to an earlier one count as unchanged."""
DRAWN = (PICTURES, VIDEO)
"""What shows the contacts as they were."""
STALE = ("report.pdf", "plan.pdf", "plan.html", SHARE)
"""What was made of the report as it was."""
_WORDS = {"athlete", "note"}


def correct(
    folder: Path,
    events_csv: Path,
    guidelines: Path | None = None,
    *,
    clip: Path | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> AnalysisResult:
    """Take edited contacts, measure again, draw again, and rewrite the folder.

    The first analysis stays beside the new one as ``analysis.original.json`` and
    ``events.original.csv``; the provenance says that a person corrected it. Pictures and video
    are drawn again from the film, which is looked for inside and beside the folder and known by
    its checksum; where it is not at hand they are left out, and the provenance says so. The folder
    ``rear`` of a run that was filmed from behind, too, is rewritten with the one around it.

    Parameters
    ----------
    folder : Path
        Folder of an analysis that was measured.
    events_csv : Path
        The edited ``events.csv``: contacts moved, added or removed.
    guidelines : Path, optional
        The guideline set of the first analysis, where that was not formcheck's own.
    clip : Path, optional
        The film that was analysed, where it lies elsewhere.
    on_progress : callable, optional

    Returns
    -------
    AnalysisResult

    Raises
    ------
    UsageError
        If the folder holds no measured analysis, the events cannot be read or leave too few
        steps, the guidelines are not those of the first analysis, or ``clip`` is another film.
    """
    analysis = read_analysis(folder)
    if not isinstance(analysis, Measured):
        raise UsageError(
            f"The clip in {folder} was refused, so there are no contacts to correct.",
            "Film again as the report says.",
            code="usage",
        )
    film = find_film(analysis, folder, clip)
    track, sidecar = read_landmarks(folder / LANDMARKS_CSV)
    if analysis.scale is not None and analysis.scale.source == "sidecar":
        sidecar = replace(sidecar, scale_m_per_px=analysis.scale.m_per_px)
    events = read_events(events_csv, track)
    again = _measured(analysis, track, sidecar, events, guidelines)
    _require_same_judge(analysis.settings["guidelines"], again.settings["guidelines"])
    drawn = any((folder / name).exists() for name in DRAWN)
    why = Message("film_not_there", {"name": analysis.clip.name}) if drawn and not film else None
    made = replace(again.provenance, pictures_left_out=why)
    result = AnalysisResult(replace(again, provenance=made), track, film=film, folder=folder)
    _rewrite(folder, result, on_progress)
    return result


def with_settings(folder: Path, settings: Mapping[str, Setting]) -> Analysis:
    """Measure an analysis again with other words about runner and run, and rewrite the folder.

    The landmarks that were kept, the contacts, pictures and video stay as they are; the page is
    for the caller to render. Of a refused clip, and by name and note, nothing is measured.

    Parameters
    ----------
    folder : Path
        Folder of an analysis.
    settings : mapping
        Settings by name that take the place of those told before; none that the film itself
        would have to be looked at again for.

    Raises
    ------
    UsageError
        If the folder holds no analysis, or its landmarks are gone.
    """
    before = read_analysis(folder)
    with new_folder(folder) as draft:
        shutil.copytree(folder, draft, dirs_exist_ok=True)
        for name in STALE:
            _remove(draft / name)
        return _told(before, folder, draft, settings)


def _told(before: Analysis, folder: Path, draft: Path, settings: Mapping[str, Setting]) -> Analysis:
    """Measure what lies in ``folder`` again and write it into ``draft``, a copy of it."""
    if before.rear is not None:
        behind = folder / REAR
        rear = _told(read_analysis(behind), behind, draft / REAR, settings)
        before = with_rear(before, rear)
    told = replace(before, settings={**before.settings, **settings})
    if not isinstance(told, Measured) or settings.keys() <= _WORDS:
        put_analysis(told, draft)
        return told
    track, sidecar = read_landmarks(folder / LANDMARKS_CSV)
    events = read_events(folder / EVENTS_CSV, track)
    again = _measured(told, track, sidecar, events, None)
    _require_same_judge(told.settings["guidelines"], again.settings["guidelines"])
    again = replace(
        again,
        changes=told.changes,
        events=told.events,
        key_frames=told.key_frames,
        contact_poses=told.contact_poses,
        provenance=replace(again.provenance, corrections=told.provenance.corrections),
    )
    write_data(AnalysisResult(again, None), draft)
    return again


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)


def _require_same_judge(before: object, now: object) -> None:
    """Raise UsageError unless both name the same guideline set, of whatever version."""
    if str(before).rsplit(" ", 1)[0] != str(now).rsplit(" ", 1)[0]:
        raise UsageError(
            f"The first analysis was judged by the guidelines {before}, not by {now}.",
            "Give the file of the first with --guidelines, or analyse the clip again.",
            code="usage",
        )


def _measured(
    analysis: Measured,
    track: PoseTrack,
    sidecar: Sidecar,
    events: Sequence[Event],
    guidelines: Path | None,
) -> Measured:
    """Return the document with all that follows from other events."""
    settings = replace(_settings(analysis), guidelines=guidelines)
    track = replace(track, source=source_of(sidecar.pose_model))
    seen = track.only_seen()
    movement = _movement(analysis, seen, events)
    quality = rejudged(analysis.quality, movement, speed_conflict(movement, settings, sidecar))
    slow = SlowMotion(analysis.slow_motion_factor, analysis.slow_motion_source)
    footage = Footage(
        path=Path(analysis.clip.name),
        clip=analysis.clip,
        track=seen,
        direction=analysis.direction,
        film=film_of(track),
        slow_motion=slow,
        evidence=Evidence(playing=PlaybackSpeed(slow)),
        sidecar=sidecar,
        standing=analysis.standing,
    )
    again = compose(footage, settings, load_guidelines(guidelines), movement, quality).analysis
    if not isinstance(again, Measured):
        raise UsageError(
            "The corrected events hold too few contacts to measure anything.",
            "Four contacts are the least; edit a copy of the analysis' own events.csv.",
            code="usage",
        )
    made = analysis.provenance
    again = replace(again, metrics=joined_rows(again.metrics, analysis.rear))
    return replace(
        again,
        rear=analysis.rear,
        settings={**analysis.settings, "guidelines": again.settings["guidelines"]},
        view=analysis.view,
        watch=analysis.watch,
        attire=analysis.attire,
        analysed_span_s=analysis.analysed_span_s,
        changes=_changes(analysis, again.metrics),
        provenance=replace(
            again.provenance,
            model=made.model,
            pose=made.pose,
            history=made.history,
            duration_s=made.duration_s,
            corrections=(*made.corrections, _correction(analysis.events, again.events)),
        ),
    )


def _settings(analysis: Measured) -> AnalysisSettings:
    known = set(AnalysisSettings.__slots__) - {"guidelines"}
    given = {name: value for name, value in analysis.settings.items() if name in known}
    return AnalysisSettings(**given)  # type: ignore[arg-type] # checked by the settings


def _movement(analysis: Measured, track: PoseTrack, events: Sequence[Event]) -> Movement:
    roll_deg = analysis.view.roll_deg or 0.0
    behind = analysis.view.kind == "back"
    drawn_leg = track.source.drawn_leg
    sagittal = (
        upright_behind(track, roll_deg)
        if behind
        else to_sagittal(track, analysis.direction, roll_deg, drawn_leg=drawn_leg)
    )
    # landmarks.csv holds the picture's pixels: a camera's own movement is still in them
    camera_moves = analysis.quality.has("camera_moves")
    found = (
        detect_behind(sagittal) if behind else detect_events(sagittal, with_height=not camera_moves)
    )
    legs = {
        side: replace(leg, events=tuple(e for e in events if e.side == side))
        for side, leg in found.legs.items()
    }
    stride_s = float(np.mean([leg.template.stride_s for leg in legs.values()]))
    lengths = [leg_length_px(track, side) for side in SIDES]
    return Movement(
        cleaned=CleanTrack(track, float(np.nanmean(lengths)), 0.0),
        sagittal=sagittal,
        facing=analysis.direction,
        view=analysis.view,
        mode=analysis.mode,
        gait=analysis.gait,
        heights_hold=not camera_moves,
        camera_moves=camera_moves,
        events=GaitEvents(legs),
        steps=build_steps(events, stride_s),
        stride_s=stride_s,
        seen_from="back" if behind else "side",
    )


def _changes(analysis: Measured, now: Sequence[MetricRow]) -> Changes | None:
    """Set the corrected values against the baseline, whose own error the old rows still hold."""
    if analysis.changes is None:
        return None
    before, after = (
        {(row.metric, str(row.side)): row for row in rows} for rows in (analysis.metrics, now)
    )
    filmed = analysis.changes.filmed or SetUps(reading="other")
    rows = [
        _change(
            change,
            before.get((change.metric, change.side)),
            after.get((change.metric, change.side)),
            analysis,
            filmed,
        )
        for change in analysis.changes.rows
    ]
    return replace(analysis.changes, rows=judged(rows, filmed))


def _change(
    change: Change,
    old: MetricRow | None,
    new: MetricRow | None,
    analysis: Measured,
    filmed: SetUps,
) -> Change:
    current = None if new is None else new.value
    if new is None or current is None or old is None or old.value is None:
        return _missing(change, current)
    if change.baseline is None or change.sd is None:
        return _missing(change, current)
    leg = (
        leg_of(new.side, analysis.near_side)
        if filmed.side == "kept" or new.side == "both"
        else None
    )
    sd = with_other_strides(change.sd, old, new, leg, filmed)
    return replace(change, current=current, delta=current - change.baseline, sd=sd)


def _missing(change: Change, current: float | None) -> Change:
    gone: ChangeVerdict = "missing"
    return replace(change, current=current, delta=None, sd=None, threshold=None, verdict=gone)


def _correction(before: Sequence[EventRow], after: Sequence[EventRow]) -> Correction:
    def unmatched(ours: Sequence[EventRow], theirs: Sequence[EventRow]) -> int:
        known = [(t.side, t.event, t.time_s) for t in theirs]
        return sum(
            all((o.side, o.event) != t[:2] or abs(o.time_s - t[2]) > MOVED_S for t in known)
            for o in ours
        )

    return Correction(unmatched(after, before), unmatched(before, after))


def _rewrite(
    folder: Path, result: AnalysisResult, on_progress: Callable[[Progress], None] | None
) -> None:
    whole = run_around(folder)
    if whole is None:
        whole, part = folder, Path()
    else:
        part = Path(REAR)
        side = read_analysis(whole)
        joined = with_rear(side, result.analysis)
        if isinstance(side, Measured) and isinstance(joined, Measured):
            joined = replace(joined, changes=_changes(side, joined.metrics))
        result = AnalysisResult(joined, None, rear=result)

    def old(place: str, _: Sequence[str]) -> set[str]:
        stale = STALE if Path(place) == whole else ()
        return {*stale, *(DRAWN if Path(place) == whole / part else ())}

    with new_folder(whole) as draft:
        shutil.copytree(whole, draft, dirs_exist_ok=True, ignore=old)
        for name in (ANALYSIS_JSON, EVENTS_CSV):
            kept = draft / part / name.replace(".", ".original.")
            if not kept.exists():
                shutil.copy2(whole / part / name, kept)
        tables = [draft / part / name for name in (LANDMARKS_CSV, "landmarks.json")]
        untouched = {path: path.read_bytes() for path in tables if path.exists()}
        write_all(result, draft, on_progress)
        for path, content in untouched.items():
            path.write_bytes(content)
