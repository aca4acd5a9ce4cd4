"""Whether the bytes are a film: by their first letters, then by opening them elsewhere.

``python -m formcheck.web.content FILE MEMORY_BYTES SECONDS`` prints what the probe finds as
JSON. It is a process of its own, so that a file made to break a decoder breaks only that.
"""

import dataclasses
import json
import os
import sys
from pathlib import Path
from typing import Any

from formcheck.web.bounds import ask, end_with_the_server, limit_this_process
from formcheck.web.limits import Limits
from formcheck.web.problem import Problem

HEAD_BYTES = 12
"""As many of the first bytes decide."""

_QUICKTIME_ATOMS = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_CONTAINERS = ("mov", "matroska", "avi", "mpegts", "mpeg")


def looks_like_film(head: bytes) -> bool:
    """Whether a file begins like MP4, MOV, WebM, MKV, AVI or MPEG.

    A playlist, an archive, a page or a program begins otherwise, and is never opened.

    Examples
    --------
    >>> looks_like_film(bytes([0, 0, 0, 24]) + b"ftypmp42")
    True
    >>> looks_like_film(b"#EXTM3U file:")
    False
    """
    return (
        head[4:8] in _QUICKTIME_ATOMS
        or head.startswith((b"\x1aE\xdf\xa3", b"\x00\x00\x01\xba"))
        or (head.startswith(b"RIFF") and head[8:12] == b"AVI ")
        or (head.startswith(b"\x47") and len(head) >= HEAD_BYTES)
    )


def not_a_film(why: str = "The file is not a video formcheck can read.") -> Problem:
    """Return the answer to a file of the wrong kind."""
    return Problem(
        415,
        why,
        "Send the clip as the camera or phone recorded it: MP4, MOV, WebM, MKV or AVI.",
        code="not_a_video",
    )


async def inspect(path: Path, limits: Limits) -> dict[str, Any]:
    """Open a file in another process and check it against the limits.

    Returns
    -------
    dict
        ``duration_s``, ``fps``, ``frames``, ``width``, ``height``, ``codec``, ``container``,
        ``capture_fps_tag``.

    Raises
    ------
    Problem
        415 for what is no video, 413 for one that is too long or too large.
    """
    bounds = str(limits.inspect_bytes), str(limits.inspect_s)
    answer = await ask("formcheck.web.content", path, *bounds, longest_s=limits.inspect_s)
    if answer is None:
        raise not_a_film("The file could not be read as video: its decoder gave up.")
    if "error" in answer:
        raise not_a_film(answer["error"])
    if not any(kind in answer["container"].split(",") for kind in _CONTAINERS):
        raise not_a_film()
    _check(answer, limits)
    return answer


def frames_of(facts: dict[str, Any]) -> int:
    """Return how many frames there are to look at, those of a film from behind with them."""
    behind = frames_of(facts["rear"]) if "rear" in facts else 0
    return behind + int(facts["frames"] or round(facts["duration_s"] * facts["fps"]))


def _check(facts: dict[str, Any], limits: Limits) -> None:
    seconds, pixels = facts["duration_s"], facts["width"] * facts["height"]
    frames = frames_of(facts)
    fix = "Cut the clip to the 20 to 30 seconds in which you run at one speed."
    if seconds > limits.duration_s:
        most = f"{limits.duration_s / 60:g}"
        what = f"The clip lasts {seconds / 60:.0f} minutes; at most {most} can be analysed."
        raise Problem(413, what, fix, code="too_long")
    if facts["fps"] > limits.fps:
        most = f"{limits.fps:g}"
        what = f"The file has {facts['fps']:.0f} frames a second; at most {most} can be analysed."
        raise Problem(413, what, "Export it as the camera did.", code="too_long")
    if frames > limits.frames:
        what = f"The clip has {frames} frames; at most {limits.frames} can be analysed."
        raise Problem(413, what, fix, code="too_long")
    if pixels > limits.picture_px:
        what = f"The picture is {facts['width']} x {facts['height']} pixels, more than 4K."
        fix = "Export the clip in 4K or, better, 1080p."
        raise Problem(413, what, fix, code="too_many_pixels")


def main() -> int:
    """Print what the probe finds, or the error, as one JSON object."""
    path, memory_bytes, seconds = sys.argv[1:]
    limit_this_process(int(memory_bytes), float(seconds))
    end_with_the_server()
    from formcheck.errors import FormcheckError
    from formcheck.video.probe import probe

    try:
        found = dataclasses.asdict(probe(path))
    except FormcheckError as error:
        found = {"error": error.what.replace(Path(path).name, "The file", 1)}
    kept = {key: value for key, value in found.items() if key not in {"name", "created"}}
    os.write(1, json.dumps(kept).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
