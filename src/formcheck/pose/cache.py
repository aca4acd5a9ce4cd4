"""Landmarks of clips seen before, so that a second look at a clip takes no time.

One file an extraction, named after what it depends on: the clip's content, the model, the
span, the person, and the versions of this extractor and of MediaPipe (one for all that give
the same landmarks). A span is kept under
its own name and never cut out of a longer one, because segments begin where the span begins
and a result must not depend on what was asked before.
"""

import contextlib
import dataclasses
import hashlib
import json
import logging
import math
import os
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any, Final

import numpy as np

from formcheck.domain.clip import Clip
from formcheck.pose.backend import back_end_of
from formcheck.pose.extract import EXTRACTOR_VERSION
from formcheck.pose.place import folder
from formcheck.pose.raw import Box, Candidates, RawPose
from formcheck.pose.sampling import longest_gap_s
from formcheck.video.frame_stats import FrameStats
from formcheck.video.reader import ReadReport, Shown

MAX_BYTES: Final = 1_000_000_000
_SUFFIX: Final = ".pose.npz"
_NOTE_SUFFIX: Final = ".gravity.json"
_DRAFT_SUFFIX: Final = ".draft"
_DRAFT_AGE_S: Final = 3600.0
_LOG: Final = logging.getLogger(__name__)
_DAMAGED: Final = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile)


def key_of(
    clip: Clip,
    *,
    model: str,
    start_s: float = 0.0,
    end_s: float = math.inf,
    person: int | None = None,
    every_frame: bool = False,
) -> str:
    """Return the name under which an extraction is kept.

    Parameters
    ----------
    clip : Clip
    model, start_s, end_s, person, every_frame
        As for `formcheck.pose.extract.extract_pose`.

    Raises
    ------
    UsageError
        Unknown model.
    """
    depends_on: dict[str, Any] = {
        "clip": clip.sha256,
        **back_end_of(model).identity(model),
        "start_s": max(start_s, 0.0),
        "end_s": None if end_s == math.inf else end_s,
        "person": person,
        "extractor": EXTRACTOR_VERSION,
    }
    gap_s = 0.0 if every_frame else longest_gap_s(clip, start_s, end_s)
    if gap_s:
        depends_on["gap_s"] = gap_s
    text = json.dumps(depends_on, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def load(key: str) -> RawPose | None:
    """Return what is kept under that name, or None.

    A file that cannot be read is removed.
    """
    path = folder() / f"{key}{_SUFFIX}"
    if not path.is_file():
        return None
    try:
        raw = _read(path)
    except _DAMAGED as error:
        _LOG.warning("removed a damaged cache file: %s (%s)", path, error)
        with contextlib.suppress(OSError):
            path.unlink()
        return None
    with contextlib.suppress(OSError):
        os.utime(path)
    return raw


def store(key: str, raw: RawPose) -> None:
    """Keep an extraction under that name; a disk that is full or locked is no error."""
    place = folder()
    draft: str | None = None
    try:
        place.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(suffix=_DRAFT_SUFFIX, dir=place)
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **_arrays(raw))
        Path(draft).replace(place / f"{key}{_SUFFIX}")
        _shrink(place)
    except OSError as error:
        _LOG.warning("landmarks could not be kept in %s: %s", place, error)
        if draft:
            with contextlib.suppress(OSError):
                Path(draft).unlink()


def load_note(key: str) -> dict[str, Any] | None:
    """Return what was learned from a clip's pictures and is kept under that name, or None."""
    path = folder() / f"{key}{_NOTE_SUFFIX}"
    try:
        note: object = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return note if isinstance(note, dict) else None


def store_note(key: str, note: dict[str, Any]) -> None:
    """Keep a few numbers under that name; a disk that is full or locked is no error."""
    place = folder()
    try:
        place.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(suffix=_DRAFT_SUFFIX, dir=place)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(note, file)
        Path(draft).replace(place / f"{key}{_NOTE_SUFFIX}")
    except OSError as error:
        _LOG.warning("the vertical could not be kept in %s: %s", place, error)


