"""Measure an earlier analysis again with contacts that a person has corrected."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from formcheck.cleaning.clean import CleanTrack
from formcheck.compose import compose
from formcheck.domain.assessment import Standing
from formcheck.domain.clip import Clip
from formcheck.domain.gait import Event
from formcheck.domain.pose import PoseTrack
from formcheck.domain.quality import Quality, Reason, SlowMotion, View
from formcheck.domain.result import AnalysisResult
from formcheck.domain.skeleton import SIDES
from formcheck.domain.watch import Watch
from formcheck.errors import UsageError
from formcheck.footage import Footage
from formcheck.gait.detect import GaitEvents, detect_events
from formcheck.gait.movement import Movement
from formcheck.gait.steps import build_steps
from formcheck.geometry.sagittal import DRAWN_LEG, leg_length_px, to_sagittal
from formcheck.guidelines import load as load_guidelines
from formcheck.quality.evidence import Evidence
from formcheck.quality.slow_motion import Verdict as Speed
from formcheck.settings import AnalysisSettings
from formcheck.store.document import read_analysis
from formcheck.store.events import read_events
from formcheck.store.folder import new_folder, write_data
from formcheck.tables.landmarks import read_landmarks
from formcheck.tables.sidecar import Sidecar

MOVED_S = 0.002
"""Events closer than this to an earlier one count as unchanged."""


def correct(folder: Path, events_csv: Path, guidelines: Path | None = None) -> AnalysisResult:
    """Take edited contacts, measure again without the video stage, and rewrite the folder.

    The first analysis stays beside the new one as ``analysis.original.json`` and
    ``events.original.csv``; the provenance says that a person corrected it.

    Parameters
    ----------
    folder : Path
        Folder of an analysis that was measured.
    events_csv : Path
        The edited ``events.csv``: contacts moved, added or removed.
    guidelines : Path, optional
        The guideline set of the first analysis, where that was not formcheck's own.

    Returns
    -------
    AnalysisResult

    Raises
    ------
    UsageError
        If the folder holds no measured analysis, the events cannot be read, or the guidelines
        are not those of the first analysis.
    """
    document = read_analysis(folder)
    if document["quality"]["verdict"] == "refused":
        raise UsageError(
            f"The clip in {folder} was refused, so there are no contacts to correct.",
            "Film again as the report says.",
            code="usage",
        )
    track, sidecar = read_landmarks(folder / "landmarks.csv")
    if (document["scale"] or {}).get("source") == "sidecar":
        sidecar = replace(sidecar, scale_m_per_px=document["scale"]["m_per_px"])
    events = read_events(events_csv, track)
    result = _measured(document, track, sidecar, events, guidelines)
    _require_same_judge(document["settings"]["guidelines"], result.settings["guidelines"])
    _rewrite(folder, result)
    return result


def _require_same_judge(before: str, now: str) -> None:
    """Raise UsageError unless both name the same guideline set, of whatever version."""
    if before.rsplit(" ", 1)[0] != now.rsplit(" ", 1)[0]:
        raise UsageError(
            f"The first analysis was judged by the guidelines {before}, not by {now}.",
            "Give the file of the first with --guidelines, or analyse the clip again.",
            code="usage",
        )


def _measured(
    document: Mapping[str, Any],
    track: PoseTrack,
    sidecar: Sidecar,
    events: Sequence[Event],
    guidelines: Path | None,
) -> AnalysisResult:
    settings = replace(_settings(document), guidelines=guidelines)
    quality = Quality(
        document["quality"]["verdict"],
        tuple(
            Reason(
                reason["code"],
                {"text": reason["message"], "fix": reason["fix"]},
                reason["withholds_score"],
                variant="as_written",
            )
            for reason in document["quality"]["reasons"]
        ),
    )
    footage = _footage(document, track, sidecar)
    movement = _movement(document, footage, events)
    before = document["provenance"]
    kept = {name: before[name] for name in ("model", "pose", "packages") if name in before}
    changes = [*before.get("corrections", ()), _correction(document["events"], events)]
    rules = load_guidelines(guidelines)
    notes = {**kept, "corrections": changes}
    result = compose(footage, settings, rules, movement, quality, notes=notes)
    return replace(result, source=document["clip"]["name"], watch=_watch(document["watch"]))


def _watch(told: Mapping[str, Any] | None) -> Watch | None:
    if told is None:
        return None
    values = {row["metric"]: row["watch"] for row in told["values"]}
    return Watch(told["file"], told["n_records"], values)


def _settings(document: Mapping[str, Any]) -> AnalysisSettings:
    given = {
        name: value
        for name, value in document["settings"].items()
        if name in AnalysisSettings.__slots__ and name != "guidelines"
    }
    return AnalysisSettings(**given)


def _footage(document: Mapping[str, Any], track: PoseTrack, sidecar: Sidecar) -> Footage:
    clip = Clip(**document["clip"])
    slow = SlowMotion(document["slow_motion_factor"], document["slow_motion_source"])
    return Footage(
        path=Path(clip.name),
        clip=clip,
        track=track,
        slow_motion=slow,
        evidence=Evidence(playing=Speed(slow)),
        sidecar=sidecar,
        standing=_standing(document),
    )


def _standing(document: Mapping[str, Any]) -> Standing | None:
    """How the runner stood, as the first analysis saw it: the waiting part is not kept."""
    seen = document.get("standing")
    if seen is None:
        return None
    start_s, end_s = seen["span_s"]
    return Standing(
        seen["side"],
        seen["lean_deg"],
        seen["knee_flexion_deg"],
        start_s,
        end_s,
        seen["n_frames"],
    )


def _movement(document: Mapping[str, Any], footage: Footage, events: Sequence[Event]) -> Movement:
    track = footage.track
    drawn_leg = DRAWN_LEG if footage.from_film else 1.0
    sagittal = to_sagittal(track, document["direction"], drawn_leg=drawn_leg)
    # landmarks.csv holds the picture's pixels: a camera's own movement is still in them
    camera_moves = any(r["code"] == "camera_moves" for r in document["quality"]["reasons"])
    found = detect_events(sagittal, with_height=not camera_moves)
    legs = {
        side: replace(leg, events=tuple(e for e in events if e.side == side))
        for side, leg in found.legs.items()
    }
    stride_s = float(np.mean([leg.template.stride_s for leg in legs.values()]))
    lengths = [leg_length_px(track, side) for side in SIDES]
    return Movement(
        cleaned=CleanTrack(track, float(np.nanmean(lengths)), 0.0),
        sagittal=sagittal,
        facing=document["direction"],
        view=View(**document["view"]),
        mode=document["mode"],
        gait=document["gait"],
        swing_fold_deg=float("nan"),
        heights_hold=not camera_moves,
        camera_moves=camera_moves,
        events=GaitEvents(legs),
        steps=build_steps(events, stride_s),
        stride_s=stride_s,
    )


def _correction(before: Sequence[Mapping[str, Any]], after: Sequence[Event]) -> dict[str, Any]:
    earlier = [(e["side"], e["event"], e["time_s"]) for e in before]
    later = [(e.side, e.kind, e.time_s) for e in after]

    def unmatched(
        ours: Sequence[tuple[str, str, float]], theirs: Sequence[tuple[str, str, float]]
    ) -> int:
        return sum(all(o[:2] != t[:2] or abs(o[2] - t[2]) > MOVED_S for t in theirs) for o in ours)

    return {
        "by": "a person",
        "what": "contacts",
        "new_or_moved": unmatched(later, earlier),
        "gone_or_moved": unmatched(earlier, later),
    }


def _rewrite(folder: Path, result: AnalysisResult) -> None:
    from formcheck.report import render

    with new_folder(folder) as draft:
        shutil.copytree(folder, draft, dirs_exist_ok=True)
        for name in ("analysis.json", "events.csv"):
            kept = draft / name.replace(".", ".original.")
            if not kept.exists():
                shutil.copy2(folder / name, kept)
        tables = [draft / "landmarks.csv", draft / "landmarks.json"]
        untouched = {path: path.read_bytes() for path in tables if path.exists()}
        document = write_data(result, draft)
        for path, content in untouched.items():
            path.write_bytes(content)
        (draft / "report.html").write_text(render(document, draft), encoding="utf-8")
