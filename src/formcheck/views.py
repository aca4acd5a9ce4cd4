"""Frames that show why a clip was refused: the scene, or the people one can choose from."""

from collections.abc import Sequence

import numpy as np

from formcheck.domain.analysis import KeyFrame, Person, picture_of
from formcheck.domain.pose import PoseTrack
from formcheck.domain.quality import Quality
from formcheck.footage import Footage
from formcheck.gait.curves import visible_points

SHOWN = 3


def views(footage: Footage, track: PoseTrack, quality: Quality) -> tuple[KeyFrame, ...]:
    """Choose three frames of a refused clip.

    Parameters
    ----------
    footage : Footage
    track : PoseTrack
        The part that was looked at.
    quality : Quality
        Where it says ``several_runners``, each frame names everybody in it by the number that
        ``--person`` takes.
    """
    if quality.has("several_runners"):
        found = _people(footage, track)
        if found:
            return found
    rows = np.unique(np.linspace(0, len(track) - 1, SHOWN + 2).astype(int)[1:-1])
    return tuple(_view(track, int(row)) for row in rows)


def _view(track: PoseTrack, row: int) -> KeyFrame:
    frame = int(track.frame[row])
    return KeyFrame(
        *("view", None, round(float(track.time_s[row]), 5), frame, picture_of("view", frame)),
        crop_px=(0, 0, track.width, track.height),
        points=visible_points(track, row),
    )


def _people(footage: Footage, track: PoseTrack) -> tuple[KeyFrame, ...]:
    """Of the looks for people, those that show most of them, one in each third of the part."""
    raw = footage.raw
    if raw is None:
        return ()
    from formcheck.pose.people import people_paths

    paths = people_paths(raw.candidates, raw.width, raw.height)
    first, last = int(track.frame[0]), int(track.frame[-1])
    shown: dict[int, KeyFrame] = {}
    for look in raw.candidates:
        if not first <= look.frame <= last:
            continue
        boxes = {n: box for n, path in enumerate(paths, 1) if (box := path.box_px(look.time_s))}
        third = min(SHOWN - 1, SHOWN * (look.frame - first) // max(1, last - first))
        if len(boxes) > len(shown[third].people if third in shown else ()):
            shown[third] = KeyFrame(
                event="view",
                side=None,
                time_s=round(float(look.time_s / footage.slow_motion.factor), 5),
                frame=look.frame,
                picture=picture_of("view", look.frame),
                crop_px=(0, 0, track.width, track.height),
                points={},
                people=tuple(Person(n, _box(box)) for n, box in boxes.items()),
            )
    frames = [shown[third] for third in sorted(shown)]
    return tuple([frame for frame in frames if len(frame.people) > 1] or frames)


def _box(box: Sequence[float]) -> tuple[float, float, float, float]:
    x, y, width, height = (round(float(v), 1) for v in box)
    return x, y, width, height