def size_bytes() -> int:
    """Return how much the cache holds."""
    return sum(size for _, size, _ in _entries(folder()))


def clear() -> int:
    """Remove everything that is kept and return how many bytes that freed."""
    freed = 0
    for path, size, _ in _entries(folder()):
        with contextlib.suppress(OSError):
            path.unlink()
            freed += size
    return freed


def _entries(place: Path) -> list[tuple[Path, int, float]]:
    """Files of the cache with size and time of last use, the oldest first."""
    found = []
    for path in place.glob("*"):
        if path.name.endswith((_SUFFIX, _NOTE_SUFFIX, _DRAFT_SUFFIX)):
            with contextlib.suppress(OSError):
                facts = path.stat()
                found.append((path, facts.st_size, facts.st_mtime))
    return sorted(found, key=lambda entry: entry[2])


def _shrink(place: Path) -> None:
    entries = _entries(place)
    total = sum(size for _, size, _ in entries)
    for path, size, used in entries:
        abandoned = path.suffix == _DRAFT_SUFFIX and time.time() - used > _DRAFT_AGE_S
        too_much = total > MAX_BYTES and path.suffix != _DRAFT_SUFFIX
        if abandoned or too_much:
            with contextlib.suppress(OSError):
                path.unlink()
                total -= size


def _arrays(raw: RawPose) -> dict[str, Any]:
    looks = raw.candidates
    boxes = [dataclasses.astuple(box) for look in looks for box in look.boxes]
    facts = {
        "width": raw.width,
        "height": raw.height,
        "model": raw.model,
        "model_sha256": raw.model_sha256,
        "person": raw.person,
        "read": dataclasses.asdict(raw.read),
    }
    film = {} if raw.film is None else {f"film_{k}": v for k, v in raw.film._asdict().items()}
    return {
        "facts": np.array(json.dumps(facts)),
        **film,
        "time_s": raw.time_s,
        "frame": raw.frame,
        # MediaPipe gives single precision: nothing is lost.
        "xy_px": raw.xy_px.astype(np.float32),
        "visibility": raw.visibility.astype(np.float32),
        "world_m": raw.world_m.astype(np.float32),
        "look_frame": np.array([look.frame for look in looks], np.int64),
        "look_time_s": np.array([look.time_s for look in looks], np.float64),
        "look_count": np.array([len(look.boxes) for look in looks], np.int64),
        "boxes": np.array(boxes, np.float64).reshape(len(boxes), 5),
        **{f"stats_{f.name}": getattr(raw.stats, f.name) for f in dataclasses.fields(FrameStats)},
    }


def _read(path: Path) -> RawPose:
    with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
        data = {name: file[name] for name in file.files}
    facts = json.loads(str(data["facts"]))
    facts["read"] = ReadReport(**facts["read"])
    stats = {f.name: data[f"stats_{f.name}"] for f in dataclasses.fields(FrameStats)}
    film = Shown(data["film_frame"], data["film_time_s"]) if "film_frame" in data else None
    return RawPose(
        time_s=data["time_s"],
        frame=data["frame"],
        xy_px=data["xy_px"].astype(np.float64),
        visibility=data["visibility"].astype(np.float64),
        world_m=data["world_m"].astype(np.float64),
        stats=FrameStats(**stats),
        candidates=_looks(data),
        film=film,
        **facts,
    )


def _looks(data: dict[str, Any]) -> tuple[Candidates, ...]:
    boxes = [Box(*row) for row in data["boxes"].tolist()]
    looks, at = [], 0
    heads = zip(data["look_frame"], data["look_time_s"], data["look_count"], strict=True)
    for frame, time_s, count in heads:
        looks.append(Candidates(int(frame), float(time_s), tuple(boxes[at : at + count])))
        at += count
    return tuple(looks)
