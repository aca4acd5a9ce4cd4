"""Landmarks of the reference clips, kept on disk: the pose stage runs once a clip and model."""

import os
import pickle
from pathlib import Path
from typing import Any

from formcheck.domain.clip import Clip
from formcheck.pose import extract
from formcheck.pose.raw import RawPose

KEPT = Path(__file__).parent / "results" / "poses"
_extract_pose = extract.extract_pose


def kept_at(clip: Clip, model: str, start_s: float, end_s: float) -> Path:
    """Where the landmarks of one span of one clip are kept."""
    version = extract.EXTRACTOR_VERSION
    return KEPT / f"{clip.sha256[:20]}-{model}-{start_s:g}-{end_s:g}-v{version}.pickle"


def _keep(path: Path, clip: Clip, **options: Any) -> RawPose:
    kept = kept_at(clip, options["model"], options["start_s"], options["end_s"])
    if kept.is_file():
        raw: RawPose = pickle.loads(kept.read_bytes())  # noqa: S301 - our own file
        return raw
    raw = _extract_pose(path, clip, **options)
    KEPT.mkdir(parents=True, exist_ok=True)
    draft = kept.with_suffix(f".{os.getpid()}")
    draft.write_bytes(pickle.dumps(raw))
    draft.replace(kept)
    return raw


def keep_poses() -> None:
    """Let this process find landmarks on disk instead of extracting them again."""
    extract.extract_pose = _keep  # type: ignore[assignment]
