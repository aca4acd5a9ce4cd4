"""What the runner of a film wore, and in which light: off the pictures that tell where down is.

Kept beside the landmarks like the vertical: a clip that was looked at is not decoded again.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np

from formcheck.domain.pose import PoseTrack
from formcheck.domain.setup import Attire
from formcheck.domain.skeleton import SIDES, Side
from formcheck.plumb import frames_of, keep_pictures
from formcheck.pose import cache
from formcheck.pose.look import Seen
from formcheck.select.attire import attire_of

VERSION: Final = 1
"""Raised whenever the same pictures would give other colours."""


def attire_of_film(
    path: Path, seen: Seen, part: PoseTrack, *, use_cache: bool
) -> Mapping[Side, Attire]:
    """Read the colours of the runner, taking either leg for the near one.

    Parameters
    ----------
    path : Path
    seen : Seen
        Pictures of its sample that are missing are decoded.
    part : PoseTrack
    use_cache : bool

    Returns
    -------
    mapping of side to Attire
        Empty where too few pictures show the runner.
    """
    wanted = frames_of(seen.raw, part)
    key = _key(seen.clip.sha256, wanted, part)
    note = cache.load_note(key) if use_cache else None
    if note is None:
        keep_pictures(path, wanted, seen.sample)
        pictures = {n: p for n, p in seen.sample.colours.items() if n in wanted}
        found = {side: attire_of(pictures, part, side) for side in SIDES}
        note = {side: asdict(one) for side, one in found.items() if one is not None}
        if use_cache:
            cache.store_note(key, note)
    return {side: _attire(note[side]) for side in SIDES if side in note}


def _attire(note: Mapping[str, Any]) -> Attire:
    return Attire(**{name: tuple(colour) for name, colour in note.items()})


def _key(sha256: str, wanted: list[int], part: PoseTrack) -> str:
    rows = np.isin(part.frame, wanted)
    depends_on = {
        "colours": VERSION,
        "clip": sha256,
        "frames": wanted,
        "landmarks": np.nan_to_num(part.xy_px[rows], nan=-1.0).round(0).tolist(),
    }
    return hashlib.sha256(json.dumps(depends_on, sort_keys=True).encode()).hexdigest()[:40]
