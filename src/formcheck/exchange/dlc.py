"""DeepLabCut's table of one animal: three rows of header, then one row a frame of the film."""

from pathlib import Path

import numpy as np

from formcheck.exchange.motion import Motion, film_frames

SCORER = "formcheck"


def write_dlc(motion: Motion, path: Path) -> None:
    """Write pixels and likelihood of every landmark that was seen.

    Row n is frame n of the film; frames that were not analysed, and points that were not seen,
    are empty with a likelihood of 0.
    """
    names = motion.seen
    columns = ("x", "y", "likelihood")
    head = [
        ["scorer", *[SCORER] * len(columns) * len(names)],
        ["bodyparts", *(name for name in names for _ in columns)],
        ["coords", *columns * len(names)],
    ]
    values = np.dstack([motion.track.xy_px, motion.track.visibility])
    frames = film_frames(motion, values, names)
    # Not left empty: pandas takes an empty first row for one more row of the header.
    frames[..., 2] = np.nan_to_num(frames[..., 2])
    rows = [[str(i), *map(_cell, row.ravel())] for i, row in enumerate(frames)]
    text = "\n".join(",".join(cells) for cells in (*head, *rows))
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _cell(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".") if np.isfinite(value) else ""
